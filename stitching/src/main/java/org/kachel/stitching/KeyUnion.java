package org.kachel.stitching;

import java.util.Arrays;

/**
 * Union-find over sparse 64-bit keys: pairs go in, in any order and as often as one likes; {@link #close} says which
 * smallest key each key belongs to.
 *
 * <p>*Memory*: 20 to 40 bytes per key while open (key 8, parent 4, hash slots 8, up to twice that after it grew), 16 per key in
 * the result; pairs are not kept. *Source*: union to the smaller key, path halving (Tarjan and van Leeuwen 1984).
 */
public final class KeyUnion {
    private final KeyIndex index = new KeyIndex();
    private int[] parents = new int[64];

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

    /** A key that may be alone. */
    public void add(long key) {
        node(key);
    }

    public void join(long a, long b) {
        int rootA = find(node(a));
        int rootB = find(node(b));
        if (rootA == rootB) return;
        if (index.key(rootA) < index.key(rootB)) parents[rootB] = rootA;
        else parents[rootA] = rootB;
    }

    /** Number of keys so far. */
    public int size() {
        return index.size();
    }

    /** Each key that occurred with the smallest key of its component, sorted by key. More pairs may follow. */
    public KeyRoots close() {
        long[] sorted = index.keys();
        Arrays.sort(sorted);
        long[] roots = new long[sorted.length];
        for (int i = 0; i < roots.length; i++) roots[i] = index.key(find(index.find(sorted[i])));
        return new KeyRoots(sorted, roots);
    }

    private int node(long key) {
        int before = index.size();
        int node = index.add(key);
        if (node < before) return node;
        if (node == parents.length) parents = Arrays.copyOf(parents, node * 2);
        parents[node] = node;
        return node;
    }

    private int find(int start) {
        int i = start;
        while (parents[i] != i) {
            parents[i] = parents[parents[i]];
            i = parents[i];
        }
        return i;
    }
}
