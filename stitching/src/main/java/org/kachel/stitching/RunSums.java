package org.kachel.stitching;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import net.imglib2.util.Intervals;
import org.kachel.block.Runs;
import org.kachel.block.VoxelType;

/** Adds what a device found of an image over the runs that the labels were made of. */
final class RunSums extends LongSums {
    private static final int WINDOW = 512;

    private final int count;
    private final LongBuffer[] longs;
    private final IntBuffer[] ints;
    private final long[] sums = new long[WINDOW];
    private final long[] squares = new long[WINDOW];
    private final long[] steps = new long[WINDOW];
    private final int[] min = new int[WINDOW];
    private final int[] max = new int[WINDOW];
    private int next;
    private int at = WINDOW;

    RunSums(RunLabels labels, Runs runs, int image, IntensityColumns out) {
        super(labels, out);
        if (!Intervals.equals(labels.interval(), runs.interval()))
            throw new IllegalArgumentException("the runs of %s are not those of the block %s"
                    .formatted(Intervals.toString(runs.interval()), Intervals.toString(labels.interval())));
        if (!suit(labels, VoxelType.UINT16))
            throw new IllegalArgumentException(
                    "sums over a block of %s may not fit 64 bits".formatted(Intervals.toString(labels.interval())));
        this.count = runs.count();
        this.longs = new LongBuffer[] {runs.sums(image), runs.squares(image), runs.steps(image)};
        this.ints = new IntBuffer[] {runs.min(image), runs.max(image)};
    }

    @Override
    void add(int part, int x, int length) {
        if (at == WINDOW) load();
        int i = at++;
        add(part, sums[i], squares[i], x * sums[i] + steps[i], min[i], max[i]);
    }

    private void load() {
        int n = Math.min(WINDOW, count - next);
        longs[0].get(next, sums, 0, n);
        longs[1].get(next, squares, 0, n);
        longs[2].get(next, steps, 0, n);
        ints[0].get(next, min, 0, n);
        ints[1].get(next, max, 0, n);
        next += n;
        at = 0;
    }
}
