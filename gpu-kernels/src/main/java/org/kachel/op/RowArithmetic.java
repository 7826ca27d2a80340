package org.kachel.op;

import java.util.stream.IntStream;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.op.SeparableFilter.Fold;

/**
 * The arithmetic of {@link SeparableReference} on rows: float32 for weighted sums and means of floats, int64 for integers,
 * float64 for minima and maxima of floats.
 *
 * @param <A> {@code float[]}, {@code long[]} or {@code double[]}
 */
interface RowArithmetic<A> {
    A zeros(int count);

    /** The first {@code count} voxels from index {@code at} on. */
    void load(Voxels from, int at, A into, int count);

    /** Folds {@code count} values of {@code from} into {@code into}, as tap {@code k} of {@code axis}. */
    void tap(int axis, int k, A from, int fromAt, A into, int intoAt, int count);

    /** Turns what was folded into all voxels of {@code into}. */
    void store(A from, Voxels into);

    static RowArithmetic<?> of(SeparableFilter filter, Voxels in) {
        boolean order = filter.fold() == Fold.MINIMUM || filter.fold() == Fold.MAXIMUM;
        long divisor = filter.fold() == Fold.SUM ? filter.boxVoxels() : 1;
        if (order && in.type().floating()) return new Doubles(filter.fold() == Fold.MINIMUM);
        if (order) return new Longs(filter.fold(), in.type() == VoxelType.UINT64, 1);
        if (filter.working(in.type()) == VoxelType.FLOAT32) return new Floats(filter.weights(), divisor);
        return new Longs(Fold.SUM, false, divisor);
    }

    /** {@code sum / count}, rounded as on the device: a product, then one correction by two fma. */
    static float quotient(float sum, long count) {
        float divisor = count, reciprocal = (float) (1.0 / count);
        float q = sum * reciprocal;
        return Float.isFinite(q) ? Math.fma(Math.fma(-q, divisor, sum), reciprocal, q) : q;
    }

    /** The voxel as float32, rounded once. */
    static float real(Voxels from, int index) {
        return switch (from.type()) {
            case FLOAT32 -> from.bytes().getFloat(4 * index);
            case FLOAT64 -> (float) from.bytes().getDouble(8 * index);
            case UINT64 -> {
                long bits = from.bytes().getLong(8 * index);
                yield bits >= 0 ? (float) bits : 2 * (float) ((bits >>> 1) | (bits & 1));
            }
            default -> (float) from.integer(index);
        };
    }

    /** Weighted sums, or plain ones where there are no weights. */
    record Floats(float[][] weights, long divisor) implements RowArithmetic<float[]> {
        @Override
        public float[] zeros(int count) {
            return new float[count];
        }

        @Override
        public void load(Voxels from, int at, float[] into, int count) {
            for (int i = 0; i < count; i++) into[i] = real(from, at + i);
        }

        @Override
        public void tap(int axis, int k, float[] from, int fromAt, float[] into, int intoAt, int count) {
            if (weights != null && weights[axis].length > 1) {
                float w = weights[axis][k];
                for (int i = 0; i < count; i++) into[intoAt + i] = Math.fma(w, from[fromAt + i], into[intoAt + i]);
            } else if (k == 0) System.arraycopy(from, fromAt, into, intoAt, count);
            else for (int i = 0; i < count; i++) into[intoAt + i] += from[fromAt + i];
        }

        @Override
        public void store(float[] from, Voxels into) {
            IntStream.range(0, from.length)
                    .forEach(i -> into.bytes().putFloat(4 * i, divisor == 1 ? from[i] : quotient(from[i], divisor)));
        }
    }

    /** Sums, minima and maxima of integers. */
    record Longs(Fold fold, boolean unsigned, long divisor) implements RowArithmetic<long[]> {
        @Override
        public long[] zeros(int count) {
            return new long[count];
        }

        @Override
        public void load(Voxels from, int at, long[] into, int count) {
            for (int i = 0; i < count; i++) into[i] = from.integer(at + i);
        }

        @Override
        public void tap(int axis, int k, long[] from, int fromAt, long[] into, int intoAt, int count) {
            if (k == 0) System.arraycopy(from, fromAt, into, intoAt, count);
            else if (fold == Fold.SUM) for (int i = 0; i < count; i++) into[intoAt + i] += from[fromAt + i];
            else for (int i = 0; i < count; i++) into[intoAt + i] = better(into[intoAt + i], from[fromAt + i]);
        }

        private long better(long a, long b) {
            long flip = unsigned ? Long.MIN_VALUE : 0;
            return (fold == Fold.MINIMUM) == ((a ^ flip) <= (b ^ flip)) ? a : b;
        }

        @Override
        public void store(long[] from, Voxels into) {
            for (int i = 0; i < from.length; i++)
                if (fold == Fold.SUM) into.bytes().putFloat(4 * i, quotient((float) from[i], divisor));
                else into.setInteger(i, from[i]);
        }
    }

    /** Minima and maxima of floats; NaN counts as absent. */
    record Doubles(boolean minimum) implements RowArithmetic<double[]> {
        @Override
        public double[] zeros(int count) {
            return new double[count];
        }

        @Override
        public void load(Voxels from, int at, double[] into, int count) {
            for (int i = 0; i < count; i++) into[i] = from.real(at + i);
        }

        @Override
        public void tap(int axis, int k, double[] from, int fromAt, double[] into, int intoAt, int count) {
            if (k == 0) System.arraycopy(from, fromAt, into, intoAt, count);
            else for (int i = 0; i < count; i++) into[intoAt + i] = better(into[intoAt + i], from[fromAt + i]);
        }

        private double better(double a, double b) {
            if (Double.isNaN(a)) return b;
            if (Double.isNaN(b)) return a;
            return minimum ? Math.min(a, b) : Math.max(a, b);
        }

        @Override
        public void store(double[] from, Voxels into) {
            for (int i = 0; i < from.length; i++) into.setReal(i, from[i]);
        }
    }
}
