package org.kachel.stitching;

import java.io.Serializable;

/**
 * The merge inside one super-block.
 *
 * <p>{@code inside} has every key of the super-block that occurs in a pair, with the smallest key that its component has
 * inside. {@code up} are the pairs that the level above has to know, and all of them: what crosses the surface, and which keys
 * on the surface belong together inside.
 *
 * <pre>
 *    inside          crosses                    up
 *    a ─ b ─ c       c ─ x  (x elsewhere)       root(c) ─ x
 *                    y ─ b  (y elsewhere)       b ─ root(b), for y ─ b comes from y's super-block
 * </pre>
 *
 * <p>The root of a key in the whole volume is {@code above.rootOf(inside.rootOf(key))}, through any number of levels. A
 * root of a super-block lies in it, so its home at every level follows from the key itself.
 */
public record SuperBlock(KeyRoots inside, long[] up) implements Serializable {

    /**
     * Merges one super-block.
     *
     * @param home its number among {@code all}
     * @param pairs with one end in it at least; where they come from twice, they say the same twice
     */
    public static SuperBlock merge(SuperBlocks all, long home, Iterable<long[]> pairs) {
        KeyUnion union = new KeyUnion();
        for (long[] some : pairs)
            for (int i = 0; i < some.length; i += 2) {
                boolean first = all.of(some[i]) == home;
                boolean second = all.of(some[i + 1]) == home;
                if (first && second) union.join(some[i], some[i + 1]);
                else union.add(first ? some[i] : some[i + 1]);
            }
        KeyRoots inside = union.close();
        return new SuperBlock(inside, up(all, home, pairs, inside));
    }

    private static long[] up(SuperBlocks all, long home, Iterable<long[]> pairs, KeyRoots inside) {
        PairSet up = new PairSet();
        for (long[] some : pairs)
            for (int i = 0; i < some.length; i += 2) {
                boolean first = all.of(some[i]) == home;
                boolean second = all.of(some[i + 1]) == home;
                if (first && second) continue;
                long root = inside.rootOf(first ? some[i] : some[i + 1]);
                if (first) up.add(root, some[i + 1]);
                else if (root != some[i + 1]) up.add(some[i + 1], root);
            }
        return up.pairs();
    }
}
