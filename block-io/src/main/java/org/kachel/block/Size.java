package org.kachel.block;

import java.io.Serializable;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;

/** Voxels of a volume along x, y and z: the space that an image lives in. Images of equal size share a space. */
public record Size(long x, long y, long z) implements Serializable {
    public Size {
        if (x < 1 || y < 1 || z < 1)
            throw new IllegalArgumentException("a volume has no empty axis: " + x + ", " + y + ", " + z);
    }

    /** From x, y, z. */
    public static Size of(long... size) {
        if (size.length != 3) throw new IllegalArgumentException("a size has three axes, not " + size.length);
        return new Size(size[0], size[1], size[2]);
    }

    public static Size of(Interval volume) {
        return of(volume.dimensionsAsLongArray());
    }

    public long along(int axis) {
        return axis == 0 ? x : axis == 1 ? y : z;
    }

    public long[] toArray() {
        return new long[] {x, y, z};
    }

    /** All of it. */
    public Interval volume() {
        return new FinalInterval(x, y, z);
    }

    @Override
    public String toString() {
        return "[" + x + ", " + y + ", " + z + "]";
    }
}
