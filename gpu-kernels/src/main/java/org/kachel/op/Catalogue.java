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
                    PointwiseEntries.ENTRIES,
                    UserExpression.ENTRIES,
                    List.of(UserKernelEntry.ENTRY),
                    Reductions.ENTRIES,
                    NeighbourhoodEntries.ENTRIES,
                    GeometricEntries.ENTRIES,
                    LabelEntries.ENTRIES)
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
        List<String> near = BY_NAME.keySet().stream()
                .filter(known -> distance(known, name) <= 1 + Math.min(known.length(), name.length()) / 4)
                .sorted(java.util.Comparator.comparingInt((String known) -> distance(known, name))
                        .thenComparing(known -> known))
                .limit(3)
                .toList();
        String hint = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
        throw new ParameterException(
                "op",
                "unknown operation '" + name + "'" + hint + (near.isEmpty() ? ";" : "")
                        + " `kachel ops` lists what there is");
    }

    /** Insertions, deletions and replacements that make one word of the other (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = java.util.stream.IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
