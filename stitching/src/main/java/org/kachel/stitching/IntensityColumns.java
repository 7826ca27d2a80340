package org.kachel.stitching;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * What one intensity image adds to a table of objects: extrema and exact sums.
 *
 * <p>Extrema are kept as longs in the order of the values ({@link #ordered} for reals). NaN and infinities are flagged in
 * {@code sum} and left out of the other sums; what follows from them is decided when a value is derived.
 */
final class IntensityColumns implements Serializable {
    private static final long serialVersionUID = 1;

    final boolean floating;
    final long[] min;
    final long[] max;
    final ExactSums sum;
    final ExactSums squares;
    final ExactSums[] moments;

    IntensityColumns(int rows, boolean floating) {
        this(floating, new long[rows], new long[rows], sums(rows, 5));
        Arrays.fill(min, Long.MAX_VALUE);
        Arrays.fill(max, Long.MIN_VALUE);
    }

    private IntensityColumns(boolean floating, long[] min, long[] max, ExactSums[] sums) {
        this.floating = floating;
        this.min = min;
        this.max = max;
        this.sum = sums[0];
        this.squares = sums[1];
        this.moments = new ExactSums[] {sums[2], sums[3], sums[4]};
    }

    static ExactSums[] sums(int rows, int count) {
        ExactSums[] sums = new ExactSums[count];
        for (int i = 0; i < count; i++) sums[i] = new ExactSums(rows);
        return sums;
    }

    /** A long that orders as the double does, −0 below 0. */
    static long ordered(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    private static double real(long ordered) {
        return Double.longBitsToDouble(ordered ^ ((ordered >> 63) & Long.MAX_VALUE));
    }

    void absorb(int row, IntensityColumns other, int from) {
        min[row] = Math.min(min[row], other.min[from]);
        max[row] = Math.max(max[row], other.max[from]);
        sum.add(row, other.sum, from);
        squares.add(row, other.squares, from);
        for (int d = 0; d < 3; d++) moments[d].add(row, other.moments[d], from);
    }

    IntensityColumns rows(int from, int to) {
        return new IntensityColumns(
                floating, Arrays.copyOfRange(min, from, to), Arrays.copyOfRange(max, from, to), new ExactSums[] {
                    sum.rows(from, to),
                    squares.rows(from, to),
                    moments[0].rows(from, to),
                    moments[1].rows(from, to),
                    moments[2].rows(from, to)
                });
    }

    void trim() {
        sum.trim();
        squares.trim();
        for (ExactSums moment : moments) moment.trim();
    }

    void addColumns(String name, long[] counts, List<Column> columns) {
        int rows = min.length;
        double[][] values = new double[8][rows];
        for (int r = 0; r < rows; r++) {
            boolean nan = (sum.special(r) & ExactSums.NAN) != 0;
            boolean finite = sum.special(r) == 0;
            double total = sum.value(r);
            values[0][r] = nan ? Double.NaN : extremum(min[r]);
            values[1][r] = nan ? Double.NaN : extremum(max[r]);
            values[2][r] = total / counts[r];
            values[3][r] = total;
            values[4][r] = finite ? Moments.standardDeviation(counts[r], sum, squares, r) : Double.NaN;
            for (int d = 0; d < 3; d++) values[5 + d][r] = finite ? moments[d].value(r) / total : Double.NaN;
        }
        String[] suffixes = {
            "min", "max", "mean", "sum", "standard-deviation", "mass-centre-x", "mass-centre-y", "mass-centre-z"
        };
        for (int i = 0; i < suffixes.length; i++) columns.add(Column.of(name + "-" + suffixes[i], values[i]));
    }

    private double extremum(long stored) {
        return floating ? real(stored) : stored;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntensityColumns that
                && floating == that.floating
                && Arrays.equals(min, that.min)
                && Arrays.equals(max, that.max)
                && sum.equals(that.sum)
                && squares.equals(that.squares)
                && Arrays.equals(moments, that.moments);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(min) + sum.hashCode();
    }
}
