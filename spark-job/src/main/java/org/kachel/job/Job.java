package org.kachel.job;

import java.io.IOException;
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
import org.kachel.job.ledger.BadChunkRecords;
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
import org.kachel.job.report.ReportFiles;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.job.store.ResultFile;
import org.kachel.job.watch.Attempts;
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
        ObjectVersions objects = inputObjects(plan);
        try (Ledger ledger = Ledger.open(spec.beside(".ledger"), Fingerprint.of(spec, plan, objects))) {
            boolean goesOn = options.resume() || options.incremental();
            boolean stands = goesOn && ledger.done() && outputs.exist();
            if (!stands) outputs.prepare(ledger, options);
            RunWatch watch = RunWatch.begin(spec, plan, deviceName(), ledger, reportFiles(), start);
            if (!stands) return run(plan, outputs, ledger, objects, watch);
            return options.incremental() ? watch.stands().incremental("nothing has changed") : watch.stands();
        }
    }

    private Report run(JobPlan plan, Outputs outputs, Ledger ledger, ObjectVersions objects, RunWatch watch)
            throws IOException {
        try (Session session = session(plan);
                Attempts attempts = watch.listen(session)) {
            ledger.begin(session.parallel(), outputs.forms());
            if (options.resume() || options.incremental()) outputs.withdraw();
            BadChunkRecords bad =
                    ledger.badChunks(options.fillBadChunks(), spec.input().volume());
            Run run = new Run(session.spark(), plan, ledger, device(spec, options), objects, bad);
            ledger.whenLost(session.spark()::cancelAllJobs); // another's chunks are not to be overwritten
            phases(plan, run, ledger, new PhaseRunner(options.quiet(), watch.record()));
            ledger.check();
            objects.requireUnchanged(Stores.at(spec.input().volume()));
            outputs.finish(run, options.verify());
            return finish(plan, run, ledger, objects, watch);
        } catch (Throwable failure) { // Scala throws Spark's, which are checked, without saying so
            watch.failed(failure);
            outputs.discard(ledger, failure);
            throw failure;
        } finally {
            Worker.here().forget();
        }
    }

    private ObjectVersions inputObjects(JobPlan plan) throws IOException {
        int input = plan.graph().named(PipelineSpec.INPUT).id();
        try (Volume volume = Volumes.open(plan.sources().get(input))) {
            return ObjectVersions.of(Stores.at(spec.input().volume()), volume.folder());
        }
    }

    /** The ledger comes last: what dies before goes on from its records, what dies after is done. */
    private Report finish(JobPlan plan, Run run, Ledger ledger, ObjectVersions objects, RunWatch watch)
            throws IOException {
        Map<String, String> about = Fingerprint.about(spec, plan);
        run.globals().forEach((step, value) -> about.put(Ledger.GLOBAL + "step '" + step + "'", value));
        Report report = watch.done(run.objects(), options.incremental() ? ledger.changes(about, objects) : null);
        if (options.incremental()) ledger.keep(about, objects, run.scratch());
        else ledger.finish(about);
        return report;
    }

    private void phases(JobPlan plan, Run run, Ledger ledger, PhaseRunner runner) throws IOException {
        FirstBug bug = FirstBug.watch(run.spark().sc());
        try (bug) {
            for (Phase phase : plan.phases()) {
                runner.run(run, phase);
                ledger.check();
            }
            for (LevelPlan level : plan.levels()) runner.run(run, level);
        } catch (Throwable e) {
            ledger.check(); // says why jobs were cancelled
            if (options.verify()) runner.afterFailure(run, e);
            if (bug.found() != null) throw bug.found();
            throw e;
        }
        if (options.verify()) runner.verify(run);
    }

    private Session session(JobPlan plan) {
        try (Rehearsal rehearsal = Rehearsal.begin(plan, device(spec, options), options)) {
            return Session.open(options);
        }
    }

    /** Where the user wants the report, else beside what the run wrote. */
    private ReportFiles reportFiles() {
        return new ReportFiles(
                new ResultFile(options.report() != null ? options.report() : spec.beside(".report.json")));
    }
}
