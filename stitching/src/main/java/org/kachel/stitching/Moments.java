package org.kachel.stitching;

import java.math.BigInteger;

/** Numbers derived from exact sums without cancellation: the differences are exact, only the result is rounded. */
final class Moments {
    private Moments() {}

    /** The population standard deviation √(n·Σv² − (Σv)²) / n of row {@code row}. */
    static double standardDeviation(long n, ExactSums sum, ExactSums squares, int row) {
        if (sum.isLong() && squares.isLong()) {
            long s = sum.integer(row);
            long q = squares.integer(row);
            long low = n * q - s * s;
            long borrow = Long.compareUnsigned(n * q, s * s) < 0 ? 1 : 0;
            long high = Math.multiplyHigh(n, q) - Math.multiplyHigh(s, s) - borrow;
            if (high == 0 && low >= 0) return Math.sqrt(low) / n;
        }
        BigInteger s = sum.units(row);
        BigInteger nq = squares.units(row).multiply(BigInteger.valueOf(n));
        int exponent = Math.min(squares.unitExponent(), 2 * sum.unitExponent());
        BigInteger difference = nq.shiftLeft(squares.unitExponent() - exponent)
                .subtract(s.multiply(s).shiftLeft(2 * sum.unitExponent() - exponent));
        return squareRoot(difference, exponent) / n;
    }

    /** n·Σab − Σa·Σb of row {@code row}: n² times the central moment of a and b, rounded once. */
    static double central(long n, ExactSums a, ExactSums b, ExactSums products, int row) {
        if (a.isLong() && b.isLong() && products.isLong()) {
            long ab = products.integer(row);
            long low = n * ab - a.integer(row) * b.integer(row);
            long borrow = Long.compareUnsigned(n * ab, a.integer(row) * b.integer(row)) < 0 ? 1 : 0;
            long high = Math.multiplyHigh(n, ab) - Math.multiplyHigh(a.integer(row), b.integer(row)) - borrow;
            if (high == low >> 63) return low;
        }
        return products.units(row)
                .multiply(BigInteger.valueOf(n))
                .subtract(a.units(row).multiply(b.units(row)))
                .doubleValue();
    }

    /** √(value · 2^exponent) for an even exponent. */
    private static double squareRoot(BigInteger value, int exponent) {
        int shift = Math.max(0, value.bitLength() - 62) & ~1;
        long top = value.shiftRight(shift).longValueExact();
        return Math.scalb(Math.sqrt(top), (exponent + shift) / 2);
    }
}
