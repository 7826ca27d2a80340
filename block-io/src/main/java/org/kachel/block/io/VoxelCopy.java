package org.kachel.block.io;

import java.nio.ByteBuffer;

/**
 * A box of elements between an array and a buffer. *Shape*: x, y, z; *units* of strides and starts: elements. The buffer's
 * rows lie x fastest without gaps; the array's may lie any way, and whole rows or planes are copied at once where both
 * sides have them together.
 */
record VoxelCopy(int bytes, int[] box, int arrayStart, int[] arrayStride, int bufferStart, int bufferY, int bufferZ) {

    void toBuffer(byte[] array, int offset, ByteBuffer buffer) {
        if (arrayStride[0] != 1 && box[0] > 1) {
            scattered(array, offset, buffer);
            return;
        }
        int row = row();
        for (int z = 0; z < box[2]; z++)
            for (int y = 0; y < rows(row); y++)
                buffer.put(bufferAt(0, y, z) * bytes, array, offset + arrayAt(0, y, z) * bytes, row * bytes);
    }

    /** The other way round; the array's x is fastest. */
    void toArray(ByteBuffer buffer, byte[] array, int offset) {
        int row = row();
        for (int z = 0; z < box[2]; z++)
            for (int y = 0; y < rows(row); y++)
                buffer.get(bufferAt(0, y, z) * bytes, array, offset + arrayAt(0, y, z) * bytes, row * bytes);
    }

    /** Stores {@code element} everywhere in the box. */
    void fill(byte[] element, ByteBuffer buffer) {
        byte[] row = new byte[box[0] * bytes];
        for (int i = 0; i < row.length; i += bytes) System.arraycopy(element, 0, row, i, bytes);
        for (int z = 0; z < box[2]; z++)
            for (int y = 0; y < box[1]; y++) buffer.put(bufferAt(0, y, z) * bytes, row, 0, row.length);
    }

    /** Elements that lie together on both sides: a row, or a plane where rows follow each other without gaps. */
    private int row() {
        boolean planes = arrayStride[1] == box[0] && bufferY == box[0];
        return planes ? box[0] * box[1] : box[0];
    }

    private int rows(int row) {
        return row == box[0] ? box[1] : 1;
    }

    private int arrayAt(int x, int y, int z) {
        return arrayStart + x * arrayStride[0] + y * arrayStride[1] + z * arrayStride[2];
    }

    private int bufferAt(int x, int y, int z) {
        return bufferStart + x + y * bufferY + z * bufferZ;
    }

    private void scattered(byte[] array, int offset, ByteBuffer buffer) {
        int step = arrayStride[0] * bytes;
        for (int z = 0; z < box[2]; z++)
            for (int y = 0; y < box[1]; y++) {
                int from = offset + arrayAt(0, y, z) * bytes;
                int to = bufferAt(0, y, z) * bytes;
                int end = to + box[0] * bytes;
                switch (bytes) {
                    case 1 -> {
                        for (; to < end; to++, from += step) buffer.put(to, array[from]);
                    }
                    case 2 -> {
                        for (; to < end; to += 2, from += step)
                            buffer.putShort(to, (short) LittleEndian.SHORT.get(array, from));
                    }
                    case 4 -> {
                        for (; to < end; to += 4, from += step)
                            buffer.putInt(to, (int) LittleEndian.INT.get(array, from));
                    }
                    default -> {
                        for (; to < end; to += 8, from += step)
                            buffer.putLong(to, (long) LittleEndian.LONG.get(array, from));
                    }
                }
            }
    }
}
