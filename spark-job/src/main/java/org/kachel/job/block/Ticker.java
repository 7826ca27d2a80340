package org.kachel.job.block;

import java.util.function.LongConsumer;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/** Tells the driver's progress bar of a finished block, where tasks run in the driver's own process. */
public final class Ticker {
    private static volatile LongConsumer listener = voxels -> {};

    private Ticker() {}

    public static void listen(LongConsumer voxels) {
        listener = voxels;
    }

    static void tick(Interval target) {
        listener.accept(Intervals.numElements(target));
    }
}
