package org.kachel.stitching;

import java.util.Arrays;

/**
 * Union-find over sparse 64-bit keys: pairs go in, in any order and as often as one likes; {@link #close} says which
 * smallest key each key belongs to.
 *
 * <p>*Memory*: about 24 bytes per key (8 key, 4 parent, 8 to 16 hash slots), half as much again while it grows; pairs are
 * not kept. *Source*: union to the smaller key with path halving; open addressing with Fibonacci hashing.
 */
public final class KeyUnion {
    private long[] keys = new long[64];
    private int[] parents = new int[64];
    private int[] slots = new int[128];
    private int size;

    /** Joins {@code pairs[0]} with {@code pairs[1]}, {@code pairs[2]} with {@code pairs[3]}, and so on. */
    public KeyUnion add(long[] pairs) {
        if (pairs.length % 2 != 0) throw new IllegalArgumentException("half a pair: " + pairs.length + " keys");
        for (int i = 0; i < pairs.length; i += 2) join(pairs[i], pairs[i + 1]);
        return this;
    }

    /** Joins every key of an earlier result with its root. */
    public KeyUnion add(KeyRoots earlier) {
        for (int i = 0; i < earlier.size(); i++) join(earlier.key(i), earlier.root(i));
        return this;
    }

    public void join(long a, long b) {
        int rootA = find(indexOf(a));
        int rootB = find(indexOf(b));
        if (rootA == rootB) return;
        if (keys[rootA] < keys[rootB]) parents[rootB] = rootA;
        else parents[rootA] = rootB;
    }

    /** Number of keys so far. */
    public int size() {
        return size;
    }

    /** Each key that occurred with the smallest key of its component, sorted by key. More pairs may follow. */
    public KeyRoots close() {
        long[] sorted = Arrays.copyOf(keys, size);
        Arrays.sort(sorted);
        long[] roots = new long[size];
        for (int i = 0; i < size; i++) roots[i] = keys[find(slots[slotOf(sorted[i])] - 1)];
        return new KeyRoots(sorted, roots);
    }

    private int find(int start) {
        int i = start;
        while (parents[i] != i) {
            parents[i] = parents[parents[i]];
            i = parents[i];
        }
        return i;
    }

    private int indexOf(long key) {
        int slot = slotOf(key);
        if (slots[slot] != 0) return slots[slot] - 1;
        if (size == keys.length) {
            grow();
            slot = slotOf(key);
        }
        keys[size] = key;
        parents[size] = size;
        slots[slot] = ++size;
        return size - 1;
    }

    /** The slot that holds {@code key}'s index plus one, or the empty one where it belongs. */
    private int slotOf(long key) {
        int mask = slots.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> (64 - Integer.bitCount(mask)));
        while (slots[slot] != 0 && keys[slots[slot] - 1] != key) slot = (slot + 1) & mask;
        return slot;
    }

    private void grow() {
        if (keys.length >= 1 << 29)
            throw new IllegalStateException("more than 2^29 keys in one union; merge in super-blocks first");
        int capacity = keys.length * 2;
        keys = Arrays.copyOf(keys, capacity);
        parents = Arrays.copyOf(parents, capacity);
        slots = new int[capacity * 2];
        for (int i = 0; i < size; i++) slots[slotOf(keys[i])] = i + 1;
    }
}
