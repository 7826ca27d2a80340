package org.kachel.job.report;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A phase as a bar that moves, for a person at a terminal. */
final class BarPhase implements Progress.Phase {
    private final ProgressBar bar;
    private final long start = System.nanoTime();
    private long voxelsDone;
    private boolean closed;

    /** @param columns of the terminal, 0 to ask it */
    BarPhase(String name, long blocks, PrintStream out, int columns) {
        bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(blocks)
                .setUnit(" blocks", 1)
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                .setUpdateIntervalMillis(250)
                .setConsumer(
                        columns > 0
                                ? new ConsoleProgressBarConsumer(out, columns)
                                : new ConsoleProgressBarConsumer(out))
                .build();
    }

    @Override
    public synchronized void blockDone(long blockVoxels) {
        voxelsDone += blockVoxels;
        double seconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
        bar.setExtraMessage(String.format(Locale.ROOT, " %.1f Mvoxel/s", voxelsDone / 1e6 / seconds));
        bar.step();
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        bar.close();
    }
}
