package org.kachel.block.io;

/**
 * A decoded chunk, little-endian. Shared by threads: not changed while it is lent.
 *
 * @param offset of the first voxel in {@code bytes}
 * @param size along the array's axes, slowest first; smaller than the array's chunk at the edge of an N5
 */
record Chunk(byte[] bytes, int offset, int[] size) {

    /** Elements between neighbours along each axis, where the bytes run in {@code order}. */
    int[] strides(int[] order) {
        int[] strides = new int[size.length];
        int stride = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            strides[order[i]] = stride;
            stride *= size[order[i]];
        }
        return strides;
    }
}
