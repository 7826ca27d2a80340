package org.kachel.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kachel.block.io.Stores;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.Volumes;
import org.kachel.gpu.Device;
import org.kachel.job.block.BlockException;
import org.kachel.job.block.Devices;
import org.kachel.job.block.Worker;
import org.kachel.job.ledger.Ledger;
import org.kachel.job.ledger.ObjectVersions;
import org.kachel.job.phase.PhaseRunner;
import org.kachel.job.phase.Run;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.LevelPlan;
import org.kachel.job.plan.Limits;
import org.kachel.job.plan.PlanText;
import org.kachel.job.plan.Planner;
import org.kachel.job.report.Report;
import org.kachel.job.report.Reports;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.job.store.ResultFile;
import org.kachel.pipeline.Phase;

/** The main job: plans a pipeline and runs it. */
public final class Job {
    private final PipelineSpec spec;
    private final RunOptions options;
    private final List<Device> devices;

    private Job(PipelineSpec spec, RunOptions options) throws IOException {
        this.spec = spec.absolute();
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
        JobPlan plan = Planner.plan(spec, input(), Limits.of(devices, slots));
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
        outputs.checkPlaces();
        ObjectVersions objects = ObjectVersions.of(Stores.at(spec.input().volume()));
        try (Ledger ledger = Ledger.open(spec.beside(".ledger"), Fingerprint.of(spec, plan, objects))) {
            boolean goesOn = options.resume() || options.incremental();
            if (goesOn && ledger.done() && outputs.exist() && reportFile().exists()) {
                Report before = Report.read(reportFile());
                return options.incremental() ? before.incremental("nothing has changed") : before;
            }
            outputs.prepare(ledger, options);
            return run(plan, outputs, ledger, objects, start);
        }
    }

    private Report run(JobPlan plan, Outputs outputs, Ledger ledger, ObjectVersions objects, long start)
            throws IOException {
        List<String> changes = List.of();
        List<Report.Phase> phases;
        double startUp;
        Run run;
        try (Session session = session(plan)) {
            startUp = seconds(start);
            ledger.begin(session.parallel(), outputs.forms());
            if (options.resume() || options.incremental()) outputs.withdraw();
            run = new Run(session.spark(), plan, ledger, device(spec, options), objects);
            PhaseRunner runner = new PhaseRunner(options.quiet());
            phases = phases(plan, run, runner);
            ledger.check();
            outputs.finish(run, options.verify());
            Map<String, String> about = Fingerprint.about(spec, plan);
            run.globals().forEach((step, value) -> about.put(Ledger.GLOBAL + "step '" + step + "'", value));
            if (options.incremental()) {
                changes = ledger.changes(about, objects);
                ledger.keep(about, objects, run.scratch());
            } else ledger.finish(about);
        } finally {
            Worker.here().forget();
        }
        Report report = Reports.of(
                plan, run.objects(), PlanText.of(plan, deviceName()), deviceName(), phases, startUp, seconds(start));
        if (options.incremental()) report = report.incremental(changes);
        report.write(reportFile());
        return report;
    }

    private List<Report.Phase> phases(JobPlan plan, Run run, PhaseRunner runner) throws IOException {
        List<Report.Phase> phases = new ArrayList<>();
        try {
            for (Phase phase : plan.phases()) phases.add(runner.run(run, phase));
            for (LevelPlan level : plan.levels()) phases.add(runner.run(run, level));
        } catch (Throwable e) { // Scala throws Spark's, which are checked, without saying so
            if (options.verify()) runner.afterFailure(run, e);
            throw e;
        }
        if (options.verify()) phases.add(runner.verify(run));
        return phases;
    }

    private Session session(JobPlan plan) {
        try (Rehearsal rehearsal = Rehearsal.begin(plan, device(spec, options), options)) {
            return Session.open(options);
        }
    }

    /** Where the user wants the report, else beside what the run wrote. */
    private ResultFile reportFile() {
        return new ResultFile(options.report() != null ? options.report() : spec.beside(".report.json"));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
