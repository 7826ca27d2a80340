package org.kachel.job.report;

import java.util.Map;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.job.block.StageTimes;
import org.kachel.job.block.TimedBlock;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.Planner;
import org.kachel.job.spec.PipelineSpec;

/** Puts the parts of a run's report together. */
public final class Reports {
    /** A block is slow past this, and past so many times what a block of its phase takes. */
    private static final double SLOW_SECONDS = 1;

    private static final double SLOW_TIMES = 5;

    private Reports() {}

    public static long voxels(Interval interval) {
        return Intervals.numElements(interval);
    }

    /** @param failed whether the run failed in it */
    static Report.Phase phase(String title, double seconds, StageTimes t, boolean failed) {
        return new Report.Phase(
                title,
                t.blocks(),
                t.blocksKept(),
                seconds,
                t.readSeconds(),
                t.uploadSeconds(),
                t.kernelSeconds(),
                t.downloadSeconds(),
                t.hostSeconds(),
                t.writeSeconds(),
                t.mergeSeconds(),
                t.bytesRead(),
                t.bytesWritten(),
                t.voxels(),
                failed);
    }

    static Report.SlowBlock slowBlock(String phase, TimedBlock b) {
        StageTimes t = b.times();
        return new Report.SlowBlock(
                phase,
                b.block(),
                b.min(),
                b.max(),
                b.executor(),
                b.seconds(),
                t.readSeconds(),
                t.uploadSeconds(),
                t.kernelSeconds(),
                t.downloadSeconds(),
                t.hostSeconds(),
                t.writeSeconds());
    }

    /** Whether a block took so much longer than the others of its phase, on so many slots, that someone should look. */
    static boolean slow(Report.SlowBlock block, Report.Phase phase, int slots) {
        double average = slots * phase.wallSeconds() / Math.max(1, phase.blocks());
        return block.seconds() > SLOW_SECONDS && block.seconds() > SLOW_TIMES * average;
    }

    /** @param objects number of them by node of labels, where a phase has made these; −1 where none has */
    static long objects(JobPlan plan, Map<Integer, Long> objects) {
        return plan.outputs().stream()
                .filter(o -> Planner.labels(plan.graph().node(o.node())))
                .mapToLong(o -> objects.getOrDefault(o.node(), 0L))
                .max()
                .orElseGet(() -> objects.values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(-1));
    }

    static long inputVoxels(JobPlan plan) {
        return voxels(plan.graph().named(PipelineSpec.INPUT).size().volume());
    }
}
