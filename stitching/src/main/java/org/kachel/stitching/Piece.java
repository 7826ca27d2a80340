package org.kachel.stitching;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;

/**
 * The labelled voxels of a block at one of its junctions, packed as runs: a border plane across a face, a line across an
 * edge, one voxel at a corner.
 */
public final class Piece implements Serializable {
    private static final long serialVersionUID = 1;
    static final long[] NO_PAIRS = {};

    private final JunctionId junction;
    private final boolean upper;
    private final int[] size;
    private final long[] keys;
    private final long[] values;
    private final byte[] runs;

    /** {@code runs} hold indices into {@code keys}, from 1; {@code values} belong to the keys, or are null. */
    Piece(JunctionId junction, boolean upper, int[] size, long[] keys, long[] values, byte[] runs) {
        this.junction = junction;
        this.upper = upper;
        this.size = size;
        this.keys = keys;
        this.values = values;
        this.runs = runs;
    }

    public JunctionId junction() {
        return junction;
    }

    /** Whether it comes from the junction's second block. */
    public boolean upper() {
        return upper;
    }

    /** The keys of the parts in it, ascending. */
    public long[] keys() {
        return keys.clone();
    }

    /**
     * The parts that touch where two pieces of the same junction meet.
     *
     * <p>*Shape*: key of the lower, key of the upper piece, and so on: each pair once, ascending.
     */
    public static long[] pairs(Piece lower, Piece upper, int connectivity) {
        if (!lower.junction.equals(upper.junction) || lower.upper || !upper.upper)
            throw new IllegalArgumentException("not the lower and the upper piece of one junction: %s %s, %s %s"
                    .formatted(lower.junction, lower.side(), upper.junction, upper.side()));
        return new PiecePairs(lower, upper).find(connectivity);
    }

    /** The same for all pieces of one junction in any order; none where a side has no piece. */
    public static long[] pairs(Iterable<Piece> pieces, int connectivity) {
        Iterator<Piece> each = pieces.iterator();
        if (!each.hasNext()) return NO_PAIRS;
        Piece one = each.next();
        if (!each.hasNext()) return NO_PAIRS;
        Piece two = each.next();
        if (each.hasNext()) throw new IllegalArgumentException("more than two pieces at " + one.junction);
        return one.upper ? pairs(two, one, connectivity) : pairs(one, two, connectivity);
    }

    /** The same with the roots of its parts in place of their keys: {@link #keys} may repeat then, in any order. */
    Piece rooted(KeyRoots roots) {
        return new Piece(junction, upper, size, roots.rootsOf(keys), values, runs);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(junction.first());
        out.writeByte((junction.dx() + 1) * 9 + (junction.dy() + 1) * 3 + junction.dz() + 1 + (upper ? 32 : 0));
        for (int extent : size) out.writeInt(extent);
        out.writeInt(keys.length);
        for (long key : keys) out.writeLong(key);
        out.writeBoolean(values != null);
        if (values != null) for (long value : values) out.writeLong(value);
        out.writeInt(runs.length);
        out.write(runs);
    }

    static Piece read(DataInput in) throws IOException {
        long first = in.readLong();
        int place = in.readByte();
        int step = place & 31;
        JunctionId junction = new JunctionId(first, step / 9 - 1, step / 3 % 3 - 1, step % 3 - 1);
        int[] size = {in.readInt(), in.readInt(), in.readInt()};
        long[] keys = longs(in, in.readInt());
        long[] values = in.readBoolean() ? longs(in, keys.length) : null;
        byte[] runs = new byte[in.readInt()];
        in.readFully(runs);
        return new Piece(junction, place > 31, size, keys, values, runs);
    }

    private static long[] longs(DataInput in, int count) throws IOException {
        long[] longs = new long[count];
        for (int i = 0; i < count; i++) longs[i] = in.readLong();
        return longs;
    }

    private String side() {
        return upper ? "upper" : "lower";
    }

    int size(int axis) {
        return size[axis];
    }

    long key(int label) {
        return keys[label - 1];
    }

    boolean equalValues(int label, Piece other, int otherLabel) {
        return values == null || values[label - 1] == other.values[otherLabel - 1];
    }

    RunCursor cursor() {
        return new RunCursor(runs);
    }

    /** Voxel by voxel, 0 where there is none, else the index of its key, from 1. */
    int[] expand() {
        int[] labels = new int[size[0] * size[1] * size[2]];
        RunCursor run = cursor();
        while (run.next()) Arrays.fill(labels, run.index, run.index + run.length, run.label);
        return labels;
    }
}
