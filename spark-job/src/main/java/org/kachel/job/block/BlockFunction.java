package org.kachel.job.block;

import java.io.IOException;
import java.io.Serializable;

/** What a task does with one block: a pure function of the block's input, so that a retry is always safe. */
@FunctionalInterface
public interface BlockFunction<R> extends Serializable {
    R apply(BlockContext block) throws IOException;
}
