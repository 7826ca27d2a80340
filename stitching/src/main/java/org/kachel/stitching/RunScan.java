package org.kachel.stitching;

import java.nio.ByteBuffer;

/** Finds where runs of equal uint32 begin and end. */
final class RunScan {
    /** Voxels that are looked at one by one first: gaps between objects are often short. */
    private static final int NEAR = 8;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 18);

    private RunScan() {}

    /**
     * The first index from {@code from} on whose value is not 0, or {@code count}. Long stretches are compared with zeros by
     * the JVM's vector code, which is fast before the loop here would be compiled.
     */
    static int skipZeros(ByteBuffer bytes, int from, int count) {
        int i = from;
        for (int near = Math.min(count, from + NEAR); i < near; i++) if (bytes.getInt(4 * i) != 0) return i;
        while (i < count) {
            int length = 4 * Math.min(count - i, ZEROS.capacity() / 4);
            int differs = bytes.slice(4 * i, length).mismatch(ZEROS);
            if (differs >= 0 && differs < length) return i + differs / 4;
            i += length / 4;
        }
        return count;
    }

    /** The first index from {@code from} on whose value is not {@code label}, or {@code end}. */
    static int endOfRun(ByteBuffer bytes, int from, int end, int label) {
        long two = (label & 0xffffffffL) | ((long) label << 32);
        int i = from;
        while (i + 2 <= end && bytes.getLong(4 * i) == two) i += 2;
        while (i < end && bytes.getInt(4 * i) == label) i++;
        return i;
    }
}
