package org.kachel.job.phase;

import org.kachel.block.VoxelType;
import org.kachel.job.plan.Sink;

/** Labels are uint32 where their number allows, else uint64. */
final class LabelTypes {
    /** One less than can be counted, because a flood keeps the largest for what it does not know. */
    private static final long MOST_IN_32_BITS = 0xfffffffeL;

    private LabelTypes() {}

    static VoxelType holding(long objects) {
        return objects <= MOST_IN_32_BITS ? VoxelType.UINT32 : VoxelType.UINT64;
    }

    static Sink sized(Sink sink, long objects) {
        return sink.of(holding(objects));
    }
}
