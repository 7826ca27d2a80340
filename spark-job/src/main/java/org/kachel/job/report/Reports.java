package org.kachel.job.report;

import java.util.List;
import java.util.Map;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.job.block.StageTimes;
import org.kachel.job.ledger.BadChunkRecords.BadChunk;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.Planner;
import org.kachel.job.spec.PipelineSpec;

/** Puts a run's report together. */
public final class Reports {
    private Reports() {}

    public static long voxels(Interval interval) {
        return Intervals.numElements(interval);
    }

    public static Report.Phase phase(String title, double seconds, StageTimes t) {
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
                t.bytesWritten());
    }

    /** @param objects number of them by node of labels, where a phase has made these */
    public static Report of(
            JobPlan plan,
            Map<Integer, Long> objects,
            String text,
            String device,
            List<BadChunk> badChunks,
            List<Report.Phase> phases,
            double startUp,
            double wall) {
        long most = plan.outputs().stream()
                .filter(o -> Planner.labels(plan.graph().node(o.node())))
                .mapToLong(o -> objects.getOrDefault(o.node(), 0L))
                .max()
                .orElseGet(() -> objects.values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(-1));
        return new Report(
                "done",
                text,
                device,
                startUp,
                wall,
                voxels(plan.graph().named(PipelineSpec.INPUT).size().volume()),
                most,
                badChunks,
                phases);
    }
}
