package org.kachel.stitching;

import java.util.Arrays;

/** Puts pairs of labels, each there once, into the order of their first and then of their second label. */
final class PairOrder {
    private PairOrder() {}

    /** Where each pair goes: {@code order[i]} is the place of pair i. At most 2³¹ pairs. */
    static int[] places(long[] first, long[] second) {
        long[] a = Ranks.unique(first);
        long[] b = Ranks.unique(second);
        long[] keys = new long[first.length];
        for (int i = 0; i < keys.length; i++)
            keys[i] = (long) Arrays.binarySearch(a, first[i]) << 32 | Arrays.binarySearch(b, second[i]);
        long[] sorted = keys.clone();
        Arrays.parallelSort(sorted);
        int[] places = new int[keys.length];
        for (int i = 0; i < keys.length; i++) places[i] = Arrays.binarySearch(sorted, keys[i]);
        return places;
    }

    static long[] move(long[] values, int[] places) {
        long[] moved = new long[values.length];
        for (int i = 0; i < values.length; i++) moved[places[i]] = values[i];
        return moved;
    }

    static double[] move(double[] values, int[] places) {
        double[] moved = new double[values.length];
        for (int i = 0; i < values.length; i++) moved[places[i]] = values[i];
        return moved;
    }
}
