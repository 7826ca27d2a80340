package org.kachel.stitching;

import java.util.Arrays;

/** Collects the runs of a block that lie in one border region (plane, line or voxel). */
final class PieceBuilder {
    /** Bits of the block's six sides: the first plane along axis d is {@code FIRST << d}. */
    private static final int FIRST = 1;

    private static final int LAST = 8;

    private final JunctionId id;
    private final boolean upper;
    private final int sides;
    private final int[] min = new int[3];
    private final int[] size = new int[3];
    private int[] triples = new int[48];
    private int used;

    PieceBuilder(JunctionId id, boolean upper, RunLabels labels) {
        this.id = id;
        this.upper = upper;
        int touched = 0;
        for (int d = 0; d < 3; d++) {
            int step = upper ? -id.along(d) : id.along(d);
            if (step != 0) touched |= (step > 0 ? LAST : FIRST) << d;
            min[d] = step > 0 ? labels.size(d) - 1 : 0;
            size[d] = step == 0 ? labels.size(d) : 1;
        }
        this.sides = touched;
    }

    /** Offers every run that touches the block's border to those that it touches; parts that cannot join are left out. */
    static void offerBorder(RunLabels labels, PartValues values, PieceBuilder[] builders) {
        PieceBuilder[][] touched = bySides(builders);
        int sizeX = labels.size(0);
        int sizeY = labels.size(1);
        int lastZ = labels.size(2) - 1;
        int rowEnd = 0;
        int sidesYz = 0;
        RunCursor run = labels.cursor();
        while (run.next()) {
            if (run.index >= rowEnd) {
                int row = run.index / sizeX;
                rowEnd = (row + 1) * sizeX;
                sidesYz = sides(row % sizeY, sizeY - 1) << 1 | sides(row / sizeY, lastZ) << 2;
            }
            int sides = sidesYz;
            int x = run.index - rowEnd + sizeX;
            if (x == 0) sides |= FIRST;
            if (run.index + run.length == rowEnd) sides |= LAST;
            if (sides == 0 || (values != null && !values.joins(run.label))) continue;
            int row = rowEnd / sizeX - 1;
            for (PieceBuilder builder : touched[sides])
                builder.offer(x, row % sizeY, row / sizeY, run.length, run.label);
        }
    }

    private static int sides(int at, int last) {
        return (at == 0 ? FIRST : 0) | (at == last ? LAST : 0);
    }

    /** For each set of sides, the builders of the regions that lie on no other side. */
    private static PieceBuilder[][] bySides(PieceBuilder[] builders) {
        PieceBuilder[][] bySides = new PieceBuilder[64][];
        for (int sides = 0; sides < 64; sides++) {
            int n = 0;
            PieceBuilder[] some = new PieceBuilder[builders.length];
            for (PieceBuilder builder : builders) if ((builder.sides & ~sides) == 0) some[n++] = builder;
            bySides[sides] = Arrays.copyOf(some, n);
        }
        return bySides;
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
