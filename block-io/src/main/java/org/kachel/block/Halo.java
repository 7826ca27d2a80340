package org.kachel.block;

import java.io.Serializable;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/**
 * How many voxels a step needs around its target, per axis, the same on both sides.
 *
 * <pre>
 *   volume  |................................................|
 *   read           |<-halo->|    target     |<-halo->|          read = (target grown by the halo) ∩ volume
 *   at an edge |  target    |<-halo->|                          clipped, never padded
 * </pre>
 *
 * *Units*: voxels.
 */
public record Halo(int x, int y, int z) implements Serializable {
    public static final Halo NONE = new Halo(0, 0, 0);

    public Halo {
        if (x < 0 || y < 0 || z < 0)
            throw new IllegalArgumentException("a halo is not negative: " + x + ", " + y + ", " + z);
    }

    public static Halo of(int radius) {
        return new Halo(radius, radius, radius);
    }

    /** The halo of two steps after each other. */
    public Halo plus(Halo other) {
        return new Halo(Math.addExact(x, other.x), Math.addExact(y, other.y), Math.addExact(z, other.z));
    }

    /** The halo of two branches of the same source. */
    public Halo max(Halo other) {
        return new Halo(Math.max(x, other.x), Math.max(y, other.y), Math.max(z, other.z));
    }

    public int along(int axis) {
        return axis == 0 ? x : axis == 1 ? y : z;
    }

    /** What must be read for {@code target}: it grown by this halo, clipped to {@code volume}. */
    public Interval grow(Interval target, Interval volume) {
        return new FinalInterval(Intervals.intersect(Intervals.expand(target, x, y, z), volume));
    }

    @Override
    public String toString() {
        return x == y && y == z ? Integer.toString(x) : "[" + x + ", " + y + ", " + z + "]";
    }
}
