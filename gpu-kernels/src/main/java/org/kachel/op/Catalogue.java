package org.kachel.op;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All operations: the one source for YAML, command line, docs, tests and benchmarks. */
public final class Catalogue {
    private static final List<CatalogueEntry> ENTRIES = Stream.<List<CatalogueEntry>>of(
                    // one line per file of entries
                    PointwiseEntries.ENTRIES, NeighbourhoodEntries.ENTRIES, LabelEntries.ENTRIES)
            .flatMap(List::stream)
            .sorted(java.util.Comparator.comparing(CatalogueEntry::name))
            .toList();

    private static final Map<String, CatalogueEntry> BY_NAME =
            ENTRIES.stream().collect(Collectors.toUnmodifiableMap(CatalogueEntry::name, Function.identity()));

    private Catalogue() {}

    /** All entries, by name. */
    public static List<CatalogueEntry> entries() {
        return ENTRIES;
    }

    /** *Errors*: {@link ParameterException} with the names that come closest. */
    public static CatalogueEntry entry(String name) {
        CatalogueEntry entry = BY_NAME.get(name);
        if (entry != null) return entry;
        throw new ParameterException("op", "unknown operation '" + name + "'; see `kachel ops` for what there is");
    }
}
