package org.kachel.job.spec;

import java.io.Serializable;
import java.util.List;
import org.kachel.block.Size;
import org.kachel.op.ParameterException;

/**
 * How many objects lie in each tile of a volume, each counted once.
 *
 * @param tile its size in voxels, x, y, z; the last tiles of an axis may be smaller
 * @param files {@code .csv} and {@code .parquet} with a row for each tile, {@code .zarr} an image with a voxel for each
 */
public record CountMapSpec(List<Integer> tile, List<String> files) implements Serializable {
    static final List<String> ENDINGS = List.of(".csv", ".parquet", ".zarr");

    /** Tiles that the driver counts in: a quarter of a gigabyte. */
    private static final long MOST_TILES = 1 << 26;

    public CountMapSpec {
        tile = List.copyOf(tile);
        files = List.copyOf(files);
    }

    /** *Errors*: {@link ParameterException} for more tiles than the driver counts in. */
    public void check(Size volume) {
        double tiles = 1;
        for (int d = 0; d < 3; d++) tiles *= (volume.along(d) - 1) / tile.get(d) + 1;
        if (tiles > MOST_TILES)
            throw new ParameterException(
                    "measure.count-map.tile",
                    "measure.count-map.tile is %s, which makes %.0f tiles of %s voxels; there may be %d: make them larger"
                            .formatted(tile, tiles, volume, MOST_TILES));
    }
}
