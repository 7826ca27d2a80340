package org.kachel.job.block;

import java.util.Arrays;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/** A block failed: says which, where it lies, and keeps the cause, whose kind decides the exit code. */
public final class BlockException extends RuntimeException {
    private final long block;

    BlockException(long block, Interval target, Throwable cause) {
        super(
                "block %d (x, y, z from %s to %s): %s"
                        .formatted(
                                block,
                                Arrays.toString(Intervals.minAsLongArray(target)),
                                Arrays.toString(Intervals.maxAsLongArray(target)),
                                cause.getMessage() == null ? cause : cause.getMessage()),
                cause);
        this.block = block;
    }

    public long block() {
        return block;
    }
}
