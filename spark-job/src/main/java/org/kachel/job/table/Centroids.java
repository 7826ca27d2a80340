package org.kachel.job.table;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.kachel.block.io.Spacing;
import org.kachel.stitching.CentroidTree;
import org.kachel.stitching.ObjectTable;

/**
 * Where objects lie.
 *
 * @param at x, y and z of each
 */
record Centroids(long[] labels, double[][] at) implements Serializable {
    /** 2⁶⁴ over the golden ratio: multiples of it lie everywhere (Knuth, The Art of Computer Programming 3, 6.4). */
    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    /** In units of {@code spacing}. */
    static Centroids of(ObjectTable objects, Spacing spacing) {
        double[][] at = new double[3][objects.rows()];
        for (int d = 0; d < 3; d++)
            for (int row = 0; row < at[d].length; row++) at[d][row] = Pairs.centroid(spacing, d, objects, row);
        return new Centroids(objects.labels(), at);
    }

    static Centroids join(List<Centroids> parts) {
        double[][] at = new double[3][];
        for (int d = 0; d < 3; d++) {
            int axis = d;
            at[d] = parts.stream()
                    .flatMapToDouble(p -> Arrays.stream(p.at[axis]))
                    .toArray();
        }
        return new Centroids(
                parts.stream().flatMapToLong(p -> Arrays.stream(p.labels)).toArray(), at);
    }

    int count() {
        return labels.length;
    }

    Centroids rows(int[] some) {
        double[][] picked = new double[3][];
        for (int d = 0; d < 3; d++) {
            double[] axis = at[d];
            picked[d] = Arrays.stream(some).mapToDouble(i -> axis[i]).toArray();
        }
        return new Centroids(Arrays.stream(some).mapToLong(i -> labels[i]).toArray(), picked);
    }

    /** One of about so many, by label: wherever objects are, the same ones. */
    Centroids sample(long stride) {
        return rows(IntStream.range(0, count())
                .filter(i -> (labels[i] * SCATTER >>> 32) % stride == 0)
                .toArray());
    }

    CentroidTree tree() {
        return new CentroidTree(labels, at);
    }

    /** Squared distances of the object {@code i} to the {@code n} nearest in a tree, ascending, below {@code limit}. */
    double[] squares(CentroidTree tree, int i, int n, double limit) {
        return tree.within(at[0][i], at[1][i], at[2][i], labels[i], n, limit).squares();
    }

    /** Of each object to the {@code n} nearest others in a tree. */
    double[] meanDistances(CentroidTree tree, int n) {
        return IntStream.range(0, count())
                .mapToDouble(i -> CentroidTree.meanDistance(squares(tree, i, n, Double.POSITIVE_INFINITY)))
                .toArray();
    }
}
