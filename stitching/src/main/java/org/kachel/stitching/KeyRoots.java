package org.kachel.stitching;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * Which component each key belongs to: sorted keys, and for each the smallest key of its component. A key that is not
 * listed is its own component.
 *
 * <p>*Memory*: 16 bytes per key.
 */
public final class KeyRoots implements Serializable {
    private static final long serialVersionUID = 1;
    public static final KeyRoots NONE = new KeyRoots(new long[0], new long[0]);

    private final long[] keys;
    private final long[] roots;

    /** The caller gives the arrays away. */
    KeyRoots(long[] keys, long[] roots) {
        this.keys = keys;
        this.roots = roots;
    }

    /** Number of keys listed. */
    public int size() {
        return keys.length;
    }

    public long key(int i) {
        return keys[i];
    }

    public long root(int i) {
        return roots[i];
    }

    /** The smallest key of the component of {@code key}. */
    public long rootOf(long key) {
        int i = Arrays.binarySearch(keys, key);
        return i < 0 ? key : roots[i];
    }

    /** The roots of {@code some} keys, in their order. */
    public long[] rootsOf(long[] some) {
        long[] result = new long[some.length];
        for (int i = 0; i < some.length; i++) result[i] = rootOf(some[i]);
        return result;
    }

    /** What these keys need to know: only those whose root is another key. {@code some} ascend. */
    public KeyRoots slice(long[] some) {
        long[] slicedKeys = new long[some.length];
        long[] slicedRoots = new long[some.length];
        int n = 0;
        for (long key : some) {
            long root = rootOf(key);
            if (root == key) continue;
            slicedKeys[n] = key;
            slicedRoots[n++] = root;
        }
        return new KeyRoots(Arrays.copyOf(slicedKeys, n), Arrays.copyOf(slicedRoots, n));
    }

    /** These keys with the roots that {@code later}, a union of a higher level, gives to their roots. */
    public KeyRoots then(KeyRoots later) {
        return new KeyRoots(keys, later.rootsOf(roots));
    }

    /** The keys whose root is another key, apart by where they live. */
    public Map<Long, KeyRoots> split(LongUnaryOperator home) {
        Map<Long, LongList> split = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            if (roots[i] == keys[i]) continue;
            LongList there = split.computeIfAbsent(home.applyAsLong(keys[i]), h -> new LongList());
            there.add(keys[i]);
            there.add(roots[i]);
        }
        Map<Long, KeyRoots> result = new HashMap<>();
        split.forEach((where, pairs) -> result.put(where, of(pairs)));
        return result;
    }

    /** Ascending keys, each followed by its root. */
    private static KeyRoots of(LongList pairs) {
        long[] keys = new long[pairs.size() / 2];
        long[] roots = new long[keys.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = pairs.get(2 * i);
            roots[i] = pairs.get(2 * i + 1);
        }
        return new KeyRoots(keys, roots);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRoots that && Arrays.equals(keys, that.keys) && Arrays.equals(roots, that.roots);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(keys) + Arrays.hashCode(roots);
    }
}
