package org.kachel.stitching;

import java.util.Arrays;

/**
 * Finds the parts that touch across one junction.
 *
 * <pre>
 *   lower  . a a b        a voxel of the lower piece looks at the upper piece straight across (as many axes as the
 *   upper  c c . d        junction crosses), and shifted by one along each axis that the junction does not cross
 *                         (one axis more per shift), as far as the connectivity allows
 * </pre>
 */
final class PiecePairs {
    private final Piece lower;
    private final Piece upper;
    private final int[] across;
    private long[] found = new long[64];
    private int used;
    private long last;

    PiecePairs(Piece lower, Piece upper) {
        this.lower = lower;
        this.upper = upper;
        this.across = upper.expand();
    }

    /** The pairs of keys; a piece has one voxel along the axes that the junction crosses, so no shift along these stays in it. */
    long[] find(int connectivity) {
        int shifts = connectivity - lower.junction().axes();
        int sizeY = lower.size(1);
        int sizeZ = lower.size(2);
        RunCursor run = lower.cursor();
        while (run.next()) {
            int end = run.index + run.length;
            for (int i = run.index; i < end; ) i = look(i, end, run.label, shifts);
        }
        return keys();
    }

    /** Looks from the voxels {@code from} to {@code end} that lie in one row of the lower piece; says where the next row begins. */
    private int look(int from, int end, int label, int shifts) {
        int sizeX = lower.size(0);
        int sizeY = lower.size(1);
        int row = from / sizeX;
        int z = row / sizeY;
        int y = row - z * sizeY;
        int to = Math.min(end, (row + 1) * sizeX);
        for (int v = Math.max(0, z - 1); v <= z + 1 && v < lower.size(2); v++)
            for (int u = Math.max(0, y - 1); u <= y + 1 && u < sizeY; u++) {
                int left = shifts - Math.abs(v - z) - Math.abs(u - y);
                int upperRow = v * sizeY + u;
                if (left >= 0) lookAt(upperRow, from - row * sizeX, to - row * sizeX, Math.min(1, left), label);
            }
        return to;
    }

    /** Looks at a row of the upper piece from x {@code from} to {@code end}, and {@code reach} beyond. */
    private void lookAt(int row, int from, int end, int reach, int label) {
        int sizeX = lower.size(0);
        int start = row * sizeX;
        int last = start + Math.min(sizeX, end + reach);
        for (int i = start + Math.max(0, from - reach); i < last; i++) if (across[i] != 0) add(label, across[i]);
    }

    private void add(int labelA, int labelB) {
        long pair = ((long) labelA << 32) | labelB;
        if (pair == last || !lower.equalValues(labelA, upper, labelB)) return;
        last = pair;
        if (used == found.length) {
            dedupe();
            if (used > found.length / 2) found = Arrays.copyOf(found, found.length * 2);
        }
        found[used++] = pair;
    }

    private void dedupe() {
        used = Ranks.sortUnique(found, used);
    }

    private long[] keys() {
        dedupe();
        long[] keys = new long[2 * used];
        for (int i = 0; i < used; i++) {
            keys[2 * i] = lower.key((int) (found[i] >>> 32));
            keys[2 * i + 1] = upper.key((int) found[i]);
        }
        return keys;
    }
}
