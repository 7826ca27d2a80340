package org.kachel.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kachel.block.BlockGrid;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.Volumes;
import org.kachel.gpu.Device;
import org.kachel.pipeline.Phase;

/** The main job: plans a pipeline and runs it. */
public final class Job {
    private final PipelineSpec spec;
    private final RunOptions options;
    private final List<Device> devices;

    private Job(PipelineSpec spec, RunOptions options) {
        this.spec = spec;
        this.options = options;
        this.devices = Devices.matching(device(spec, options));
    }

    /** A plan and what a person reads of it. */
    public record Planned(JobPlan plan, String text) {}

    /** Everything that {@link #run} would do, without doing it. *Errors*: as {@link #run}. */
    public static Planned plan(PipelineSpec spec, RunOptions options) throws IOException {
        Job job = new Job(spec, options);
        JobPlan plan = job.plan();
        return new Planned(plan, PlanText.of(plan, job.deviceName()));
    }

    /**
     * Runs the pipeline.
     *
     * <p>*Errors*: {@link org.kachel.op.ParameterException} where the request is wrong, {@link IOException} where the data
     * is, {@link org.kachel.gpu.DeviceException} where the device fails; what fails on a block comes as a
     * {@link BlockException} with one of these as its cause.
     */
    public static Report run(PipelineSpec spec, RunOptions options) throws IOException {
        return new Job(spec, options).run();
    }

    private static String device(PipelineSpec spec, RunOptions options) {
        if (options.device() != null) return options.device();
        return spec.device() == null ? "auto" : spec.device();
    }

    private String deviceName() {
        return Devices.describe(devices);
    }

    private JobPlan plan() throws IOException {
        int slots = Session.slots(options);
        Limits limits = devices.isEmpty()
                ? Limits.java(slots)
                : Limits.of(devices.get(0).info(), devices.get(0).budgetBytes(), slots);
        JobPlan plan = Planner.plan(spec, input(), limits);
        UserKernels.check(plan, devices, device(spec, options));
        return plan;
    }

    private Planner.InputImage input() throws IOException {
        PipelineSpec.Input in = spec.input();
        VolumeAddress given = new VolumeAddress(in.volume(), in.dataset(), in.channel(), in.time());
        VolumeAddress address = in.level() < 0 ? given : Volumes.level(given, in.level());
        try (Volume volume = Volumes.open(address)) {
            return new Planner.InputImage(
                    address, volume.type(), volume.interval(), volume.chunkSize(), volume.spacing());
        }
    }

    private Report run() throws IOException {
        long start = System.nanoTime();
        JobPlan plan = plan();
        Outputs outputs = new Outputs(plan, spec.input().volume());
        outputs.prepare(options.overwrite());
        List<Report.Phase> phases = new ArrayList<>();
        double startUp;
        Run run;
        try (Session session = session(plan)) {
            startUp = seconds(start);
            run = new Run(session.spark(), plan, device(spec, options));
            for (Phase phase : plan.phases()) phases.add(run(run, phase));
            for (LevelPlan level : plan.levels()) phases.add(run(run, level));
            outputs.finish(run);
        } finally {
            Worker.here().forget();
            outputs.removeScratch();
        }
        Report report =
                Reports.of(plan, run, PlanText.of(plan, deviceName()), deviceName(), phases, startUp, seconds(start));
        report.write(reportFile());
        return report;
    }

    private Session session(JobPlan plan) {
        try (Rehearsal rehearsal = Rehearsal.begin(plan, device(spec, options), options)) {
            return Session.open(options);
        }
    }

    /** Where the user wants the report, else beside what the run wrote. */
    private Path reportFile() {
        if (options.report() != null) return Path.of(options.report());
        return Path.of(spec.beside(".report.json"));
    }

    private Report.Phase run(Run run, Phase phase) throws IOException {
        long passes = phase instanceof Phase.Label || phase instanceof Phase.Relabel ? 2 : 1;
        return run(run, run.plan().tiling(phase), phase.title(), passes, () -> execute(run, phase));
    }

    private Report.Phase run(Run run, LevelPlan level) throws IOException {
        return run(run, level.tiling(), level.title(), 1, () -> LevelPhase.run(run, level));
    }

    private interface Work {
        void run() throws IOException;
    }

    private Report.Phase run(Run run, JobPlan.Tiling tiling, String title, long passes, Work work) throws IOException {
        StageMeter meter = new StageMeter();
        run.begin(tiling, meter);
        long start = System.nanoTime();
        BlockGrid grid = tiling.grid();
        try (Progress.Phase bar = progress(title, passes * grid.count(), passes * Reports.voxels(grid.volume()))) {
            Ticker.listen(bar::blockDone);
            work.run();
        } finally {
            Ticker.listen(voxels -> {});
        }
        return Reports.phase(title, seconds(start), meter.value());
    }

    private Progress.Phase progress(String title, long blocks, long voxels) {
        return options.quiet() ? Progress.silent() : Progress.phase(title, blocks, voxels);
    }

    private static void execute(Run run, Phase phase) throws IOException {
        if (phase instanceof Phase.Reduce reduce) ReducePhase.run(run, reduce);
        else if (phase instanceof Phase.Label label) LabelPhase.run(run, label);
        else if (phase instanceof Phase.Propagate propagate) PropagatePhase.run(run, propagate);
        else if (phase instanceof Phase.Relabel relabel) RelabelPhase.run(run, relabel);
        else if (phase instanceof Phase.Write write) WritePhase.run(run, write);
        else if (phase instanceof Phase.Measure measure) MeasurePhase.run(run, measure);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
