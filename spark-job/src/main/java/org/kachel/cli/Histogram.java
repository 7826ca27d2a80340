package org.kachel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import net.imglib2.Interval;
import org.kachel.block.BlockGrid;
import org.kachel.block.Voxels;
import org.kachel.block.io.Volume;

/**
 * How grey values are spread.
 *
 * @param counts of equal bins between minimum and maximum, both inclusive
 * @param strange voxels that are not a finite number, left out of the rest
 */
record Histogram(double minimum, double maximum, double mean, long strange, long[] counts) {
    private static final int BINS = 16;
    private static final long MAX_BLOCK = 1 << 24;

    /** Reads the volume twice, a few chunks at a time. */
    static Histogram of(Volume volume) throws IOException {
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 0, 0};
        each(volume, v -> {
            if (!Double.isFinite(v)) {
                range[4]++;
                return;
            }
            range[0] = Math.min(range[0], v);
            range[1] = Math.max(range[1], v);
            range[2] += v;
            range[3]++;
        });
        long[] counts = new long[BINS];
        double width = (range[1] - range[0]) / BINS;
        each(volume, v -> {
            if (Double.isFinite(v)) counts[width > 0 ? Math.min(BINS - 1, (int) ((v - range[0]) / width)) : 0]++;
        });
        return new Histogram(range[0], range[1], range[2] / range[3], (long) range[4], counts);
    }

    void print(PrintWriter out) {
        out.printf(Locale.ROOT, "%-10s %s to %s, mean %.6g%n", "values", number(minimum), number(maximum), mean);
        if (strange > 0) out.printf("%-10s %d voxels are infinite or not a number%n", "", strange);
        long most = 1;
        for (long c : counts) most = Math.max(most, c);
        double width = (maximum - minimum) / counts.length;
        for (int k = 0; k < counts.length; k++)
            out.printf(Locale.ROOT, "%12s %12d %s%n", number(minimum + k * width), counts[k], "#".repeat((int)
                            (40 * counts[k] / most)));
    }

    private static String number(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e15
                ? Long.toString((long) v)
                : String.format(Locale.ROOT, "%.5g", v);
    }

    private static void each(Volume volume, DoubleConsumer consumer) throws IOException {
        Interval whole = volume.interval();
        int[] block = volume.chunkSize();
        for (int axis = 0; axis < 3; axis++)
            while (block[axis] < whole.dimension(axis) && 2L * block[0] * block[1] * block[2] <= MAX_BLOCK)
                block[axis] *= 2;
        BlockGrid grid = new BlockGrid(whole.dimensionsAsLongArray(), block);
        for (long b = 0; b < grid.count(); b++) {
            Voxels voxels = Voxels.zeros(volume.type(), grid.target(b));
            volume.read(voxels);
            for (int i = 0; i < voxels.count(); i++) consumer.accept(voxels.real(i));
        }
    }
}
