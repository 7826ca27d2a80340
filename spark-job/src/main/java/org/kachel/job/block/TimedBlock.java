package org.kachel.job.block;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import net.imglib2.util.Intervals;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;

/**
 * How long a block took, and where.
 *
 * @param min its first voxel, x, y, z
 * @param max its last voxel
 * @param executor Spark's name of it, and its machine
 * @param seconds by the clock, waiting for the device included
 * @param times of its stages
 */
public record TimedBlock(long block, List<Long> min, List<Long> max, String executor, double seconds, StageTimes times)
        implements Serializable {
    /** Of a block that is done, begun at {@code start}, a {@link System#nanoTime}. */
    static TimedBlock of(BlockContext context, long start) {
        return new TimedBlock(
                context.block(),
                list(Intervals.minAsLongArray(context.target())),
                list(Intervals.maxAsLongArray(context.target())),
                here(),
                (System.nanoTime() - start) * 1e-9,
                context.times());
    }

    private static List<Long> list(long[] voxel) {
        return Arrays.stream(voxel).boxed().toList();
    }

    private static String here() {
        if (SparkEnv.get() == null) return "";
        BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
        return here.executorId() + " on " + here.host();
    }
}
