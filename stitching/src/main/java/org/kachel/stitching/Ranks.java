package org.kachel.stitching;

import java.util.Arrays;

/**
 * Consecutive ids: the id of a component is the rank of its key among all component keys, from 1.
 *
 * <p>Each slab of keys ({@link Slabs}) is ranked alone: {@link #unique} of what its blocks ask for, then
 * {@link #offsets} over the slabs' counts on the driver, then {@link #ids}.
 */
public final class Ranks {
    private Ranks() {}

    /** All keys of {@code arrays}, ascending, each once. Sorted inputs are merged, not sorted again. */
    public static long[] unique(long[]... arrays) {
        long total = 0;
        for (long[] some : arrays) total += some.length;
        if (total > Integer.MAX_VALUE - 16)
            throw new IllegalArgumentException(total + " keys in one slab; make more slabs");
        long[] all = new long[(int) total];
        int at = 0;
        for (long[] some : arrays) {
            System.arraycopy(some, 0, all, at, some.length);
            at += some.length;
        }
        return Arrays.copyOf(all, sortUnique(all, all.length));
    }

    /** Sorts the first {@code used} and moves each once to the front; says how many are left. */
    static int sortUnique(long[] keys, int used) {
        Arrays.sort(keys, 0, used);
        int kept = 0;
        for (int i = 0; i < used; i++) if (i == 0 || keys[i] != keys[i - 1]) keys[kept++] = keys[i];
        return kept;
    }

    /** The first position in {@code ascending} whose value is not below {@code value}. */
    static int lowerBound(long[] ascending, long value) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /** How many keys come before each slab, given how many each has; one more entry holds the total. */
    public static long[] offsets(long[] counts) {
        long[] offsets = new long[counts.length + 1];
        for (int i = 0; i < counts.length; i++) offsets[i + 1] = Math.addExact(offsets[i], counts[i]);
        return offsets;
    }

    /**
     * The ids of {@code asked} keys, in their order: {@code offset} + position in the slab's sorted keys + 1.
     *
     * <p>*Errors*: {@link IllegalArgumentException} for a key that the slab does not have.
     */
    public static long[] ids(long[] slabKeys, long offset, long[] asked) {
        long[] ids = idsOrZero(slabKeys, offset, asked);
        for (int i = 0; i < ids.length; i++)
            if (ids[i] == 0) throw new IllegalArgumentException("no component has the key " + asked[i]);
        return ids;
    }

    /** The same, with 0 for a key that the slab does not have: objects that a filter removed. */
    public static long[] idsOrZero(long[] slabKeys, long offset, long[] asked) {
        long[] ids = new long[asked.length];
        for (int i = 0; i < asked.length; i++) {
            int at = Arrays.binarySearch(slabKeys, asked[i]);
            ids[i] = at < 0 ? 0 : offset + at + 1;
        }
        return ids;
    }
}
