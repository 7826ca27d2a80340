package org.kachel.job.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.kachel.job.block.StageMeter;
import org.kachel.job.block.StageTimes;
import org.kachel.job.block.TimedBlock;

/**
 * What is known of a run while it goes on: phases, their slowest blocks, attempts that failed. Tells the log of each as it comes,
 * and whoever asks how far it is. Bounded, however many blocks there are. Thread-safe.
 */
public final class RunRecord {
    /** Failures that are told in full; others are counted. */
    private static final int FAILURES_KEPT = 50;

    private static final Comparator<Report.SlowBlock> SLOWEST_FIRST =
            Comparator.comparingDouble(Report.SlowBlock::seconds).reversed();

    private static volatile RunRecord latest = new RunRecord(System.nanoTime());

    private final long start;
    private final List<Report.Phase> phases = new ArrayList<>();
    private final List<Report.SlowBlock> slowest = new ArrayList<>();
    private final List<Report.FailedAttempt> failures = new ArrayList<>();
    private StageTimes before = StageTimes.ZERO;
    private Supplier<StageTimes> now = () -> StageTimes.ZERO;
    private String phase = "";
    private double seconds = -1;
    private int slots = 1;
    private long failed;
    private long retried;

    private RunRecord(long start) {
        this.start = start;
    }

    /** A run that began at {@code start}, a {@link System#nanoTime}: the latest of this process. */
    public static RunRecord begin(long start) {
        return latest = new RunRecord(start);
    }

    /** Of the run that goes on in this process, or was the last. */
    public static Figures figures() {
        return latest.soFar();
    }

    /** Tasks at the same time, now that this is known. */
    synchronized void slots(int count) {
        slots = count;
    }

    synchronized void phaseBegins(String title, long blocks, StageMeter meter) {
        phase = title;
        now = meter::value;
        RunEvent.named("phase-started")
                .with("phase", title)
                .with("blocks", blocks)
                .info();
    }

    /** @param done whether it has come to its end */
    synchronized void phaseEnds(StageMeter meter, double wallSeconds, boolean done) {
        now = () -> StageTimes.ZERO;
        before = before.plus(meter.value());
        Report.Phase ended = Reports.phase(phase, wallSeconds, meter.value(), !done);
        phases.add(ended);
        List<Report.SlowBlock> blocks = meter.slowest().stream().map(this::slow).toList();
        slowest.addAll(blocks);
        slowest.sort(SLOWEST_FIRST);
        if (slowest.size() > StageMeter.SLOWEST)
            slowest.subList(StageMeter.SLOWEST, slowest.size()).clear();
        tell(ended);
        blocks.stream().filter(b -> Reports.slow(b, ended, slots)).forEach(RunRecord::tell);
    }

    private Report.SlowBlock slow(TimedBlock block) {
        return Reports.slowBlock(phase, block);
    }

    private static void tell(Report.Phase p) {
        RunEvent.named(p.failed() ? "phase-failed" : "phase-finished")
                .with("phase", p.name())
                .with("blocks", p.blocks())
                .with("blocks-kept", p.blocksKept())
                .with("voxels", p.voxels())
                .with("wall-seconds", p.wallSeconds())
                .with("read-decode-seconds", p.readDecodeSeconds())
                .with("upload-seconds", p.uploadSeconds())
                .with("kernel-seconds", p.kernelSeconds())
                .with("download-seconds", p.downloadSeconds())
                .with("stitch-measure-seconds", p.stitchMeasureSeconds())
                .with("encode-write-seconds", p.encodeWriteSeconds())
                .with("merge-seconds", p.mergeSeconds())
                .with("bytes-read", p.bytesRead())
                .with("bytes-written", p.bytesWritten())
                .info();
    }

    private static void tell(Report.SlowBlock b) {
        RunEvent.named("slow-block")
                .with("phase", b.phase())
                .with("block", b.block())
                .with("min", b.min())
                .with("max", b.max())
                .with("executor", b.executor())
                .with("seconds", b.seconds())
                .warn();
    }

    /** An attempt of a task failed, in the present phase. {@code block} is −1 where it is not one of a block. */
    public synchronized void failed(int stage, int task, int attempt, String executor, long block, String reason) {
        failed++;
        if (failures.size() < FAILURES_KEPT)
            failures.add(new Report.FailedAttempt(phase, stage, task, attempt, executor, block, reason));
        RunEvent.named("attempt-failed")
                .with("phase", phase)
                .with("stage", stage)
                .with("task", task)
                .with("attempt", attempt)
                .with("executor", executor)
                .with("block", block)
                .with("reason", reason)
                .warn();
    }

    /** A task that failed is tried again. */
    public synchronized void retried(int stage, int task, int attempt, String executor) {
        retried++;
        RunEvent.named("task-retried")
                .with("phase", phase)
                .with("stage", stage)
                .with("task", task)
                .with("attempt", attempt)
                .with("executor", executor)
                .info();
    }

    /** The run is over: time stands still. Answers the seconds that it took. */
    synchronized double end() {
        seconds = seconds();
        return seconds;
    }

    /** Since the run began. */
    synchronized double seconds() {
        return seconds >= 0 ? seconds : (System.nanoTime() - start) * 1e-9;
    }

    synchronized List<Report.Phase> phases() {
        return List.copyOf(phases);
    }

    synchronized List<Report.SlowBlock> slowest() {
        return List.copyOf(slowest);
    }

    synchronized Report.Attempts attempts() {
        return new Report.Attempts(failed, retried, failures);
    }

    private synchronized Figures soFar() {
        return new Figures(before.plus(now.get()), phases.size(), seconds(), slots, failed, retried);
    }
}
