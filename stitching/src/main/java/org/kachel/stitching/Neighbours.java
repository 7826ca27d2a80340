package org.kachel.stitching;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The touching neighbours of some objects, with where these lie: one row for each object and each of its neighbours, sorted
 * by object, then by neighbour.
 *
 * <p>Objects may lie with their neighbours in different places: {@link #of} takes the contacts of the objects whose
 * centroids are at hand, and yields rows of their neighbours; {@link #join} puts together what comes from elsewhere.
 */
public final class Neighbours implements Serializable {
    private static final long serialVersionUID = 1;

    private final long[] label;
    private final long[] neighbour;
    private final long[][] faces;
    private final double[][] centroid;

    private Neighbours(long[] label, long[] neighbour, long[][] faces, double[][] centroid) {
        this.label = label;
        this.neighbour = neighbour;
        this.faces = faces;
        this.centroid = centroid;
    }

    /** None. */
    public static Neighbours none() {
        return new Neighbours(new long[0], new long[0], new long[3][0], new double[3][0]);
    }

    /**
     * For each contact the second label's neighbour: the first, whose centroid {@code objects} know.
     *
     * <p>*Errors*: {@link IllegalArgumentException} where they do not.
     */
    public static Neighbours of(Contacts contacts, ObjectTable objects) {
        double[][] centroid = new double[3][contacts.rows()];
        int row = 0;
        for (int i = 0; i < contacts.rows(); i++) {
            while (row < objects.rows() && objects.label(row) < contacts.first[i]) row++;
            if (row == objects.rows() || objects.label(row) != contacts.first[i])
                throw new IllegalArgumentException("no object has the label " + contacts.first[i]);
            for (int d = 0; d < 3; d++) centroid[d][i] = objects.centroid(d, row);
        }
        return sorted(contacts.second, contacts.first, contacts.faces, centroid);
    }

    private static Neighbours sorted(long[] label, long[] neighbour, long[][] faces, double[][] centroid) {
        int[] places = PairOrder.places(label, neighbour);
        long[][] f = new long[3][];
        double[][] c = new double[3][];
        for (int d = 0; d < 3; d++) {
            f[d] = PairOrder.move(faces[d], places);
            c[d] = PairOrder.move(centroid[d], places);
        }
        return new Neighbours(PairOrder.move(label, places), PairOrder.move(neighbour, places), f, c);
    }

    /** All rows of {@code parts}, none of which is in two of them. */
    public static Neighbours join(List<Neighbours> parts) {
        int rows = parts.stream().mapToInt(Neighbours::rows).reduce(0, Math::addExact);
        Neighbours all = new Neighbours(new long[rows], new long[rows], new long[3][rows], new double[3][rows]);
        int at = 0;
        for (Neighbours part : parts) {
            System.arraycopy(part.label, 0, all.label, at, part.rows());
            System.arraycopy(part.neighbour, 0, all.neighbour, at, part.rows());
            for (int d = 0; d < 3; d++) {
                System.arraycopy(part.faces[d], 0, all.faces[d], at, part.rows());
                System.arraycopy(part.centroid[d], 0, all.centroid[d], at, part.rows());
            }
            at += part.rows();
        }
        return sorted(all.label, all.neighbour, all.faces, all.centroid);
    }

    /** The rows of objects from {@code from} to {@code to}, both included. */
    public Neighbours range(long from, long to) {
        int low = Ranks.lowerBound(label, from);
        int high = to == Long.MAX_VALUE ? rows() : Math.max(low, Ranks.lowerBound(label, to + 1));
        long[][] f = new long[3][];
        double[][] c = new double[3][];
        for (int d = 0; d < 3; d++) {
            f[d] = Arrays.copyOfRange(faces[d], low, high);
            c[d] = Arrays.copyOfRange(centroid[d], low, high);
        }
        return new Neighbours(Arrays.copyOfRange(label, low, high), Arrays.copyOfRange(neighbour, low, high), f, c);
    }

    /** The rows of objects and neighbours that are both among {@code labels}, which ascend. */
    public Neighbours among(long[] labels) {
        int[] rows = IntStream.range(0, rows())
                .filter(r ->
                        Arrays.binarySearch(labels, label[r]) >= 0 && Arrays.binarySearch(labels, neighbour[r]) >= 0)
                .toArray();
        long[][] f = new long[3][];
        double[][] c = new double[3][];
        for (int d = 0; d < 3; d++) {
            long[] faces = this.faces[d];
            double[] centroid = this.centroid[d];
            f[d] = Arrays.stream(rows).mapToLong(r -> faces[r]).toArray();
            c[d] = Arrays.stream(rows).mapToDouble(r -> centroid[r]).toArray();
        }
        return new Neighbours(
                Arrays.stream(rows).mapToLong(r -> label[r]).toArray(),
                Arrays.stream(rows).mapToLong(r -> neighbour[r]).toArray(),
                f,
                c);
    }

    public int rows() {
        return label.length;
    }

    public long label(int row) {
        return label[row];
    }

    public long neighbour(int row) {
        return neighbour[row];
    }

    /** Touching faces that stand across {@code axis}. */
    public long faces(int axis, int row) {
        return faces[axis][row];
    }

    /** Of the neighbour, in voxels. */
    public double centroid(int axis, int row) {
        return centroid[axis][row];
    }
}
