package org.kachel.job;

import java.io.Serializable;
import java.util.List;

/**
 * How many objects lie in each tile of a volume, each counted once.
 *
 * @param tile its size in voxels, x, y, z; the last tiles of an axis may be smaller
 * @param files {@code .csv} and {@code .parquet} with a row for each tile, {@code .zarr} an image with a voxel for each
 */
public record CountMapSpec(List<Integer> tile, List<String> files) implements Serializable {
    static final List<String> ENDINGS = List.of(".csv", ".parquet", ".zarr");

    public CountMapSpec {
        tile = List.copyOf(tile);
        files = List.copyOf(files);
    }
}
