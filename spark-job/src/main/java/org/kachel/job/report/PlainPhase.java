package org.kachel.job.report;

import java.io.PrintStream;
import java.util.Locale;

/** A phase told in plain lines, for logs and schedulers. */
final class PlainPhase implements Progress.Phase {
    private final String name;
    private final long blocks;
    private final long voxels;
    private final PrintStream out;
    private final long everyMilliseconds;
    private final long start = System.nanoTime();
    private long lastLine = start;
    private long blocksDone;
    private long voxelsDone;
    private boolean closed;

    PlainPhase(String name, long blocks, long voxels, PrintStream out, long everyMilliseconds) {
        this.name = name;
        this.blocks = blocks;
        this.voxels = voxels;
        this.out = out;
        this.everyMilliseconds = everyMilliseconds;
    }

    @Override
    public synchronized void blockDone(long blockVoxels) {
        blocksDone++;
        voxelsDone += blockVoxels;
        long now = System.nanoTime();
        if ((now - lastLine) / 1_000_000 < everyMilliseconds) return;
        lastLine = now;
        double seconds = (now - start) / 1e9;
        double left = voxelsDone == 0 ? 0 : seconds * Math.max(0, voxels - voxelsDone) / voxelsDone;
        out.println(line(seconds) + String.format(Locale.ROOT, ", %.0f s left", left));
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        double seconds = (System.nanoTime() - start) / 1e9;
        out.println(line(seconds) + String.format(Locale.ROOT, ", %.1f s", seconds));
    }

    private String line(double seconds) {
        return String.format(
                Locale.ROOT,
                "%s: %d of %d blocks, %.1f blocks/s, %.1f Mvoxel/s",
                name,
                blocksDone,
                Math.max(blocks, blocksDone),
                blocksDone / Math.max(seconds, 1e-9),
                voxelsDone / 1e6 / Math.max(seconds, 1e-9));
    }
}
