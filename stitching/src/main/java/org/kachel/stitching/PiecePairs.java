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
    private final int[] a;
    private final int[] b;
    private long[] found = new long[64];
    private int used;
    private long last;

    PiecePairs(Piece lower, Piece upper) {
        this.lower = lower;
        this.upper = upper;
        this.a = lower.expand();
        this.b = upper.expand();
    }

    long[] find(int connectivity) {
        JunctionId id = lower.junction();
        int shiftX = id.dx() == 0 ? 1 : 0;
        int shiftY = id.dy() == 0 ? 1 : 0;
        int shiftZ = id.dz() == 0 ? 1 : 0;
        for (int sz = -shiftZ; sz <= shiftZ; sz++)
            for (int sy = -shiftY; sy <= shiftY; sy++)
                for (int sx = -shiftX; sx <= shiftX; sx++)
                    if (id.axes() + Math.abs(sx) + Math.abs(sy) + Math.abs(sz) <= connectivity) look(sx, sy, sz);
        return keys();
    }

    private void look(int sx, int sy, int sz) {
        int sizeX = lower.size(0);
        int sizeY = lower.size(1);
        int sizeZ = lower.size(2);
        int shift = (sz * sizeY + sy) * sizeX + sx;
        for (int z = Math.max(0, -sz); z < Math.min(sizeZ, sizeZ - sz); z++)
            for (int y = Math.max(0, -sy); y < Math.min(sizeY, sizeY - sy); y++) {
                int row = (z * sizeY + y) * sizeX;
                int to = row + Math.min(sizeX, sizeX - sx);
                for (int i = row + Math.max(0, -sx); i < to; i++)
                    if (a[i] != 0 && b[i + shift] != 0) add(a[i], b[i + shift]);
            }
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
