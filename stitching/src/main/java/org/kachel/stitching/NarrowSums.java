package org.kachel.stitching;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import org.kachel.block.Voxels;

/** Adds the voxels of an 8- or 16-bit integer image, copied out of it row by row, from the first run of a row on. */
final class NarrowSums extends LongSums {
    /** Voxels copied at a time: Σv of as many fits an int. */
    private static final int WINDOW = 2048;

    private final RunLabels labels;
    private final Voxels image;
    private final ByteBuffer bytes;
    private final ShortBuffer shorts;
    private final byte[] narrow;
    private final short[] values;
    private final int flip;
    private int rowStart;
    private int from;
    private int end;

    NarrowSums(RunLabels labels, Voxels image, IntensityColumns out) {
        super(labels, out);
        this.labels = labels;
        this.image = image;
        this.bytes = image.bytes();
        this.shorts = bytes.asShortBuffer();
        this.values = new short[Math.min(WINDOW, labels.size(0))];
        this.narrow = image.type().bytes() == 1 ? new byte[values.length] : null;
        this.flip = image.type().signed() ? 0x8000 : 0;
    }

    @Override
    void row(int y, int z) {
        super.row(y, z);
        rowStart = image.index(labels.min(0), labels.min(1) + y, labels.min(2) + z);
        end = 0;
    }

    @Override
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
        long squares = 0;
        int min = Integer.MAX_VALUE;
        int max = Integer.MIN_VALUE;
        for (int i = x - from, last = i + n; i < last; i++) {
            int value = ((row[i] ^ sign) & 0xffff) - sign;
            sum += value;
            sumOfSums += sum;
            squares += (long) value * value;
            if (value < min) min = value;
            if (value > max) max = value;
        }
        add(part, sum, squares, (long) (x + n) * sum - sumOfSums, min, max);
    }
}
