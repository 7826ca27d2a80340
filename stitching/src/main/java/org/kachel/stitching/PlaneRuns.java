package org.kachel.stitching;

import java.util.Arrays;

/** Runs of one plane, by row, each row's in ascending order. */
final class PlaneRuns {
    private final int[] firsts;
    private int row;
    private int count;
    private int[] froms = new int[64];
    private int[] tos = new int[64];
    private int[] labels = new int[64];

    PlaneRuns(int rows) {
        firsts = new int[rows + 1];
    }

    /** Rows come in ascending order. */
    void add(int inRow, int from, int to, int label) {
        while (row < inRow) firsts[++row] = count;
        if (count == froms.length) {
            froms = Arrays.copyOf(froms, 2 * count);
            tos = Arrays.copyOf(tos, 2 * count);
            labels = Arrays.copyOf(labels, 2 * count);
        }
        froms[count] = from;
        tos[count] = to;
        labels[count++] = label;
    }

    /** This, complete. */
    PlaneRuns end() {
        while (row + 1 < firsts.length) firsts[++row] = count;
        return this;
    }

    int first(int inRow) {
        return inRow + 1 < firsts.length ? firsts[inRow] : 0;
    }

    /** The index behind the last run of a row. */
    int end(int inRow) {
        return inRow + 1 < firsts.length ? firsts[inRow + 1] : 0;
    }

    /** First voxel along x. */
    int from(int run) {
        return froms[run];
    }

    /** The voxel behind the last one. */
    int to(int run) {
        return tos[run];
    }

    int label(int run) {
        return labels[run];
    }
}
