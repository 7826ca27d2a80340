package org.kachel.op;

import java.util.List;
import java.util.stream.Stream;

/** The labelling operations of the catalogue. */
final class LabelEntries {
    static final List<CatalogueEntry> ENTRIES = Stream.of(
                    ConnectedComponents.ENTRIES,
                    LabelFlood.ENTRIES,
                    SeededLabeling.ENTRIES,
                    SeededWatershed.ENTRIES,
                    DistanceMap.ENTRIES,
                    ExpandLabels.ENTRIES,
                    FilterLabels.ENTRIES,
                    List.of(FillHoles.ENTRY, LabelMap.ENTRY))
            .flatMap(List::stream)
            .toList();

    private LabelEntries() {}
}
