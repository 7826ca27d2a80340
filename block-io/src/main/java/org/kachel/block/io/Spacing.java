package org.kachel.block.io;

import java.io.Serializable;

/** Physical size of a voxel along x, y, z and its unit, as OME-Zarr names it ({@code micrometer}); 1, 1, 1 and {@code ""} where unknown. */
public record Spacing(double x, double y, double z, String unit) implements Serializable {
    public static final Spacing VOXELS = new Spacing(1, 1, 1, "");
}
