package org.kachel.stitching;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import net.imglib2.Interval;
import org.kachel.block.Voxels;

/**
 * Which labels touch, and by how many faces of voxels along x, y and z: rows sorted by first, then by second label.
 *
 * <p>Two voxels touch where they share a face; each such pair of voxels with different labels, neither of them background,
 * counts once. Counts merge exactly, so that blocks and their order do not show.
 *
 * <p>*Life*: {@link #collect} on each block; {@link #mergeAll} joins blocks; {@link #mirrored} lists each pair from both sides.
 *
 * <p>*Memory*: 40 bytes per pair.
 */
public final class Contacts implements Serializable {
    private static final long serialVersionUID = 1;

    final long[] first;
    final long[] second;
    final long[][] faces;

    /** Sorted rows. */
    private Contacts(long[] first, long[] second, long[][] faces) {
        this.first = first;
        this.second = second;
        this.faces = faces;
    }

    /**
     * The contacts of which {@code target} holds the voxel that comes first along the axis, the smaller label first.
     *
     * <p>*Shape*: {@code labels} hold the target and, where the volume goes on, one voxel more on each of its upper faces:
     *
     * <pre>
     *   y   h h h h .       target t, halo h; what t sees to the right and below is counted here,
     *       t t t t h       what lies to the left and above by the blocks there
     *       t t t t h
     * </pre>
     *
     * *Errors*: {@link IllegalArgumentException} for negative labels, which uint64 beyond 2⁶³ are, too.
     */
    public static Contacts collect(Voxels labels, Interval target) {
        return new ContactScan(labels, target).scan();
    }

    static Contacts of(PairFaces pairs) {
        long[] first = pairs.first();
        long[] second = pairs.second();
        int[] places = PairOrder.places(first, second);
        long[][] faces = new long[3][];
        for (int d = 0; d < 3; d++) faces[d] = PairOrder.move(pairs.faces(d), places);
        return new Contacts(PairOrder.move(first, places), PairOrder.move(second, places), faces);
    }

    /** One list of all contacts: rows of the same two labels become one. */
    public static Contacts mergeAll(List<Contacts> parts) {
        if (parts.size() == 1) return parts.get(0);
        PairFaces all = new PairFaces();
        for (Contacts part : parts)
            for (int i = 0; i < part.rows(); i++)
                for (int d = 0; d < 3; d++)
                    if (part.faces[d][i] > 0) all.add(part.first[i], part.second[i], d, part.faces[d][i]);
        return of(all);
    }

    /** Each contact twice: as a, b and as b, a. */
    public Contacts mirrored() {
        long[] a = both(first, second);
        long[] b = both(second, first);
        int[] places = PairOrder.places(a, b);
        long[][] all = new long[3][];
        for (int d = 0; d < 3; d++) all[d] = PairOrder.move(both(faces[d], faces[d]), places);
        return new Contacts(PairOrder.move(a, places), PairOrder.move(b, places), all);
    }

    private static long[] both(long[] a, long[] b) {
        long[] all = Arrays.copyOf(a, Math.addExact(a.length, b.length));
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /** The rows whose first label is from {@code from} to {@code to}, both included. */
    public Contacts range(long from, long to) {
        int low = Ranks.lowerBound(first, from);
        int high = to == Long.MAX_VALUE ? rows() : Math.max(low, Ranks.lowerBound(first, to + 1));
        long[][] some = new long[3][];
        for (int d = 0; d < 3; d++) some[d] = Arrays.copyOfRange(faces[d], low, high);
        return new Contacts(Arrays.copyOfRange(first, low, high), Arrays.copyOfRange(second, low, high), some);
    }

    /** Number of touching pairs. */
    public int rows() {
        return first.length;
    }

    public long first(int row) {
        return first[row];
    }

    public long second(int row) {
        return second[row];
    }

    /** Touching faces that stand across {@code axis}. */
    public long faces(int axis, int row) {
        return faces[axis][row];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Contacts that
                && Arrays.equals(first, that.first)
                && Arrays.equals(second, that.second)
                && Arrays.deepEquals(faces, that.faces);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(first) + Arrays.hashCode(second);
    }
}
