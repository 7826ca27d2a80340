package org.kachel.stitching;

/** Reads what {@link RunWriter} packed, run by run, without allocating. */
final class RunCursor {
    private final byte[] bytes;
    private int at;
    private int max;

    /** Linear index of the run's first voxel, its length and its label; valid after {@link #next} said yes. */
    int index;

    int length;
    int label;

    RunCursor(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean next() {
        if (at >= bytes.length) return false;
        int gap = bytes[at++];
        index += length + (gap >= 0 ? gap : longer(gap));
        int count = bytes[at++];
        length = count >= 0 ? count : longer(count);
        int code = bytes[at++];
        label = code == 0 ? max + 1 : label + unzigzag((code > 0 ? code : longer(code)) - 1);
        if (label > max) max = label;
        return true;
    }

    /** The varint whose first byte, just read, is {@code first}: a negative one. */
    private int longer(int first) {
        int value = first & 0x7f;
        for (int shift = 7; ; shift += 7) {
            int b = bytes[at++];
            value |= (b & 0x7f) << shift;
            if (b >= 0) return value;
        }
    }

    private static int unzigzag(int code) {
        return (code >>> 1) ^ -(code & 1);
    }
}
