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
        index += length + varint();
        length = varint();
        int code = varint();
        label = code == 0 ? max + 1 : label + unzigzag(code - 1);
        max = Math.max(max, label);
        return true;
    }

    private int varint() {
        int b = bytes[at++];
        if (b >= 0) return b;
        int value = b & 0x7f;
        for (int shift = 7; ; shift += 7) {
            b = bytes[at++];
            value |= (b & 0x7f) << shift;
            if (b >= 0) return value;
        }
    }

    private static int unzigzag(int code) {
        return (code >>> 1) ^ -(code & 1);
    }
}
