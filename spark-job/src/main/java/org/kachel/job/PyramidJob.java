package org.kachel.job;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.kachel.block.Size;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.gpu.Device;
import org.kachel.job.block.Devices;
import org.kachel.job.block.Worker;
import org.kachel.job.ledger.BadChunkRecords;
import org.kachel.job.ledger.Ledger;
import org.kachel.job.ledger.ObjectVersions;
import org.kachel.job.phase.PhaseRunner;
import org.kachel.job.phase.Run;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.LevelPlan;
import org.kachel.job.plan.LevelPlanner;
import org.kachel.job.plan.Limits;
import org.kachel.job.plan.Pyramids;
import org.kachel.job.plan.Sink;
import org.kachel.job.report.RunRecord;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.pipeline.GraphBuilder;

/** The further levels of a volume whose finest level was written by other means, such as from a TIFF stack. */
public final class PyramidJob {
    private PyramidJob() {}

    /** {@code image} with the levels that are asked for. *Errors*: {@link org.kachel.op.ParameterException}. */
    public static VolumeSpec spec(VolumeSpec image, PipelineSpec.Pyramid asked) {
        Pyramids.Image about = new Pyramids.Image("the image", image.type(), Size.of(image.size()), image.label());
        return image.of(Pyramids.levels(asked, image.format(), about));
    }

    /** Writes all levels but the finest, which is there but not finished, and finishes the volume. */
    public static void run(VolumeAddress address, VolumeSpec spec, RunOptions options) throws IOException {
        String device = options.device() == null ? "auto" : options.device();
        List<Device> devices = Devices.matching(device);
        JobPlan plan = plan(new Sink(address, spec), Limits.of(devices, Session.slots(options)));
        try (Session session = Session.open(options);
                Ledger ledger = Ledger.none()) {
            ledger.begin(session.parallel(), Map.of());
            Run run = new Run(session.spark(), plan, ledger, device, ObjectVersions.NONE, BadChunkRecords.NONE);
            PhaseRunner runner = new PhaseRunner(options.quiet(), RunRecord.begin(System.nanoTime()));
            for (LevelPlan level : plan.levels()) runner.run(run, level);
            for (JobPlan.OutputImage output : plan.outputs()) output.sink().finish();
        } finally {
            Worker.here().forget();
        }
    }

    private static JobPlan plan(Sink sink, Limits limits) {
        VolumeSpec spec = sink.spec();
        GraphBuilder graph = new GraphBuilder().source(PipelineSpec.INPUT, spec.type(), Size.of(spec.size()));
        List<JobPlan.OutputImage> outputs = List.of(new JobPlan.OutputImage("the image", 0, sink));
        return new JobPlan(
                graph.build(),
                List.of(),
                List.of(),
                spec.spacing(),
                Map.of(),
                outputs,
                new LevelPlanner(null, limits).levels(outputs),
                List.of(),
                sink.address().container() + ".scratch");
    }
}
