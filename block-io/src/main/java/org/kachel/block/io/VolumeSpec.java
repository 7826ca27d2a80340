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
 * @param label whether the voxels are labels: OME-Zarr then lists the image under {@code labels}
 */
public record VolumeSpec(
        Format format, VoxelType type, long[] size, int[] chunk, String codec, Spacing spacing, boolean label)
        implements Serializable {

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

        @Override
        public String toString() {
            return text;
        }
    }
}
