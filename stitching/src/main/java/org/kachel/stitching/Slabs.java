package org.kachel.stitching;

import java.io.Serializable;
import net.imglib2.Interval;

/**
 * A volume cut into slabs of equally many keys, in ascending order: z-ranges, at voxel rather than plane granularity, so
 * that a flat image has slabs, too. Keys of a lower slab are smaller.
 */
public record Slabs(long voxels, int count) implements Serializable {
    public Slabs {
        if (voxels < 1 || count < 1)
            throw new IllegalArgumentException("%d slabs of %d voxels".formatted(count, voxels));
    }

    public static Slabs of(Interval volume, int count) {
        VolumeSize size = VolumeSize.of(volume);
        return new Slabs(size.x() * size.y() * size.z(), count);
    }

    /** Keys per slab; the last slabs may have fewer or none. */
    private long depth() {
        return (voxels - 1) / count + 1;
    }

    /** The slab of a key. */
    public int slab(long key) {
        if (key < 0 || key >= voxels) throw new IllegalArgumentException("key " + key + " of " + voxels + " voxels");
        return (int) (key / depth());
    }

    /** Where the keys of each slab start in an ascending array: slab s has {@code [bounds[s], bounds[s + 1])}. */
    public int[] bounds(long[] ascending) {
        int[] bounds = new int[count + 1];
        bounds[count] = ascending.length;
        for (int s = 1; s < count; s++) {
            long first = s > (voxels - 1) / depth() ? Long.MAX_VALUE : depth() * s;
            bounds[s] = Ranks.lowerBound(ascending, first);
        }
        return bounds;
    }
}
