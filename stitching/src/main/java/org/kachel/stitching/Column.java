package org.kachel.stitching;

/**
 * One column of a table of objects: either integers or reals, one per object; the other array is null.
 */
public record Column(String name, long[] integers, double[] reals) {
    public static Column of(String name, long[] integers) {
        return new Column(name, integers, null);
    }

    public static Column of(String name, double[] reals) {
        return new Column(name, null, reals);
    }

    public boolean isInteger() {
        return integers != null;
    }

    /** The value of row {@code row} as a double. */
    public double value(int row) {
        return integers != null ? integers[row] : reals[row];
    }
}
