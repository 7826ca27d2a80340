package org.kachel.stitching;

import java.util.Arrays;

/**
 * Counts faces between pairs of labels, in the order in which the pairs are first met.
 *
 * <p>*Source*: open addressing with Fibonacci hashing, load at most one half.
 */
final class PairFaces {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private long[] first = new long[64];
    private long[] second = new long[64];
    private final long[][] faces = new long[3][64];
    private int[] slots = new int[128];
    private int size;
    private int last;

    /** Adds {@code count} faces across {@code axis} to the pair {@code a}, {@code b}. */
    void add(long a, long b, int axis, long count) {
        if (size == 0 || first[last] != a || second[last] != b) last = row(a, b);
        faces[axis][last] += count;
    }

    private int row(long a, long b) {
        int slot = slot(a, b);
        if (slots[slot] != 0) return slots[slot] - 1;
        if (size == first.length) {
            grow();
            slot = slot(a, b);
        }
        first[size] = a;
        second[size] = b;
        slots[slot] = ++size;
        return size - 1;
    }

    private int slot(long a, long b) {
        int mask = slots.length - 1;
        long hash = (a * MULTIPLIER + b) * MULTIPLIER;
        int slot = (int) (hash >>> (64 - Integer.bitCount(mask)));
        while (slots[slot] != 0 && (first[slots[slot] - 1] != a || second[slots[slot] - 1] != b))
            slot = (slot + 1) & mask;
        return slot;
    }

    private void grow() {
        if (size >= 1 << 29) throw new IllegalStateException("more than 2^29 pairs of labels in one place");
        first = Arrays.copyOf(first, 2 * size);
        second = Arrays.copyOf(second, 2 * size);
        for (int d = 0; d < 3; d++) faces[d] = Arrays.copyOf(faces[d], 2 * size);
        slots = new int[4 * size];
        for (int i = 0; i < size; i++) slots[slot(first[i], second[i])] = i + 1;
    }

    long[] first() {
        return Arrays.copyOf(first, size);
    }

    long[] second() {
        return Arrays.copyOf(second, size);
    }

    long[] faces(int axis) {
        return Arrays.copyOf(faces[axis], size);
    }
}
