package org.kachel.job;

import java.io.Serializable;
import java.util.List;

/**
 * What is asked about the neighbours of objects: how many touch each and how far they are comes with the table in any case.
 *
 * @param files for the pairs that touch: {@code .csv} and {@code .parquet} one row each, {@code .vtk} and {@code .graphml} a mesh
 * @param nearest how many of the nearest objects the table tells the mean distance of; 0 for none
 */
public record NeighbourSpec(List<String> files, int nearest) implements Serializable {
    static final List<String> ENDINGS = List.of(".csv", ".parquet", ".vtk", ".graphml");

    /** Touching neighbours, in the table alone. */
    static final NeighbourSpec TOUCHING = new NeighbourSpec(List.of(), 0);

    public NeighbourSpec {
        files = List.copyOf(files);
    }
}
