package org.kachel.block.io;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A box of voxels between a buffer and the chunks that lie side by side along x in it. *Shape*: x, y, z; *units* of
 * strides and starts: elements. The buffer's rows lie x fastest without gaps, those of a chunk may lie any way.
 *
 * <p>A chunk's rows are short, and a call into a buffer's memory costs as much as copying many of them: so rows are put
 * together in an array, and cross over a plane at a time.
 */
record VoxelCopy(int bytes, int[] box, int bufferStart, int bufferY, int bufferZ, List<Part> parts) {

    /**
     * What one chunk holds of the box: {@code width} voxels of each row from {@code x}.
     *
     * @param start of the first of these voxels in {@code chunk}, in bytes
     */
    record Part(byte[] chunk, int start, int[] strides, int x, int width) {}

    void toBuffer(ByteBuffer buffer) {
        byte[] plane = new byte[box[0] * box[1] * bytes];
        int row = row();
        for (int z = 0; z < box[2]; z++) {
            for (Part part : parts) gather(part, z, plane);
            for (int y = 0; y < box[1]; y += row)
                buffer.put(bufferAt(y, z), plane, y * box[0] * bytes, row * box[0] * bytes);
        }
    }

    /** The other way round; the chunks' x is fastest. */
    void toChunks(ByteBuffer buffer) {
        byte[] plane = new byte[box[0] * box[1] * bytes];
        int row = row();
        for (int z = 0; z < box[2]; z++) {
            for (int y = 0; y < box[1]; y += row)
                buffer.get(bufferAt(y, z), plane, y * box[0] * bytes, row * box[0] * bytes);
            for (Part part : parts) spread(part, z, plane);
        }
    }

    /** Rows that lie together in the buffer: all of a plane, or one. */
    private int row() {
        return bufferY == box[0] ? box[1] : 1;
    }

    private int bufferAt(int y, int z) {
        return (bufferStart + y * bufferY + z * bufferZ) * bytes;
    }

    private void gather(Part part, int z, byte[] plane) {
        int from = part.start + z * part.strides[2] * bytes;
        int to = part.x * bytes;
        int step = part.strides[1] * bytes;
        int length = part.width * bytes;
        boolean scattered = part.strides[0] != 1 && part.width > 1;
        for (int y = 0; y < box[1]; y++, from += step, to += box[0] * bytes)
            if (scattered) gatherRow(part.chunk, from, part.strides[0] * bytes, plane, to, to + length);
            else System.arraycopy(part.chunk, from, plane, to, length);
    }

    private void spread(Part part, int z, byte[] plane) {
        int from = part.x * bytes;
        int to = part.start + z * part.strides[2] * bytes;
        int step = part.strides[1] * bytes;
        int length = part.width * bytes;
        for (int y = 0; y < box[1]; y++, from += box[0] * bytes, to += step)
            System.arraycopy(plane, from, part.chunk, to, length);
    }

    private void gatherRow(byte[] chunk, int from, int step, byte[] plane, int to, int end) {
        switch (bytes) {
            case 1 -> {
                for (; to < end; to++, from += step) plane[to] = chunk[from];
            }
            case 2 -> {
                for (; to < end; to += 2, from += step) {
                    plane[to] = chunk[from];
                    plane[to + 1] = chunk[from + 1];
                }
            }
            case 4 -> {
                for (; to < end; to += 4, from += step)
                    LittleEndian.INT.set(plane, to, (int) LittleEndian.INT.get(chunk, from));
            }
            default -> {
                for (; to < end; to += 8, from += step)
                    LittleEndian.LONG.set(plane, to, (long) LittleEndian.LONG.get(chunk, from));
            }
        }
    }
}
