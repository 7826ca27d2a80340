package org.kachel.stitching;

import java.io.Serializable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A column of exact sums: integers and doubles are added without rounding, in any order and grouping, and rounded once, to
 * nearest-even, when they are read.
 *
 * <pre>
 *   row r = Σ words[r·width + i] · 2^(64·(base + i)),  two's complement, i = 0 … width − 1
 * </pre>
 *
 * The window {@code base, width} is the same for all rows and grows as values need it: 8 bytes per row for integers until a sum
 * passes 2⁶², at most 560 for doubles from the smallest to the largest.
 *
 * <p>Infinities and NaN follow IEEE 754: a row with +∞ is +∞, with both infinities or any NaN it is NaN.
 *
 * <p>*Source*: Kulisch's long accumulator.
 */
public final class ExactSums implements Serializable {
    private static final long serialVersionUID = 1;
    static final byte NAN = 1;
    static final byte POSITIVE_INFINITY = 2;
    static final byte NEGATIVE_INFINITY = 4;

    private final int rows;
    private int base;
    private int width = 1;
    private long[] words;
    private byte[] special;

    /** Zeros. */
    public ExactSums(int rows) {
        this.rows = rows;
        this.words = new long[rows];
    }

    public int rows() {
        return rows;
    }

    /** Adds an integer. */
    public void add(int row, long value) {
        addWords(row, 0, fits(value) ? 1 : 2, value, value >> 63, 0);
    }

    /** The rows of a fresh column as they are, for who adds to them and knows that all stay within ±2⁶². */
    long[] longs() {
        if (!isLong()) throw new IllegalStateException("sums of %d words from word %d".formatted(width, base));
        return words;
    }

    /** Adds {@code factors[row]} · {@code factor} to each row, exactly. */
    void addProducts(long[] factors, long factor) {
        for (int row = 0; row < rows; row++) addProduct(row, factors[row], factor, 0);
    }

    /** Adds a double, exactly. */
    public void add(int row, double value) {
        if (Double.isFinite(value)) addScaled(row, Doubles.mantissa(value), Doubles.exponent(value));
        else addSpecial(row, value);
    }

    /** Adds a · b · 2^exponent, exactly; the exponent may be anything between two doubles'. */
    void addProduct(int row, long a, long b, int exponent) {
        addWide(row, Math.multiplyHigh(a, b), a * b, exponent);
    }

    /** Adds the signed {@code value} · 2^exponent. */
    void addScaled(int row, long value, int exponent) {
        if (exponent == 0) add(row, value);
        else addWide(row, value >> 63, value, exponent);
    }

    /** Adds the signed 128-bit hi:lo · 2^exponent. */
    void addWide(int row, long high, long low, int exponent) {
        int word = exponent >> 6;
        int shift = exponent & 63;
        long w0 = low << shift;
        long w1 = shift == 0 ? high : (high << shift) | (low >>> (64 - shift));
        long w2 = shift == 0 ? high >> 63 : high >> (64 - shift);
        if (w0 != 0) addTrimmed(row, word, w0, w1, w2);
        else if (w1 != 0) addTrimmed(row, word + 1, w1, w2, w2 >> 63);
        else addTrimmed(row, word + 2, w2, w2 >> 63, w2 >> 63);
    }

    private void addTrimmed(int row, int word, long w0, long w1, long w2) {
        if (w1 == w0 >> 63 && w2 == w1 && fits(w0)) {
            if (w0 != 0) addWords(row, word, 1, w0, 0, 0);
        } else addWords(row, word, w2 == w1 >> 63 && fits(w1) ? 2 : 3, w0, w1, w2);
    }

    /** Whether the two top bits are equal, so that the sum of two such words cannot overflow. */
    private static boolean fits(long word) {
        return (word ^ (word << 1)) >= 0;
    }

    /** Adds {@code n} words at {@code word}, sign-extended; the highest of them {@link #fits}. */
    private void addWords(int row, int word, int n, long w0, long w1, long w2) {
        if (word < base || word + n > base + width) widen(Math.min(word, base), Math.max(word + n, base + width));
        int i = row * width + word - base;
        int end = (row + 1) * width;
        long carry = addAt(i++, w0, 0);
        if (n > 1) carry = addAt(i++, w1, carry);
        if (n > 2) carry = addAt(i++, w2, carry);
        extend(i, end, (n == 1 ? w0 : n == 2 ? w1 : w2) >> 63, carry);
    }

    /** Carries on with the sign word until it changes nothing, then makes room if the row's top got close to overflow. */
    private void extend(int from, int end, long sign, long carry) {
        long rest = carry;
        for (int i = from; i < end && sign + rest != 0; i++) rest = addAt(i, sign, rest);
        if (!fits(words[end - 1])) widen(base, base + width + 1);
    }

    private long addAt(int i, long value, long carry) {
        long old = words[i];
        long sum = old + value;
        long result = sum + carry;
        words[i] = result;
        boolean over = Long.compareUnsigned(sum, old) < 0 || Long.compareUnsigned(result, sum) < 0;
        return over ? 1 : 0;
    }

    private void widen(int newBase, int newEnd) {
        int newWidth = newEnd - newBase;
        if ((long) rows * newWidth > Integer.MAX_VALUE - 16)
            throw new IllegalStateException(
                    "%d sums of %d words do not fit one table; split it".formatted(rows, newWidth));
        long[] wider = new long[rows * newWidth];
        for (int r = 0; r < rows; r++) {
            int to = r * newWidth + base - newBase;
            System.arraycopy(words, r * width, wider, to, width);
            long sign = words[r * width + width - 1] >> 63;
            if (sign != 0) Arrays.fill(wider, to + width, (r + 1) * newWidth, sign);
        }
        words = wider;
        base = newBase;
        width = newWidth;
    }

    /** Adds row {@code otherRow} of another column. */
    public void add(int row, ExactSums other, int otherRow) {
        if (other.base < base || other.base + other.width > base + width)
            widen(Math.min(base, other.base), Math.max(base + width, other.base + other.width));
        int i = row * width + other.base - base;
        int from = otherRow * other.width;
        long carry = 0;
        for (int k = 0; k < other.width; k++) carry = addAt(i++, other.words[from + k], carry);
        extend(i, (row + 1) * width, other.words[from + other.width - 1] >> 63, carry);
        if (other.special != null && other.special[otherRow] != 0) flag(row, other.special[otherRow]);
    }

    /** The rows {@code from} until {@code to}, as a column of their own. */
    public ExactSums rows(int from, int to) {
        ExactSums some = new ExactSums(to - from);
        some.base = base;
        some.width = width;
        some.words = Arrays.copyOfRange(words, from * width, to * width);
        if (special != null) some.special = Arrays.copyOfRange(special, from, to);
        return some.trim();
    }

    /** Gives back words that no row needs; afterwards equal sums are equal columns. */
    public ExactSums trim() {
        int low = 0;
        while (low < width - 1 && base + low < 0 && allZero(low)) low++;
        int high = width;
        while (high - 1 > low && base + high - 1 > 0 && topUnneeded(high - 1)) high--;
        if (low > 0 || high < width) cut(low, high);
        dropSpecial();
        return this;
    }

    private void dropSpecial() {
        if (special == null) return;
        for (byte flags : special) if (flags != 0) return;
        special = null;
    }

    private boolean allZero(int word) {
        for (int i = word; i < words.length; i += width) if (words[i] != 0) return false;
        return true;
    }

    private boolean topUnneeded(int word) {
        for (int i = word; i < words.length; i += width)
            if (words[i] != words[i - 1] >> 63 || !fits(words[i - 1])) return false;
        return true;
    }

    private void cut(int low, int high) {
        int newWidth = high - low;
        long[] narrow = new long[rows * newWidth];
        for (int r = 0; r < rows; r++) System.arraycopy(words, r * width + low, narrow, r * newWidth, newWidth);
        words = narrow;
        base += low;
        width = newWidth;
    }

    void addSpecial(int row, double value) {
        flag(row, Double.isNaN(value) ? NAN : value > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY);
    }

    private void flag(int row, byte flags) {
        if (special == null) special = new byte[rows];
        special[row] |= flags;
    }

    /** Which of NaN, +∞ and −∞ were added. */
    byte special(int row) {
        return special == null ? 0 : special[row];
    }

    /** The sum, rounded to the nearest double, ties to even. */
    public double value(int row) {
        int flags = special(row);
        if (flags == POSITIVE_INFINITY) return Double.POSITIVE_INFINITY;
        if (flags == NEGATIVE_INFINITY) return Double.NEGATIVE_INFINITY;
        if (flags != 0) return Double.NaN;
        if (width == 1 && base == 0) return words[row];
        return Doubles.round(Arrays.copyOfRange(words, row * width, (row + 1) * width), 64 * base);
    }

    /** Whether {@link #integer} holds the row's whole value. */
    boolean isLong() {
        return width == 1 && base == 0 && special == null;
    }

    long integer(int row) {
        return words[row];
    }

    /** The finite part of the row, as an integer multiple of 2^{@link #unitExponent}. */
    BigInteger units(int row) {
        byte[] bytes = new byte[8 * width];
        for (int i = 0; i < width; i++) ByteBuffer.wrap(bytes).putLong(8 * (width - 1 - i), words[row * width + i]);
        return new BigInteger(bytes);
    }

    int unitExponent() {
        return 64 * base;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExactSums that
                && rows == that.rows
                && base == that.base
                && width == that.width
                && Arrays.equals(words, that.words)
                && Arrays.equals(special, that.special);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }
}
