package org.kachel.stitching;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A k-d tree over the centroids of objects, balanced, without nodes of its own: the root of a range of objects is the one in
 * its middle.
 *
 * <p>*Memory*: 36 bytes per object. *Source*: Bentley, Multidimensional binary search trees used for associative searching,
 * 1975. Exact: distances are compared squared, ties go to the smaller label, and no bound is rounded.
 */
public final class CentroidTree implements Serializable {
    private static final long serialVersionUID = 1;

    private final double[][] at;
    private final long[] labels;
    private final int[] order;

    /** @param at x, y and z of each object, in the unit that distances are to have */
    public CentroidTree(long[] labels, double[][] at) {
        this.labels = labels.clone();
        this.at = new double[][] {at[0].clone(), at[1].clone(), at[2].clone()};
        this.order = new int[labels.length];
        Arrays.setAll(order, i -> i);
        build(0, order.length, 0);
    }

    private void build(int from, int to, int axis) {
        if (to - from < 2) return;
        int middle = (from + to) >>> 1;
        select(from, to - 1, middle, axis);
        build(from, middle, (axis + 1) % 3);
        build(middle + 1, to, (axis + 1) % 3);
    }

    /** Hoare's selection: what lies before {@code k} is not behind it along the axis, and the other way round. */
    private void select(int low, int high, int k, int axis) {
        double[] c = at[axis];
        while (low < high) {
            double pivot = c[order[(low + high) >>> 1]];
            int i = low;
            int j = high;
            while (i <= j) {
                while (c[order[i]] < pivot) i++;
                while (c[order[j]] > pivot) j--;
                if (i <= j) swap(i++, j--);
            }
            if (k <= j) high = j;
            else if (k >= i) low = i;
            else return;
        }
    }

    private void swap(int i, int j) {
        int t = order[i];
        order[i] = order[j];
        order[j] = t;
    }

    /** Squared distances of the nearest objects but {@code self}, ascending, and their labels; of fewer than {@code n} all. */
    public Nearest nearest(double x, double y, double z, long self, int n) {
        return within(x, y, z, self, n, Double.POSITIVE_INFINITY);
    }

    /** The same of those alone whose squared distance is below {@code limit}. */
    public Nearest within(double x, double y, double z, long self, int n, double limit) {
        Nearest found = new Nearest(Math.min(n, labels.length), self, limit);
        search(0, order.length, 0, new double[] {x, y, z}, found);
        return found;
    }

    private void search(int from, int to, int axis, double[] p, Nearest found) {
        if (from >= to) return;
        int middle = (from + to) >>> 1;
        int i = order[middle];
        found.offer(labels[i], squared(i, p));
        double beyond = p[axis] - at[axis][i];
        int next = (axis + 1) % 3;
        if (beyond < 0) search(from, middle, next, p, found);
        else search(middle + 1, to, next, p, found);
        if (beyond * beyond > found.reach()) return;
        if (beyond < 0) search(middle + 1, to, next, p, found);
        else search(from, middle, next, p, found);
    }

    private double squared(int i, double[] p) {
        double dx = at[0][i] - p[0];
        double dy = at[1][i] - p[1];
        double dz = at[2][i] - p[2];
        return dx * dx + dy * dy + dz * dz;
    }

    /** Of squared distances, added up in their order; NaN of none. */
    public static double meanDistance(double[] squares) {
        double sum = 0;
        for (double square : squares) sum += Math.sqrt(square);
        return sum / squares.length;
    }

    /** The best of what was offered, in order. */
    public static final class Nearest {
        private final long[] labels;
        private final double[] squares;
        private final long self;
        private final double limit;
        private int count;

        private Nearest(int n, long self, double limit) {
            this.labels = new long[n];
            this.squares = new double[n];
            this.self = self;
            this.limit = limit;
        }

        private double reach() {
            return count < labels.length ? limit : squares[count - 1];
        }

        private void offer(long label, double square) {
            if (label == self || labels.length == 0 || square >= limit) return;
            if (count == labels.length && !before(square, label, count - 1)) return;
            int i = count < labels.length ? count++ : count - 1;
            for (; i > 0 && before(square, label, i - 1); i--) {
                labels[i] = labels[i - 1];
                squares[i] = squares[i - 1];
            }
            labels[i] = label;
            squares[i] = square;
        }

        private boolean before(double square, long label, int i) {
            return square < squares[i] || square == squares[i] && label < labels[i];
        }

        public int count() {
            return count;
        }

        public long label(int i) {
            return labels[i];
        }

        public double distance(int i) {
            return Math.sqrt(squares[i]);
        }

        /** NaN where there is none. */
        public double meanDistance() {
            return CentroidTree.meanDistance(squares());
        }

        /** Squared distances, ascending. */
        public double[] squares() {
            return Arrays.copyOf(squares, count);
        }
    }
}
