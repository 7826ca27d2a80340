package org.kachel.op;

import java.util.List;
import java.util.stream.Stream;

/** The neighbourhood operations of the catalogue. */
final class NeighbourhoodEntries {
    static final List<CatalogueEntry> ENTRIES = Stream.of(
                    List.of(GaussianBlur.ENTRY),
                    BoxFilter.ENTRIES,
                    LocalMaxima.ENTRIES,
                    DetectExtrema.ENTRIES,
                    FootprintFilter.ENTRIES,
                    VarianceBox.ENTRIES,
                    Derivative.ENTRIES,
                    List.of(BinaryEdge.ENTRY, LabelEdges.ENTRY),
                    MedianFilter.ENTRIES,
                    Morphology.ENTRIES,
                    GaussianDifference.ENTRIES)
            .flatMap(List::stream)
            .toList();

    private NeighbourhoodEntries() {}
}
