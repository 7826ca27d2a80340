package org.kachel.job.report;

import java.util.List;
import java.util.Map;
import org.kachel.job.ledger.BadChunkRecords.BadChunk;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.PlanText;

/** Makes the report of a run from what its record knows, and tells the log how the run begins and ends. */
public final class RunReport {
    private final RunRecord record;
    private final JobPlan plan;
    private final String device;
    private RunFacts facts;
    private double startUpSeconds;

    private RunReport(RunRecord record, JobPlan plan, RunFacts facts, String device) {
        this.record = record;
        this.plan = plan;
        this.facts = facts;
        this.device = device;
    }

    public static RunReport begin(RunRecord record, JobPlan plan, RunFacts facts, String device) {
        RunEvent.named("run-started")
                .with("run", facts.id())
                .with("fingerprint", facts.fingerprint())
                .with("version", facts.kachelVersion())
                .with("input", facts.input())
                .with("outputs", facts.outputs())
                .with("device", device)
                .with("phases", plan.phases().size() + plan.levels().size())
                .with("voxels", Reports.inputVoxels(plan))
                .with("pipeline", facts.pipeline())
                .info();
        return new RunReport(record, plan, facts, device);
    }

    public JobPlan plan() {
        return plan;
    }

    /** Spark runs, with so many tasks at the same time. */
    public void runsOn(String sparkVersion, String master, int slots) {
        facts = facts.on(sparkVersion, master, slots);
        record.slots(slots);
        startUpSeconds = record.seconds();
        RunEvent.named("spark-started")
                .with("run", facts.id())
                .with("master", master)
                .with("slots", slots)
                .with("seconds", startUpSeconds)
                .info();
    }

    /**
     * @param objects number of them by node of labels, where a phase has made these
     * @param filled chunks of the input that could not be decoded
     * @param exitCode of the command
     */
    public Report done(Map<Integer, Long> objects, List<BadChunk> filled, int exitCode) {
        String outcome = filled.isEmpty() ? Report.DONE : Report.INCOMPLETE;
        Report done = report(outcome, outcome, exitCode, 0, Reports.objects(plan, objects), filled);
        RunEvent.named("run-finished")
                .with("run", facts.id())
                .with("exit-code", exitCode)
                .with("bad-chunks", filled.size())
                .with("wall-seconds", done.wallSeconds())
                .with("objects", done.objects())
                .info();
        return done;
    }

    /** @param tasksKept finished tasks from which a later run can go on */
    public Report failed(String message, int exitCode, long tasksKept) {
        Report failed = report(message, Report.FAILED, exitCode, tasksKept, -1, List.of());
        RunEvent.named("run-failed")
                .with("run", facts.id())
                .with("exit-code", exitCode)
                .with("error", message)
                .with("tasks-kept", tasksKept)
                .with("wall-seconds", failed.wallSeconds())
                .error();
        return failed;
    }

    private Report report(
            String status, String outcome, int exitCode, long tasksKept, long objects, List<BadChunk> filled) {
        return new Report(
                status,
                outcome,
                exitCode,
                tasksKept,
                facts,
                PlanText.of(plan, device),
                device,
                startUpSeconds,
                record.end(),
                Reports.inputVoxels(plan),
                objects,
                filled,
                record.phases(),
                record.slowest(),
                record.attempts(),
                null);
    }
}
