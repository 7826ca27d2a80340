package org.kachel.job;

import java.util.List;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/** Puts a run's report together. */
final class Reports {
    private Reports() {}

    static long voxels(Interval interval) {
        return Intervals.numElements(interval);
    }

    static Report.Phase phase(String title, double seconds, StageTimes t) {
        return new Report.Phase(
                title,
                t.blocks(),
                seconds,
                t.readSeconds(),
                t.uploadSeconds(),
                t.kernelSeconds(),
                t.downloadSeconds(),
                t.hostSeconds(),
                t.writeSeconds(),
                t.bytesRead(),
                t.bytesWritten());
    }

    static Report of(
            JobPlan plan, Run run, String text, String device, List<Report.Phase> phases, double startUp, double wall) {
        long objects = plan.outputs().stream()
                .filter(o -> Planner.labels(plan.graph().node(o.node())))
                .mapToLong(o -> run.objects(o.node()))
                .max()
                .orElseGet(() -> run.objects().values().stream()
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
                objects,
                phases);
    }
}
