package org.kachel.stitching;

import java.io.Serializable;
import net.imglib2.Interval;
import org.kachel.block.Voxels;

/**
 * The size of a volume, as far as keys need it: the key of a voxel is (z·y() + y)·x() + x.
 *
 * <p>*Errors*: {@link IllegalArgumentException} for a volume that does not start at 0 or has 2⁶³ voxels or more.
 */
record VolumeSize(long x, long y, long z) implements Serializable {

    static VolumeSize of(Interval volume) {
        for (int d = 0; d < 3; d++)
            if (volume.min(d) != 0)
                throw new IllegalArgumentException(
                        "keys count voxels from the volume's origin, but it starts at %d on %s"
                                .formatted(volume.min(d), "xyz".charAt(d)));
        return new VolumeSize(volume.dimension(0), volume.dimension(1), volume.dimension(2));
    }

    VolumeSize {
        try {
            Math.multiplyExact(Math.multiplyExact(x, y), z);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "a volume of %d x %d x %d voxels has more keys than 63 bits hold".formatted(x, y, z), e);
        }
    }

    long key(long px, long py, long pz) {
        return (pz * y + py) * x + px;
    }

    /** The index in {@code image} of the voxel that has this key. */
    int index(long key, Voxels image) {
        long row = key / x;
        return image.index(key % x, row % y, row / y);
    }

    /** The index where z is fastest and x slowest. */
    long keyXMajor(long px, long py, long pz) {
        return (px * y + py) * z + pz;
    }
}
