package org.kachel.stitching;

import java.nio.IntBuffer;
import net.imglib2.Interval;
import org.kachel.block.Voxels;

/** Compares each voxel of a block with the next along x, y and z, row by row. */
final class ContactScan {
    private final Voxels labels;
    private final Interval target;
    private final int sizeX;
    private final int width;
    private final PairFaces pairs = new PairFaces();
    private final int[] words;

    ContactScan(Voxels labels, Interval target) {
        this.labels = labels;
        this.target = target;
        this.sizeX = labels.sizeX();
        this.width = (int) target.dimension(0);
        this.words = new int[sizeX];
        if (labels.type().floating()) throw new IllegalArgumentException("labels are integers");
        for (int d = 0; d < 3; d++)
            if (labels.interval().min(d) != target.min(d) || labels.interval().max(d) < target.max(d))
                throw new IllegalArgumentException("labels begin with their target and hold it");
    }

    Contacts scan() {
        long[] row = new long[sizeX];
        long[] next = new long[sizeX];
        for (long z = target.min(2); z <= target.max(2); z++) {
            load(target.min(1), z, row);
            for (long y = target.min(1); y <= target.max(1); y++) {
                along(row);
                if (z < labels.interval().max(2)) {
                    load(y, z + 1, next);
                    across(row, next, 2);
                }
                if (y == labels.interval().max(1)) continue;
                load(y + 1, z, next);
                across(row, next, 1);
                long[] other = row;
                row = next;
                next = other;
            }
        }
        return Contacts.of(pairs);
    }

    private void along(long[] row) {
        int last = Math.min(width, sizeX - 1);
        for (int x = 0; x < last; x++) if (row[x] != row[x + 1]) add(row[x], row[x + 1], 0);
    }

    private void across(long[] row, long[] next, int axis) {
        for (int x = 0; x < width; x++) if (row[x] != next[x]) add(row[x], next[x], axis);
    }

    private void add(long a, long b, int axis) {
        if (a == 0 || b == 0) return;
        pairs.add(Math.min(a, b), Math.max(a, b), axis, 1);
    }

    private void load(long y, long z, long[] row) {
        int at = labels.index(target.min(0), y, z);
        if (labels.type().bytes() == 8) labels.bytes().asLongBuffer().get(at, row);
        else if (labels.type().bytes() == 4) widen(at, row);
        else for (int x = 0; x < sizeX; x++) row[x] = labels.integer(at + x);
        for (int x = 0; x < sizeX; x++)
            if (row[x] < 0) throw new IllegalArgumentException("a label is not negative: " + row[x]);
    }

    private void widen(int at, long[] row) {
        IntBuffer ints = labels.bytes().asIntBuffer();
        ints.get(at, words);
        long mask = labels.type().signed() ? -1L : 0xffffffffL;
        for (int x = 0; x < sizeX; x++) row[x] = words[x] & mask;
    }
}
