package org.kachel.stitching;

import java.nio.ByteBuffer;

/** Finds where runs of equal uint32 begin and end, reading 8 bytes at a time. */
final class RunScan {
    private RunScan() {}

    /** The first index from {@code from} on whose value is not 0, or {@code count}. */
    static int skipZeros(ByteBuffer bytes, int from, int count) {
        int i = from;
        while (i + 8 <= count) {
            int at = 4 * i;
            long some = bytes.getLong(at) | bytes.getLong(at + 8) | bytes.getLong(at + 16) | bytes.getLong(at + 24);
            if (some != 0) break;
            i += 8;
        }
        while (i < count && bytes.getInt(4 * i) == 0) i++;
        return i;
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
