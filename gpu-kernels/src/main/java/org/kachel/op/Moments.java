package org.kachel.op;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * Sum, mean or population standard deviation, free of order: voxels become whole numbers q = rint(v · 2ˢ), whose sums and sums
 * of squares are exact. s is 0 where that leaves |q| ≤ 2³², as in integer images of at most 32 bits, so those results are
 * exact but for the last rounding to double. Other images take s such that the largest |q| lies between 2³⁰ and 2³¹: each voxel
 * is then off by at most 2⁻³¹ of the largest.
 *
 * <p>The scalar input is that of {@link MinimumMaximum}. A partial is {@code [count, s, 4 digits of Σq, 4 digits of Σq²]}, digits
 * to base 2⁴⁰, lowest first, the highest signed.
 */
record Moments(Statistic statistic) implements Reduction {
    /** What is asked for. */
    enum Statistic {
        SUM,
        MEAN,
        STANDARD_DEVIATION;

        String kebab() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final int DIGITS = 4, BITS = 40;

    @Override
    public String name() {
        return statistic.kebab();
    }

    /** The power of two that a voxel is multiplied with. */
    private static int shift(boolean floating, double[] extremes) {
        double largest = Math.max(Math.abs(extremes[0]), Math.abs(extremes[1]));
        boolean whole = !floating && largest < 0x1p32;
        return whole || !(largest > 0) || Double.isInfinite(largest)
                ? 0
                : Math.min(1000, 30 - Math.getExponent(largest));
    }

    @Override
    public double[] enqueue(Lane lane, DeviceImage in, List<double[]> scalars) {
        int shift = shift(in.type().floating(), scalars.get(0));
        ByteBuffer part = Groups.of(lane, in.count())
                .reduce(
                        lane,
                        Groups.program(lane, Moments.class, in.type(), Map.of()),
                        "moments",
                        24,
                        in.buffer(),
                        in.count(),
                        Math.scalb(1.0, shift));
        BigInteger squares = BigInteger.valueOf(part.getLong(8))
                .add(BigInteger.valueOf(part.getLong(16)).shiftLeft(32));
        return pack(in.count(), shift, BigInteger.valueOf(part.getLong(0)), squares);
    }

    @Override
    public double[] reference(Voxels in, List<double[]> scalars) {
        int shift = shift(in.type().floating(), scalars.get(0));
        double scale = Math.scalb(1.0, shift);
        BigInteger sum = BigInteger.ZERO, squares = BigInteger.ZERO;
        for (int i = 0; i < in.count(); i++) {
            BigInteger q = BigInteger.valueOf((long) Math.rint(in.real(i) * scale));
            sum = sum.add(q);
            squares = squares.add(q.multiply(q));
        }
        return pack(in.count(), shift, sum, squares);
    }

    @Override
    public double[] merge(double[] a, double[] b) {
        return pack(
                (long) (a[0] + b[0]),
                (int) a[1],
                unpack(a, 2).add(unpack(b, 2)),
                unpack(a, 2 + DIGITS).add(unpack(b, 2 + DIGITS)));
    }

    private static double[] pack(long count, int shift, BigInteger sum, BigInteger squares) {
        double[] result = new double[2 + 2 * DIGITS];
        result[0] = count;
        result[1] = shift;
        digits(sum, result, 2);
        digits(squares, result, 2 + DIGITS);
        return result;
    }

    private static void digits(BigInteger value, double[] into, int at) {
        BigInteger mask = BigInteger.ONE.shiftLeft(BITS).subtract(BigInteger.ONE);
        for (int d = 0; d < DIGITS - 1; d++)
            into[at + d] = value.shiftRight(BITS * d).and(mask).longValue();
        into[at + DIGITS - 1] = value.shiftRight(BITS * (DIGITS - 1)).longValue();
    }

    private static BigInteger unpack(double[] from, int at) {
        BigInteger value = BigInteger.ZERO;
        for (int d = DIGITS - 1; d >= 0; d--)
            value = value.shiftLeft(BITS).add(BigInteger.valueOf((long) from[at + d]));
        return value;
    }

    @Override
    public double[] finish(double[] merged) {
        BigDecimal n = BigDecimal.valueOf((long) merged[0]);
        BigDecimal sum = new BigDecimal(unpack(merged, 2)), squares = new BigDecimal(unpack(merged, 2 + DIGITS));
        BigDecimal result = switch (statistic) {
            case SUM -> sum;
            case MEAN -> sum.divide(n, MathContext.DECIMAL128);
            case STANDARD_DEVIATION ->
                n.multiply(squares)
                        .subtract(sum.pow(2))
                        .sqrt(MathContext.DECIMAL128)
                        .divide(n, MathContext.DECIMAL128);
        };
        return new double[] {Math.scalb(result.doubleValue(), -(int) merged[1])};
    }
}
