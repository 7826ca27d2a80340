package org.kachel.block.io;

import java.io.Serializable;
import org.kachel.block.VoxelType;

/**
 * What a volume to be written looks like.
 *
 * @param format {@code ome-zarr-0.4}, {@code ome-zarr-0.5}, {@code zarr2}, {@code zarr3} or {@code n5}
 * @param size x, y, z
 * @param chunk x, y, z
 * @param codec such as {@code zstd:1}, {@code blosc-lz4-shuffle}, {@code gzip:6}, {@code raw}
 * @param label whether the voxels are labels: OME-Zarr then lists the image among its labels
 * @param levels its resolutions, more than one for OME-Zarr and N5 alone; size, chunk and spacing are those of the finest
 */
public record VolumeSpec(
        Format format,
        VoxelType type,
        long[] size,
        int[] chunk,
        String codec,
        Spacing spacing,
        boolean label,
        Levels levels)
        implements Serializable {
    public VolumeSpec {
        levels.check(size);
        if (levels.count() > 1 && !format.pyramids())
            throw new IllegalArgumentException(
                    format + " holds one array per image; pyramids go to ome-zarr-0.4, ome-zarr-0.5 or n5");
    }

    /** A volume of one level. */
    public VolumeSpec(
            Format format, VoxelType type, long[] size, int[] chunk, String codec, Spacing spacing, boolean label) {
        this(format, type, size, chunk, codec, spacing, label, Levels.ONE);
    }

    /** The same voxels' shape with another type. */
    public VolumeSpec of(VoxelType other) {
        return new VolumeSpec(format, other, size, chunk, codec, spacing, label, levels);
    }

    /** The same image with other levels. */
    public VolumeSpec of(Levels other) {
        return new VolumeSpec(format, type, size, chunk, codec, spacing, label, other);
    }

    /** The array of one level: smaller, with chunks that are no larger than it. */
    VolumeSpec level(int level) {
        long[] extent = levels.size(size, level);
        int[] object = chunk.clone();
        for (int d = 0; d < 3; d++) object[d] = (int) Math.min(chunk[d], extent[d]);
        return new VolumeSpec(format, type, extent, object, codec, spacing, label);
    }

    /** The container formats that can be written. */
    public enum Format {
        OME_ZARR_0_4("ome-zarr-0.4"),
        OME_ZARR_0_5("ome-zarr-0.5"),
        ZARR2("zarr2"),
        ZARR3("zarr3"),
        N5("n5");

        private final String text;

        Format(String text) {
            this.text = text;
        }

        public static Format named(String name) {
            for (Format f : values()) if (f.text.equals(name)) return f;
            throw new IllegalArgumentException(
                    "unknown format '" + name + "'; known are ome-zarr-0.4, ome-zarr-0.5, zarr2, zarr3, n5");
        }

        /** Whether an image of this format can have several levels. */
        public boolean pyramids() {
            return this != ZARR2 && this != ZARR3;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
