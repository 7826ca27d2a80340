package org.kachel.stitching;

import java.util.Arrays;

/** Where in a block each part begins, noted as runs come by in raster order; checks that parts are numbered in that order. */
final class FirstVoxels implements RunScan.Numbering {
    private int[] indices = new int[64];
    private int parts;

    /** The label itself, of a block whose parts somebody else numbered in raster order. */
    @Override
    public int part(long label, int index) {
        if (label > parts) add(label, index);
        return (int) label;
    }

    /** Notes the first voxel of the next part. */
    void add(long label, int index) {
        if (label != parts + 1L)
            throw new IllegalArgumentException(
                    "parts are numbered in raster order, but label %d follows when the largest so far is %d"
                            .formatted(label, parts));
        if (parts == indices.length) indices = Arrays.copyOf(indices, 2 * parts);
        indices[parts++] = index;
    }

    /** Parts so far. */
    int parts() {
        return parts;
    }

    /** The linear index of the first voxel of each part. */
    int[] indices() {
        return Arrays.copyOf(indices, parts);
    }
}
