package org.kachel.stitching;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Space cut into cells that hold about equally many centroids each, by a sample of them: the leaves of a k-d tree. Every point
 * of space lies in one cell; the outermost cells have no end.
 *
 * <pre>
 *   ┌────┬───────┐   a: the n nearest in its own cell are closer than any other cell: final.
 *   │ a  │   b (─│   b: the ball with its n-th nearest on it reaches into other cells; what lies nearer there
 *   ├────┴──┬────┤      ({@link #within}) makes the list final, too, because the ball can but shrink.
 *   │       │    │
 *   └───────┴────┘
 * </pre>
 */
public final class CentroidCells implements Serializable {
    private static final long serialVersionUID = 1;

    private final Box root;
    private final int count;

    private CentroidCells(Box root, int count) {
        this.root = root;
        this.count = count;
    }

    /**
     * @param sample x, y and z of some centroids
     * @param cells at the most
     */
    public static CentroidCells of(double[][] sample, int cells) {
        double[] min = new double[3], max = new double[3];
        Arrays.fill(min, Double.NEGATIVE_INFINITY);
        Arrays.fill(max, Double.POSITIVE_INFINITY);
        Cutter cutter = new Cutter(sample);
        Box root = cutter.cut(min, max, cutter.all(), cells);
        return new CentroidCells(root, cutter.count);
    }

    public int count() {
        return count;
    }

    /** The cell that a point lies in. */
    public int cell(double x, double y, double z) {
        double[] p = {x, y, z};
        Box at = root;
        while (at.low != null) at = p[at.axis] < at.split ? at.low : at.high;
        return at.cell;
    }

    /**
     * The cells but {@code own} that may hold centroids at squared distances below {@code limit}. No distance of a centroid
     * as {@link CentroidTree} computes it is below that of its cell, because rounding keeps order.
     */
    public List<Integer> within(double x, double y, double z, double limit, int own) {
        List<Integer> found = new ArrayList<>();
        collect(root, new double[] {x, y, z}, limit, own, found);
        return found;
    }

    private static void collect(Box box, double[] p, double limit, int own, List<Integer> found) {
        if (box.square(p) >= limit) return;
        if (box.low == null) {
            if (box.cell != own) found.add(box.cell);
            return;
        }
        collect(box.low, p, limit, own, found);
        collect(box.high, p, limit, own, found);
    }

    /** A cell, or what was cut in two: {@code low} holds what lies before {@code split} along {@code axis}. */
    private record Box(double[] min, double[] max, int axis, double split, Box low, Box high, int cell)
            implements Serializable {
        /** Squared distance of a point. */
        double square(double[] p) {
            double dx = outside(p, 0), dy = outside(p, 1), dz = outside(p, 2);
            return dx * dx + dy * dy + dz * dz;
        }

        private double outside(double[] p, int d) {
            return p[d] < min[d] ? min[d] - p[d] : p[d] > max[d] ? p[d] - max[d] : 0;
        }
    }

    /** Cuts where the sample reaches farthest, so that each side gets its share of the cells. */
    private static final class Cutter {
        private final double[][] sample;
        private int count;

        Cutter(double[][] sample) {
            this.sample = sample;
        }

        int[] all() {
            int[] all = new int[sample[0].length];
            Arrays.setAll(all, i -> i);
            return all;
        }

        Box cut(double[] min, double[] max, int[] some, int cells) {
            int axis = longest(some);
            if (cells < 2 || axis < 0) return new Box(min, max, 0, 0, null, null, count++);
            double[] c = sample[axis];
            double[] sorted =
                    Arrays.stream(some).mapToDouble(i -> c[i]).sorted().toArray();
            double split = sorted[(int) ((long) sorted.length * (cells / 2) / cells)];
            if (split == sorted[0])
                split = Arrays.stream(sorted)
                        .filter(v -> v > sorted[0])
                        .findFirst()
                        .orElseThrow();
            double at = split;
            double[] end = max.clone(), begin = min.clone();
            end[axis] = at;
            begin[axis] = at;
            int[] before = Arrays.stream(some).filter(i -> c[i] < at).toArray();
            int[] behind = Arrays.stream(some).filter(i -> c[i] >= at).toArray();
            Box low = cut(min, end, before, cells / 2);
            return new Box(min, max, axis, at, low, cut(begin, max, behind, cells - cells / 2), -1);
        }

        /** The axis along which they lie farthest apart; −1 where all lie in one place. */
        private int longest(int[] some) {
            int longest = -1;
            double length = 0;
            for (int d = 0; d < 3; d++) {
                double low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY;
                for (int i : some) {
                    low = Math.min(low, sample[d][i]);
                    high = Math.max(high, sample[d][i]);
                }
                if (high - low > length) {
                    length = high - low;
                    longest = d;
                }
            }
            return longest;
        }
    }
}
