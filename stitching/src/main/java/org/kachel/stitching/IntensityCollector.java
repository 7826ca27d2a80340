package org.kachel.stitching;

import java.nio.ByteBuffer;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * Adds the voxels of one intensity image to the rows of a block's parts, run by run.
 *
 * <p>A run is taken in pieces of at most {@value #CHUNK} voxels, as integers v·2^unit with |v| < 2^48: then Σv and Σv·i (i
 * counts from the start of the piece) fit a long, Σv² fits two, and the exact sums are touched five times a piece. Only
 * 64-bit integers, doubles, and floats of very different size go voxel by voxel.
 */
final class IntensityCollector {
    static final int CHUNK = 256;
    private static final int BITS = 46;

    private final RunLabels labels;
    private final ByteBuffer bytes;
    private final Voxels image;
    private final IntensityColumns out;
    private final long[] values = new long[CHUNK];
    private int unit;

    IntensityCollector(RunLabels labels, Voxels image, IntensityColumns out) {
        this.labels = labels;
        this.image = image;
        this.bytes = image.bytes();
        this.out = out;
    }

    void collect() {
        labels.forEach((x, y, z, length, part) -> {
            int at = image.index(x, y, z);
            for (int from = 0; from < length; from += CHUNK)
                piece(part - 1, at + from, Math.min(CHUNK, length - from), x + from, y, z);
        });
    }

    private void piece(int row, int at, int n, long x, long y, long z) {
        if (!load(row, at, n)) {
            for (int i = 0; i < n; i++) single(row, at + i, x + i, y, z);
            return;
        }
        boolean narrow = image.type().bytes() <= 2;
        long sum = 0;
        long steps = 0;
        for (int i = 0; i < n; i++) {
            sum += values[i];
            steps += values[i] * i;
        }
        if (narrow) addNarrowSquares(row, n);
        else addSquares(row, n);
        out.sum.addScaled(row, sum, unit);
        addMoment(row, 0, sum, x, steps);
        addMoment(row, 1, sum, y, 0);
        addMoment(row, 2, sum, z, 0);
    }

    /** Adds (sum · position + steps) · 2^unit. */
    private void addMoment(int row, int axis, long sum, long position, long steps) {
        long low = sum * position;
        long total = low + steps;
        long carry = Long.compareUnsigned(total, low) < 0 ? 1 : 0;
        long high = Math.multiplyHigh(sum, position) + (steps >> 63) + carry;
        if (unit == 0 && high == total >> 63) out.moments[axis].add(row, total);
        else out.moments[axis].addWide(row, high, total, unit);
    }

    private void addNarrowSquares(int row, int n) {
        long squares = 0;
        for (int i = 0; i < n; i++) squares += values[i] * values[i];
        out.squares.add(row, squares);
    }

    private void addSquares(int row, int n) {
        long low = 0;
        long middle = 0;
        long high = 0;
        for (int i = 0; i < n; i++) {
            long v = values[i];
            long square = v * v;
            low += square & 0xffffffffL;
            middle += square >>> 32;
            high += Math.multiplyHigh(v, v);
        }
        long shifted = low + (middle << 32);
        long carry = Long.compareUnsigned(shifted, low) < 0 ? 1 : 0;
        high += (middle >>> 32) + carry;
        if (unit == 0 && high == 0 && shifted >= 0) out.squares.add(row, shifted);
        else out.squares.addWide(row, high, shifted, 2 * unit);
    }

    /** Fills {@code values} and {@code unit} and notes the extrema; says no where single voxels must be added instead. */
    private boolean load(int row, int at, int n) {
        VoxelType type = image.type();
        switch (type) {
            case UINT8 -> {
                for (int i = 0; i < n; i++) values[i] = bytes.get(at + i) & 0xff;
            }
            case INT8 -> {
                for (int i = 0; i < n; i++) values[i] = bytes.get(at + i);
            }
            case UINT16 -> {
                for (int i = 0; i < n; i++) values[i] = bytes.getShort(2 * (at + i)) & 0xffff;
            }
            case INT16 -> {
                for (int i = 0; i < n; i++) values[i] = bytes.getShort(2 * (at + i));
            }
            case UINT32 -> {
                for (int i = 0; i < n; i++) values[i] = bytes.getInt(4 * (at + i)) & 0xffffffffL;
            }
            case INT32 -> {
                for (int i = 0; i < n; i++) values[i] = bytes.getInt(4 * (at + i));
            }
            case FLOAT32 -> {
                return loadFloats(row, at, n);
            }
            default -> {
                return false;
            }
        }
        noteExtrema(row, n);
        return true;
    }

    private void noteExtrema(int row, int n) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < n; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        out.min[row] = Math.min(out.min[row], min);
        out.max[row] = Math.max(out.max[row], max);
    }

    /** Floats as multiples of the unit of the smallest exponent among them, if the largest fits {@value #BITS} bits then. */
    private boolean loadFloats(int row, int at, int n) {
        int low = 255;
        int high = 1;
        for (int i = 0; i < n; i++) {
            int bits = bytes.getInt(4 * (at + i));
            int field = Math.max(1, (bits >>> 23) & 0xff);
            if (bits << 1 != 0) low = Math.min(low, field);
            high = Math.max(high, field);
        }
        if (high == 255 || high - low > BITS - 24) return false;
        unit = low == 255 ? 0 : low - 150;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < n; i++) {
            int bits = bytes.getInt(4 * (at + i));
            int field = (bits >>> 23) & 0xff;
            long fraction = field == 0 ? bits & 0x7fffff : (bits & 0x7fffff) | 0x800000;
            long magnitude = fraction == 0 ? 0 : fraction << (Math.max(1, field) - low);
            values[i] = bits < 0 ? -magnitude : magnitude;
            int order = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
            min = Math.min(min, order);
            max = Math.max(max, order);
        }
        noteFloats(row, (int) min, (int) max);
        return true;
    }

    private void noteFloats(int row, int min, int max) {
        long low = IntensityColumns.ordered(Float.intBitsToFloat(min ^ ((min >> 31) & Integer.MAX_VALUE)));
        long high = IntensityColumns.ordered(Float.intBitsToFloat(max ^ ((max >> 31) & Integer.MAX_VALUE)));
        out.min[row] = Math.min(out.min[row], low);
        out.max[row] = Math.max(out.max[row], high);
    }

    private void single(int row, int at, long x, long y, long z) {
        if (image.type().floating()) {
            double value = image.real(at);
            if (Double.isFinite(value)) add(row, Doubles.mantissa(value), Doubles.exponent(value), x, y, z);
            else out.sum.addSpecial(row, value);
            if (!Double.isNaN(value)) note(row, IntensityColumns.ordered(value));
            return;
        }
        long value = image.integer(at);
        if (value < 0 && image.type() == VoxelType.UINT64)
            throw new IllegalArgumentException("uint64 intensities of 2^63 and more are not measured: %s at %d, %d, %d"
                    .formatted(Long.toUnsignedString(value), x, y, z));
        add(row, value, 0, x, y, z);
        note(row, value);
    }

    private void note(int row, long ordered) {
        out.min[row] = Math.min(out.min[row], ordered);
        out.max[row] = Math.max(out.max[row], ordered);
    }

    private void add(int row, long value, int exponent, long x, long y, long z) {
        out.sum.addScaled(row, value, exponent);
        out.squares.addProduct(row, value, value, 2 * exponent);
        out.moments[0].addProduct(row, value, x, exponent);
        out.moments[1].addProduct(row, value, y, exponent);
        out.moments[2].addProduct(row, value, z, exponent);
    }
}
