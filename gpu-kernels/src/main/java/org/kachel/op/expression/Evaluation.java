package org.kachel.op.expression;

import static org.kachel.block.VoxelType.FLOAT32;
import static org.kachel.block.VoxelType.UINT64;

import java.util.List;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * A tape worked off in Java, a row of voxels at a time. One thread's; make one per thread.
 *
 * <p>Real values are held as double, whole ones as long. float32 arithmetic is done in double and rounded to float: for
 * + − × ÷ and the square root that gives the very bits of float arithmetic, since double has more than twice the digits.
 */
final class Evaluation {
    private final Tape tape;
    private final List<double[]> scalars;
    private final Object[] columns;
    private final int capacity;

    Evaluation(Tape tape, List<double[]> scalars, int capacity) {
        this.tape = tape;
        this.scalars = scalars;
        this.capacity = capacity;
        columns = new Object[tape.steps().size()];
        for (int s = 0; s < columns.length; s++)
            columns[s] = tape.steps().get(s).type().floating() ? new double[capacity] : new long[capacity];
        for (int s = 0; s < columns.length; s++) if (tape.steps().get(s).uniform()) run(s, capacity);
    }

    /** The value of a uniform step, as Double or Long. */
    Number number(int step) {
        if (columns[step] instanceof double[] d) return d[0];
        return ((long[]) columns[step])[0];
    }

    /** Computes {@code count} voxels of a row: {@code from[i]} is where the row begins in image i. */
    void row(List<Voxels> images, int[] from, Voxels out, int to, int count) {
        if (count > capacity) throw new IllegalArgumentException("a row of " + count + ", room for " + capacity);
        for (int s = 0; s < columns.length; s++) {
            Tape.Step step = tape.steps().get(s);
            if (step.node() instanceof Expression.Image image)
                load(images.get(image.index()), from[image.index()], columns[s], count);
            else if (!step.uniform()) run(s, count);
        }
        store(columns[columns.length - 1], out, to, count);
    }

    private static void load(Voxels image, int from, Object column, int count) {
        if (column instanceof double[] d) for (int i = 0; i < count; i++) d[i] = image.real(from + i);
        else for (int i = 0; i < count; i++) ((long[]) column)[i] = image.integer(from + i);
    }

    private static void store(Object column, Voxels out, int to, int count) {
        if (column instanceof double[] d) for (int i = 0; i < count; i++) out.setReal(to + i, d[i]);
        else for (int i = 0; i < count; i++) out.setInteger(to + i, ((long[]) column)[i]);
    }

    private void run(int s, int n) {
        Expression node = tape.steps().get(s).node();
        if (node instanceof Expression.Constant c) java.util.Arrays.fill(reals(s), c.value());
        else if (node instanceof Expression.Scalar c)
            java.util.Arrays.fill(reals(s), scalars.get(c.input())[c.number()]);
        else if (node instanceof Expression.Bound b) bound(b, s, n);
        else if (node instanceof Expression.Cast) cast(s, n);
        else if (node instanceof Expression.Unary u) unary(u, s, n);
        else if (node instanceof Expression.Binary b) binary(b, s, n);
        else if (node instanceof Expression.Fma) fma(s, n);
        else if (node instanceof Expression.Compare c) compare(c, s, n);
        else if (node instanceof Expression.Select) select(s, n);
        else throw new IllegalStateException("no evaluation of " + node);
    }

    private int operand(int s, int k) {
        return tape.steps().get(s).operands().get(k);
    }

    private VoxelType type(int s) {
        return tape.steps().get(s).type();
    }

    private double[] reals(int s) {
        return (double[]) columns[s];
    }

    private long[] integers(int s) {
        return (long[]) columns[s];
    }

    private void bound(Expression.Bound b, int s, int n) {
        double[] in = reals(operand(s, 0));
        boolean narrow = b.type().bytes() == 4;
        for (int i = 0; i < n; i++)
            if (b.type() == FLOAT32) reals(s)[i] = b.relation().asFloat(in[i]);
            else
                integers(s)[i] = b.relation()
                        .asInteger(
                                in[i],
                                narrow ? Integer.MIN_VALUE : Long.MIN_VALUE,
                                narrow ? Integer.MAX_VALUE : Long.MAX_VALUE);
    }

    private void cast(int s, int n) {
        int from = operand(s, 0);
        VoxelType to = type(s);
        boolean unsigned = type(from) == UINT64;
        if (columns[from] instanceof double[] in) {
            if (to == FLOAT32) for (int i = 0; i < n; i++) reals(s)[i] = (float) in[i];
            else if (to.floating()) System.arraycopy(in, 0, reals(s), 0, n);
            else for (int i = 0; i < n; i++) integers(s)[i] = Voxels.saturate(to, in[i]);
        } else {
            long[] in = integers(from);
            if (to == FLOAT32) for (int i = 0; i < n; i++) reals(s)[i] = Integers.toFloat(in[i], unsigned);
            else if (to.floating()) for (int i = 0; i < n; i++) reals(s)[i] = Integers.toDouble(in[i], unsigned);
            else for (int i = 0; i < n; i++) integers(s)[i] = Integers.saturate(to, in[i], unsigned);
        }
    }

    private void unary(Expression.Unary u, int s, int n) {
        double[] in = reals(operand(s, 0)), out = reals(s);
        for (int i = 0; i < n; i++) out[i] = u.function().apply(in[i]);
        round(s, n);
    }

    private void binary(Expression.Binary b, int s, int n) {
        if (!type(s).floating()) {
            integers(b.operator(), s, n);
            return;
        }
        double[] left = reals(operand(s, 0)), right = reals(operand(s, 1)), out = reals(s);
        for (int i = 0; i < n; i++) out[i] = b.operator().apply(left[i], right[i]);
        round(s, n);
    }

    private void integers(Operator operator, int s, int n) {
        long[] left = integers(operand(s, 0)), right = integers(operand(s, 1)), out = integers(s);
        boolean unsigned = type(s) == UINT64;
        if (operator == Operator.ADD) for (int i = 0; i < n; i++) out[i] = Integers.sum(left[i], right[i], unsigned);
        else if (operator == Operator.SUBTRACT)
            for (int i = 0; i < n; i++) out[i] = Integers.difference(left[i], right[i], unsigned);
        else choose(operator == Operator.MINIMUM, unsigned, left, right, out, n);
    }

    private static void choose(boolean minimum, boolean unsigned, long[] left, long[] right, long[] out, int n) {
        long flip = unsigned ? Long.MIN_VALUE : 0;
        for (int i = 0; i < n; i++) out[i] = (left[i] ^ flip) < (right[i] ^ flip) == minimum ? left[i] : right[i];
    }

    private void fma(int s, int n) {
        double[] a = reals(operand(s, 0)), b = reals(operand(s, 1)), c = reals(operand(s, 2)), out = reals(s);
        if (type(s) == FLOAT32) for (int i = 0; i < n; i++) out[i] = Math.fma((float) a[i], (float) b[i], (float) c[i]);
        else for (int i = 0; i < n; i++) out[i] = Math.fma(a[i], b[i], c[i]);
    }

    private void round(int s, int n) {
        double[] out = reals(s);
        if (type(s) == FLOAT32) for (int i = 0; i < n; i++) out[i] = (float) out[i];
    }

    private void compare(Expression.Compare c, int s, int n) {
        int l = operand(s, 0), r = operand(s, 1);
        long[] out = integers(s);
        if (columns[l] instanceof double[] left) {
            double[] right = reals(r);
            for (int i = 0; i < n; i++) out[i] = c.relation().holds(left[i], right[i]) ? 1 : 0;
            return;
        }
        long[] left = integers(l);
        boolean unsigned = type(l) == UINT64;
        for (int i = 0; i < n; i++) {
            int sign = columns[r] instanceof double[] right
                    ? Integers.compare(left[i], unsigned, right[i])
                    : Integers.compare(left[i], unsigned, integers(r)[i], type(r) == UINT64);
            out[i] = c.relation().holds(sign) ? 1 : 0;
        }
    }

    private void select(int s, int n) {
        long[] condition = integers(operand(s, 0));
        Object then = columns[operand(s, 1)], otherwise = columns[operand(s, 2)];
        if (columns[s] instanceof double[] out)
            for (int i = 0; i < n; i++) out[i] = (condition[i] != 0 ? (double[]) then : (double[]) otherwise)[i];
        else for (int i = 0; i < n; i++) integers(s)[i] = (condition[i] != 0 ? (long[]) then : (long[]) otherwise)[i];
    }
}
