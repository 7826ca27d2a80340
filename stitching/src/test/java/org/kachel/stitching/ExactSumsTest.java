package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumsTest {

    @Test
    void sumsEqualBigDecimalRoundedOnce() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ExactSums sums = new ExactSums(3);
            BigDecimal expected = BigDecimal.ZERO;
            int span = 1 + random.nextInt(2000);
            for (int i = 0; i < 50; i++) {
                double value = anyDouble(random, span);
                if (random.nextInt(4) == 0) {
                    sums.add(1, value);
                    sums.add(1, -value);
                }
                sums.add(1, value);
                sums.add(2, 1.0);
                expected = expected.add(new BigDecimal(value));
            }
            assertThat(sums.value(1)).as("seed %d", seed).isEqualTo(positiveZero(expected.doubleValue()));
            assertThat(sums.value(0)).isEqualTo(0.0);
            assertThat(sums.value(2)).isEqualTo(50.0);
        }
    }

    @Test
    void anyGroupingAndOrderGivesTheSameColumn() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int span = 1 + random.nextInt(2000);
            double[] values =
                    random.doubles(40).map(v -> anyDouble(random, span)).toArray();
            ExactSums forward = new ExactSums(2);
            for (double value : values) forward.add(1, value);
            ExactSums total = new ExactSums(2);
            int i = values.length;
            while (i > 0) {
                ExactSums some = new ExactSums(3);
                for (int n = 1 + random.nextInt(6); n > 0 && i > 0; n--) some.add(2, values[--i]);
                total.add(1, random.nextBoolean() ? Oracle.roundTrip(some.trim()) : some, 2);
            }
            assertThat(total.trim()).as("seed %d", seed).isEqualTo(forward.trim());
            assertThat(Oracle.roundTrip(total)).isEqualTo(total);
            assertThat(total.rows(1, 2).value(0)).isEqualTo(forward.value(1));
        }
    }

    @Test
    void cancellationTiesAndSubnormalsRoundToNearestEven() {
        assertThat(sum(1e300, 1, -1e300)).isEqualTo(1);
        assertThat(sum(0x1p53, 1)).isEqualTo(0x1p53);
        assertThat(sum(0x1p53, 1, Double.MIN_VALUE)).isEqualTo(0x1p53 + 2);
        assertThat(sum(0x1p53, 3)).isEqualTo(0x1p53 + 4);
        assertThat(sum(-0x1p53, -1, -Double.MIN_VALUE)).isEqualTo(-0x1p53 - 2);
        assertThat(sum(Double.MIN_VALUE, Double.MIN_VALUE)).isEqualTo(2 * Double.MIN_VALUE);
        assertThat(sum(Double.MIN_NORMAL, -Double.MIN_VALUE)).isEqualTo(Double.MIN_NORMAL - Double.MIN_VALUE);
        assertThat(sum(-0.0, -0.0)).isEqualTo(0.0);
    }

    @Test
    void sumsBeyondTheLargestDoubleComeBack() {
        assertThat(sum(Double.MAX_VALUE, Double.MAX_VALUE)).isInfinite();
        assertThat(sum(Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void infinitiesAndNanFollowIeee() {
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(sum(1, infinity, 2)).isEqualTo(infinity);
        assertThat(sum(1, -infinity, 2)).isEqualTo(-infinity);
        assertThat(sum(infinity, -infinity)).isNaN();
        assertThat(sum(1, Double.NaN, infinity)).isNaN();
        ExactSums a = new ExactSums(2);
        a.add(0, infinity);
        ExactSums b = new ExactSums(2);
        b.add(0, a, 0);
        assertThat(b.value(0)).isEqualTo(infinity);
        assertThat(b.value(1)).isEqualTo(0);
    }

    @Test
    void integersPast64BitsStayExact() {
        Random random = new Random(1);
        ExactSums sums = new ExactSums(2);
        BigInteger expected = BigInteger.ZERO;
        for (int i = 0; i < 1000; i++) {
            long value =
                    i % 3 == 0 ? Long.MAX_VALUE : i % 7 == 0 ? Long.MIN_VALUE : random.nextLong() >> random.nextInt(64);
            sums.add(1, value);
            expected = expected.add(BigInteger.valueOf(value));
        }
        assertThat(sums.units(1)).isEqualTo(expected);
        assertThat(sums.value(1)).isEqualTo(expected.doubleValue());
    }

    @Test
    void productsAreExactWhereDoublesWouldUnderflowOrOverflow() {
        Random random = new Random(2);
        for (int round = 0; round < 300; round++) {
            ExactSums sums = new ExactSums(1);
            BigDecimal expected = BigDecimal.ZERO;
            for (int i = 0; i < 5; i++) {
                double a = anyDouble(random, 2000);
                double b = anyDouble(random, 2000);
                sums.addProduct(0, Doubles.mantissa(a), Doubles.mantissa(b), Doubles.exponent(a) + Doubles.exponent(b));
                expected = expected.add(new BigDecimal(a).multiply(new BigDecimal(b)));
            }
            assertThat(sums.value(0)).as("round %d", round).isEqualTo(positiveZero(expected.doubleValue()));
        }
    }

    private static double sum(double... values) {
        ExactSums sums = new ExactSums(1);
        for (double value : values) sums.add(0, value);
        return sums.value(0);
    }

    /** Of random sign, mantissa length and an exponent in the {@code span} around 0; subnormal now and then. */
    private static double anyDouble(Random random, int span) {
        double value = random.nextInt(3) == 0 ? 1 + random.nextInt(100) : 1 + random.nextDouble();
        double scaled = Math.scalb(value, random.nextInt(span) - span / 2);
        if (Double.isInfinite(scaled)) scaled = Double.MAX_VALUE;
        if (span > 1900 && random.nextInt(5) == 0) scaled = Double.MIN_VALUE * random.nextInt(1000);
        return random.nextBoolean() ? scaled : -scaled;
    }

    private static double positiveZero(double value) {
        return value == 0 ? 0.0 : value;
    }
}
