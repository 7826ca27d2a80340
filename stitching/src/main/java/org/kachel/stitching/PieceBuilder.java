package org.kachel.stitching;

import java.util.Arrays;

/** Collects the runs of a block that lie in one border region (plane, line or voxel). */
final class PieceBuilder {
    private final JunctionId id;
    private final boolean upper;
    private final int[] min = new int[3];
    private final int[] size = new int[3];
    private int[] triples = new int[48];
    private int used;

    PieceBuilder(JunctionId id, boolean upper, RunLabels labels) {
        this.id = id;
        this.upper = upper;
        for (int d = 0; d < 3; d++) {
            int step = upper ? -id.along(d) : id.along(d);
            min[d] = step > 0 ? labels.size(d) - 1 : 0;
            size[d] = step == 0 ? labels.size(d) : 1;
        }
    }

    /** Offers every run that touches the block's border to all {@code builders}; parts that cannot join are left out. */
    static void offerBorder(RunLabels labels, PartValues values, PieceBuilder[] builders) {
        int sizeX = labels.size(0);
        int lastY = labels.size(1) - 1;
        int lastZ = labels.size(2) - 1;
        RunCursor run = labels.cursor();
        while (run.next()) {
            int row = run.index / sizeX;
            int x = run.index - row * sizeX;
            int z = row / (lastY + 1);
            int y = row - z * (lastY + 1);
            boolean inner = x > 0 && x + run.length < sizeX && y > 0 && y < lastY && z > 0 && z < lastZ;
            if (inner || (values != null && !values.joins(run.label))) continue;
            for (PieceBuilder builder : builders) builder.offer(x, y, z, run.length, run.label);
        }
    }

    private void offer(int x, int y, int z, int length, int part) {
        int inY = y - min[1];
        int inZ = z - min[2];
        if (inY < 0 || inY >= size[1] || inZ < 0 || inZ >= size[2]) return;
        int from = Math.max(x - min[0], 0);
        int to = Math.min(x + length - min[0], size[0]);
        if (from < to) add((inZ * size[1] + inY) * size[0] + from, to - from, part);
    }

    private void add(int index, int length, int part) {
        if (used > 0 && triples[used - 1] == part && triples[used - 3] + triples[used - 2] == index) {
            triples[used - 2] += length;
            return;
        }
        if (used + 3 > triples.length) triples = Arrays.copyOf(triples, triples.length * 2);
        triples[used++] = index;
        triples[used++] = length;
        triples[used++] = part;
    }

    boolean empty() {
        return used == 0;
    }

    Piece build(long[] partKeys, PartValues values) {
        int[] parts = distinctParts();
        long[] keys = new long[parts.length];
        long[] bits = values == null ? null : new long[parts.length];
        for (int i = 0; i < parts.length; i++) {
            keys[i] = partKeys[parts[i] - 1];
            if (bits != null) bits[i] = values.bits()[parts[i] - 1];
        }
        RunWriter writer = new RunWriter();
        for (int i = 0; i < used; i += 3)
            writer.add(triples[i], triples[i + 1], Arrays.binarySearch(parts, triples[i + 2]) + 1);
        return new Piece(id, upper, size, keys, bits, writer.toBytes());
    }

    private int[] distinctParts() {
        int[] parts = new int[used / 3];
        for (int i = 0; i < parts.length; i++) parts[i] = triples[3 * i + 2];
        Arrays.sort(parts);
        int kept = 0;
        for (int i = 0; i < parts.length; i++) if (i == 0 || parts[i] != parts[i - 1]) parts[kept++] = parts[i];
        return Arrays.copyOf(parts, kept);
    }
}
