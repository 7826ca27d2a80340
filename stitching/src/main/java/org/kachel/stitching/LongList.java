package org.kachel.stitching;

import java.util.Arrays;

/** Numbers in an array that grows. */
public final class LongList {
    private long[] values = new long[16];
    private int size;

    public void add(long value) {
        if (size == values.length) values = Arrays.copyOf(values, size * 2);
        values[size++] = value;
    }

    public int size() {
        return size;
    }

    long get(int i) {
        return values[i];
    }

    void sortUnique() {
        size = Ranks.sortUnique(values, size);
    }

    public long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
