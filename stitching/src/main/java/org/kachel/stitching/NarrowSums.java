package org.kachel.stitching;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * Adds the voxels of an 8- or 16-bit integer image to the rows of a block's parts, run by run, in plain longs.
 *
 * <p>Coordinates count from the block's first voxel until {@link #finish}, so that no sum leaves a long ({@link #suits}).
 * Voxels are copied out of the image row by row, from the first run of a row on.
 */
final class NarrowSums {
    /** Voxels copied at a time: Σv of as many fits an int. */
    private static final int WINDOW = 2048;

    private final RunLabels labels;
    private final Voxels image;
    private final IntensityColumns out;
    private final ByteBuffer bytes;
    private final ShortBuffer shorts;
    private final byte[] narrow;
    private final short[] values;
    private final int flip;
    private final long[] sums;
    private final long[] squares;
    private final long[] momentsX;
    private final long[] momentsY;
    private final long[] momentsZ;
    private int rowStart;
    private int y;
    private int z;
    private int from;
    private int end;

    /** Whether no sum over the whole block can reach 2⁶². */
    static boolean suits(RunLabels labels, VoxelType type) {
        if (type.floating() || type.bytes() > 2) return false;
        int bits = 8 * type.bytes();
        long side = Math.max(labels.size(0), Math.max(labels.size(1), labels.size(2)));
        long voxels = (long) labels.size(0) * labels.size(1) * labels.size(2);
        return voxels < (1L << 62 - bits) / Math.max(side, 1L << bits);
    }

    /** For fresh columns. */
    NarrowSums(RunLabels labels, Voxels image, IntensityColumns out) {
        this.labels = labels;
        this.image = image;
        this.out = out;
        this.bytes = image.bytes();
        this.shorts = bytes.asShortBuffer();
        this.values = new short[Math.min(WINDOW, labels.size(0))];
        this.narrow = image.type().bytes() == 1 ? new byte[values.length] : null;
        this.flip = image.type().signed() ? 0x8000 : 0;
        this.sums = out.sum.longs();
        this.squares = out.squares.longs();
        this.momentsX = out.moments[0].longs();
        this.momentsY = out.moments[1].longs();
        this.momentsZ = out.moments[2].longs();
    }

    /** Which row of the block the runs lie in that follow. */
    void row(int rowY, int rowZ) {
        y = rowY;
        z = rowZ;
        rowStart = image.index(labels.min(0), labels.min(1) + y, labels.min(2) + z);
        end = 0;
    }

    /** Adds {@code length} voxels from {@code x} on; within a row runs come in order. */
    void add(int part, int x, int length) {
        int runEnd = x + length;
        for (int at = x; at < runEnd; ) {
            if (at >= end) load(at);
            int to = Math.min(runEnd, end);
            if (narrow != null) widen(at - from, to - from);
            piece(part, at, to - at);
            at = to;
        }
    }

    private void load(int x) {
        from = x;
        end = Math.min(labels.size(0), x + values.length);
        if (narrow == null) shorts.get(rowStart + x, values, 0, end - x);
        else bytes.get(rowStart + x, narrow, 0, end - x);
    }

    private void widen(int first, int last) {
        for (int i = first; i < last; i++) values[i] = (short) (flip == 0 ? narrow[i] & 0xff : narrow[i]);
    }

    private void piece(int part, int x, int n) {
        short[] row = values;
        int sign = flip;
        int sum = 0;
        long sumOfSums = 0;
        long sumOfSquares = 0;
        int min = Integer.MAX_VALUE;
        int max = Integer.MIN_VALUE;
        for (int i = x - from, last = i + n; i < last; i++) {
            int value = ((row[i] ^ sign) & 0xffff) - sign;
            sum += value;
            sumOfSums += sum;
            sumOfSquares += (long) value * value;
            if (value < min) min = value;
            if (value > max) max = value;
        }
        int r = part - 1;
        sums[r] += sum;
        squares[r] += sumOfSquares;
        momentsX[r] += (long) (x + n) * sum - sumOfSums;
        momentsY[r] += (long) y * sum;
        momentsZ[r] += (long) z * sum;
        if (min < out.min[r]) out.min[r] = min;
        if (max > out.max[r]) out.max[r] = max;
    }

    /** Moves the coordinates to where the block lies. */
    void finish() {
        for (int d = 0; d < 3; d++) out.moments[d].addProducts(sums, labels.min(d));
    }
}
