package org.kachel.op.expression;

import org.kachel.block.VoxelType;

/** 64-bit integers, signed or unsigned, against other numbers: all exact, or rounded once to nearest even. */
final class Integers {
    private Integers() {}

    static float toFloat(long v, boolean unsigned) {
        return !unsigned || v >= 0 ? (float) v : (float) ((v >>> 1) | (v & 1)) * 2;
    }

    static double toDouble(long v, boolean unsigned) {
        return !unsigned || v >= 0 ? (double) v : (double) ((v >>> 1) | (v & 1)) * 2;
    }

    static long saturate(VoxelType type, long v, boolean unsigned) {
        boolean huge = unsigned && v < 0;
        int bits = 8 * type.bytes();
        if (type == VoxelType.UINT64) return huge ? v : Math.max(0, v);
        long max = type.signed() ? -1L >>> (65 - bits) : (1L << bits) - 1;
        long min = type.signed() ? -max - 1 : 0;
        return huge ? max : Math.max(min, Math.min(max, v));
    }

    /** a + b as a 64-bit integer, saturated. */
    static long sum(long a, long b, boolean unsigned) {
        long sum = a + b;
        if (unsigned) return Long.compareUnsigned(sum, a) < 0 ? -1 : sum;
        return ((a ^ sum) & (b ^ sum)) < 0 ? end(a) : sum;
    }

    /** a − b as a 64-bit integer, saturated. */
    static long difference(long a, long b, boolean unsigned) {
        if (unsigned) return Long.compareUnsigned(a, b) < 0 ? 0 : a - b;
        long difference = a - b;
        return ((a ^ b) & (a ^ difference)) < 0 ? end(a) : difference;
    }

    private static long end(long sign) {
        return sign < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** −1, 0 or 1. */
    static int compare(long a, boolean unsignedA, long b, boolean unsignedB) {
        boolean hugeA = unsignedA && a < 0;
        boolean hugeB = unsignedB && b < 0;
        return hugeA == hugeB ? Long.compare(a, b) : hugeA ? 1 : -1;
    }

    /** −1, 0 or 1; 2 where {@code b} is NaN. */
    static int compare(long a, boolean unsigned, double b) {
        if (Double.isNaN(b)) return 2;
        if (unsigned && a < 0) {
            if (b < 0x1p63) return 1;
            if (b >= 0x1p64) return -1;
            return Long.compare(a - Long.MIN_VALUE, (long) (b - 0x1p63));
        }
        if (b >= 0x1p63) return -1;
        if (b < -0x1p63) return 1;
        long whole = (long) b;
        return a != whole ? Long.compare(a, whole) : Double.compare(0, b - whole + 0.0);
    }
}
