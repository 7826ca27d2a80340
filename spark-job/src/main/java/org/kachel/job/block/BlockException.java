package org.kachel.job.block;

import java.util.Arrays;
import java.util.Optional;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/** A block failed: says which, where it lies, and keeps the cause, whose kind decides the exit code. */
public final class BlockException extends RuntimeException {
    private static final int MOST_CAUSES = 50;

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

    /** The first in a chain of causes, in which Spark and its serializers wrap it. */
    public static Optional<BlockException> in(Throwable failure) {
        int depth = 0;
        for (Throwable e = failure; e != null && depth < MOST_CAUSES; e = e.getCause(), depth++)
            if (e instanceof BlockException block) return Optional.of(block);
        return Optional.empty();
    }

    public long block() {
        return block;
    }
}
