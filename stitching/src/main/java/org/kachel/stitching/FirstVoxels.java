package org.kachel.stitching;

import java.util.Arrays;

/** Where in a block each part begins, noted as runs come by in raster order; checks that parts are numbered in that order. */
final class FirstVoxels {
    private int[] indices = new int[64];
    private int parts;

    /** Takes the first voxel of a run whose label is none of the parts so far. */
    void add(int label, int index) {
        if (label != parts + 1)
            throw new IllegalArgumentException(
                    "parts are numbered in raster order, but label %d follows when the largest so far is %d"
                            .formatted(label & 0xffffffffL, parts));
        if (parts == indices.length) indices = Arrays.copyOf(indices, 2 * parts);
        indices[parts++] = index;
    }

    /** The linear index of the first voxel of each part. */
    int[] indices() {
        return Arrays.copyOf(indices, parts);
    }
}
