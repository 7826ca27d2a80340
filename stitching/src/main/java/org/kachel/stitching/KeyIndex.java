package org.kachel.stitching;

import java.util.Arrays;

/**
 * Numbers 64-bit keys 0, 1, 2, … in the order in which they are first met.
 *
 * <p>*Memory*: 16 to 32 bytes per key. *Source*: open addressing with Fibonacci hashing, load at most one half.
 */
final class KeyIndex {
    private long[] keys = new long[64];
    private int[] slots = new int[128];
    private int size;

    int size() {
        return size;
    }

    long key(int index) {
        return keys[index];
    }

    /** A copy of the keys in the order of their numbers. */
    long[] keys() {
        return Arrays.copyOf(keys, size);
    }

    /** The number of {@code key}; a new key gets {@link #size}. */
    int add(long key) {
        int slot = slotOf(key);
        if (slots[slot] != 0) return slots[slot] - 1;
        if (size == keys.length) {
            grow();
            slot = slotOf(key);
        }
        keys[size] = key;
        slots[slot] = ++size;
        return size - 1;
    }

    /** The number of {@code key}, or −1. */
    int find(long key) {
        return slots[slotOf(key)] - 1;
    }

    /** The slot that holds {@code key}'s number plus one, or the empty one where it belongs. */
    private int slotOf(long key) {
        int mask = slots.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> (64 - Integer.bitCount(mask)));
        while (slots[slot] != 0 && keys[slots[slot] - 1] != key) slot = (slot + 1) & mask;
        return slot;
    }

    private void grow() {
        if (keys.length >= 1 << 29)
            throw new IllegalStateException("more than 2^29 keys in one place; merge in super-blocks first");
        keys = Arrays.copyOf(keys, keys.length * 2);
        slots = new int[keys.length * 2];
        for (int i = 0; i < size; i++) slots[slotOf(keys[i])] = i + 1;
    }
}
