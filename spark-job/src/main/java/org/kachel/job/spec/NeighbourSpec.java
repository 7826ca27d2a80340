package org.kachel.job.spec;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is asked about the neighbours of objects: how many touch each and how far they are comes with the table in any case.
 *
 * @param files for the pairs that touch: {@code .csv} and {@code .parquet} one row each, {@code .vtk} and {@code .graphml} a mesh
 * @param nearest how many of the nearest objects the table tells the mean distance of; 0 for none
 * @param surface whether the table says which objects a ray along an axis leaves from without meeting another
 * @param surfaceFiles as {@code files}, of the objects at the surface and the pairs of such alone
 */
public record NeighbourSpec(List<String> files, int nearest, boolean surface, List<String> surfaceFiles)
        implements Serializable {
    static final List<String> ENDINGS = List.of(".csv", ".parquet", ".vtk", ".graphml");

    /** Touching neighbours, in the table alone. */
    static final NeighbourSpec TOUCHING = new NeighbourSpec(List.of(), 0, false, List.of());

    public NeighbourSpec {
        files = List.copyOf(files);
        surfaceFiles = List.copyOf(surfaceFiles);
    }

    public List<String> allFiles() {
        return Stream.concat(files.stream(), surfaceFiles.stream()).toList();
    }
}
