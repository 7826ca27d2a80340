package org.kachel.op;

import java.util.List;
import net.imglib2.Interval;

/**
 * A box and one voxel around it, x fastest: where a block keeps its state beside what it is told by its neighbours. A box one voxel
 * deep of which nothing is known along z has no voxels around it there, so that an image of two dimensions stays one.
 *
 * @param depth voxels around the box along z, 0 or 1
 */
record ShelledBox(Interval box, int depth) {
    static ShelledBox of(Interval box, List<Patch> known) {
        boolean flat = box.dimension(2) == 1
                && known.stream().allMatch(p -> p.min()[2] == box.min(2) && p.max()[2] == box.max(2));
        return new ShelledBox(box, flat ? 0 : 1);
    }

    int row() {
        return (int) box.dimension(0) + 2;
    }

    int plane() {
        return row() * ((int) box.dimension(1) + 2);
    }

    int count() {
        return Math.multiplyExact(plane(), (int) box.dimension(2) + 2 * depth);
    }

    /** Where the voxel at the global position x, y, z lies. */
    int index(long x, long y, long z) {
        return (int) ((z - box.min(2) + depth) * plane() + (y - box.min(1) + 1) * row() + (x - box.min(0) + 1));
    }

    /** Distances, in the index, of the neighbours of a voxel of the box. */
    int[] neighbours(Connectivity connectivity) {
        int[] found = new int[26];
        int n = 0;
        for (int dz = -depth; dz <= depth; dz++)
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++) {
                    int axes = Math.abs(dx) + Math.abs(dy) + Math.abs(dz);
                    if (axes > 0 && axes <= connectivity.axes()) found[n++] = dz * plane() + dy * row() + dx;
                }
        return java.util.Arrays.copyOf(found, n);
    }
}
