package org.kachel.stitching;

import java.io.Serializable;

/**
 * The merge inside one super-block, a cube of neighbouring blocks (or of super-blocks one level down).
 *
 * <p>{@code inside} maps every key met in it to the smallest key that its component has inside. {@code up} is all that the
 * level above must know besides its own pairs: the keys on the super-block's surface whose root is another key. The
 * root of a key in the whole volume is {@code above.rootOf(inside.rootOf(key))}.
 */
public record SuperBlock(KeyRoots inside, KeyRoots up) implements Serializable {

    /**
     * Merges one super-block.
     *
     * @param pairs the pairs of all junctions between its members
     * @param below what its members passed up
     * @param surface the sorted keys of the parts that lie in pieces of junctions that leave the super-block
     */
    public static SuperBlock merge(Iterable<long[]> pairs, Iterable<KeyRoots> below, long[] surface) {
        KeyUnion union = new KeyUnion();
        for (KeyRoots roots : below) union.add(roots);
        for (long[] some : pairs) union.add(some);
        KeyRoots inside = union.close();
        return new SuperBlock(inside, inside.slice(surface));
    }
}
