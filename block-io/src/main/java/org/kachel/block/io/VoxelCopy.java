package org.kachel.block.io;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A box of voxels between a buffer and the chunks that lie side by side along x in it. *Shape*: x, y, z; *units* of
 * strides and starts: elements. The buffer's rows lie x fastest without gaps, those of a chunk may lie any way.
 *
 * <p>A chunk's rows are short, and a call into a buffer's memory costs as much as copying many of them: so rows are put
 * together in an array, and cross over many at a time.
 */
record VoxelCopy(int bytes, int[] box, int bufferStart, int bufferY, int bufferZ, List<Part> parts) {

    /**
     * What one chunk holds of the box: {@code width} voxels of each row from {@code x}.
     *
     * @param start of the first of these voxels in {@code chunk}, in bytes
     */
    record Part(byte[] chunk, int start, int[] strides, int x, int width) {
        private int at(int y, int z, int bytes) {
            return start + (y * strides[1] + z * strides[2]) * bytes;
        }
    }

    /** Bytes of the rows that are put together at once: they stay in a core's cache. */
    private static final int AT_ONCE = 1 << 18;

    void toBuffer(ByteBuffer buffer) {
        byte[] rows = new byte[together() * box[0] * bytes];
        for (int z = 0; z < box[2]; z++)
            for (int y = 0; y < box[1]; y += together()) {
                int count = Math.min(together(), box[1] - y);
                for (Part part : parts) gather(part, y, z, count, rows);
                int run = run(count);
                for (int i = 0; i < count; i += run)
                    buffer.put(bufferAt(y + i, z), rows, i * box[0] * bytes, run * box[0] * bytes);
            }
    }

    /** The other way round; the chunks' x is fastest. */
    void toChunks(ByteBuffer buffer) {
        byte[] rows = new byte[together() * box[0] * bytes];
        for (int z = 0; z < box[2]; z++)
            for (int y = 0; y < box[1]; y += together()) {
                int count = Math.min(together(), box[1] - y);
                int run = run(count);
                for (int i = 0; i < count; i += run)
                    buffer.get(bufferAt(y + i, z), rows, i * box[0] * bytes, run * box[0] * bytes);
                for (Part part : parts) spread(part, y, z, count, rows);
            }
    }

    /** Rows of a plane that are put together. */
    private int together() {
        return Math.max(1, Math.min(box[1], AT_ONCE / (box[0] * bytes)));
    }

    /** How many of {@code rows} lie together in the buffer: all, or one. */
    private int run(int rows) {
        return bufferY == box[0] ? rows : 1;
    }

    private int bufferAt(int y, int z) {
        return (bufferStart + y * bufferY + z * bufferZ) * bytes;
    }

    private void gather(Part part, int y, int z, int count, byte[] rows) {
        int from = part.at(y, z, bytes);
        int to = part.x * bytes;
        int step = part.strides[1] * bytes;
        int length = part.width * bytes;
        boolean scattered = part.strides[0] != 1 && part.width > 1;
        for (int i = 0; i < count; i++, from += step, to += box[0] * bytes)
            if (scattered) gatherRow(part.chunk, from, part.strides[0] * bytes, rows, to, to + length);
            else System.arraycopy(part.chunk, from, rows, to, length);
    }

    private void spread(Part part, int y, int z, int count, byte[] rows) {
        int from = part.x * bytes;
        int to = part.at(y, z, bytes);
        int step = part.strides[1] * bytes;
        int length = part.width * bytes;
        for (int i = 0; i < count; i++, from += box[0] * bytes, to += step)
            System.arraycopy(rows, from, part.chunk, to, length);
    }

    private void gatherRow(byte[] chunk, int from, int step, byte[] rows, int to, int end) {
        switch (bytes) {
            case 1 -> {
                for (; to < end; to++, from += step) rows[to] = chunk[from];
            }
            case 2 -> {
                for (; to < end; to += 2, from += step) {
                    rows[to] = chunk[from];
                    rows[to + 1] = chunk[from + 1];
                }
            }
            case 4 -> {
                for (; to < end; to += 4, from += step)
                    LittleEndian.INT.set(rows, to, (int) LittleEndian.INT.get(chunk, from));
            }
            default -> {
                for (; to < end; to += 8, from += step)
                    LittleEndian.LONG.set(rows, to, (long) LittleEndian.LONG.get(chunk, from));
            }
        }
    }
}
