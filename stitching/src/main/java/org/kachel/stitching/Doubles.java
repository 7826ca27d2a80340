package org.kachel.stitching;

/** Doubles taken apart and put together. */
final class Doubles {
    private Doubles() {}

    /** The odd integer m (or 0) with {@code value} = m · 2^{@link #exponent}; the value is finite. */
    static long mantissa(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long fraction = bits & 0xfffffffffffffL;
        long whole = (bits & 0x7ff0000000000000L) == 0 ? fraction : fraction | 0x10000000000000L;
        if (whole == 0) return 0;
        long odd = whole >> Long.numberOfTrailingZeros(whole);
        return bits < 0 ? -odd : odd;
    }

    static int exponent(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int field = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & 0xfffffffffffffL;
        if (field == 0) return fraction == 0 ? 0 : -1074 + Long.numberOfTrailingZeros(fraction);
        return field - 1075 + Long.numberOfTrailingZeros(fraction | 0x10000000000000L);
    }

    /** The double nearest to a two's complement number, lowest word first, times 2^exponent; ties to even. Writes into {@code words}. */
    static double round(long[] words, int exponent) {
        boolean negative = words[words.length - 1] < 0;
        if (negative) negate(words);
        int top = words.length - 1;
        while (top >= 0 && words[top] == 0) top--;
        if (top < 0) return 0;
        int lead = Long.numberOfLeadingZeros(words[top]);
        long below = top > 0 ? words[top - 1] : 0;
        long bits = lead == 0 ? words[top] : (words[top] << lead) | (below >>> (64 - lead));
        boolean rest = lead != 0 && below << lead != 0 || lead == 0 && below != 0;
        for (int i = top - 2; i >= 0 && !rest; i--) rest = words[i] != 0;
        double magnitude = roundTop(bits, rest, exponent + 64 * top - lead);
        return negative ? -magnitude : magnitude;
    }

    /** {@code bits} (unsigned, top bit set) and a rest below them, times 2^exponent. */
    private static double roundTop(long bits, boolean rest, int exponent) {
        int keep = Math.min(53, exponent + 64 + 1074);
        if (keep < 0) return 0;
        if (keep == 0) return bits != Long.MIN_VALUE || rest ? Double.MIN_VALUE : 0;
        int drop = 64 - keep;
        long kept = bits >>> drop;
        long half = 1L << (drop - 1);
        long dropped = bits & ((half << 1) - 1);
        boolean up = (dropped & half) != 0 && (dropped != half || rest || (kept & 1) != 0);
        return Math.scalb((double) (up ? kept + 1 : kept), exponent + drop);
    }

    private static void negate(long[] words) {
        long carry = 1;
        for (int i = 0; i < words.length; i++) {
            words[i] = ~words[i] + carry;
            if (words[i] != 0) carry = 0;
        }
    }
}
