package org.kachel.job.phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kachel.block.BlockGrid;
import org.kachel.job.block.StageMeter;
import org.kachel.job.block.Ticker;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.LevelPlan;
import org.kachel.job.report.PhaseRecord;
import org.kachel.job.report.Progress;
import org.kachel.job.report.Reports;
import org.kachel.job.report.RunRecord;
import org.kachel.pipeline.Phase;

/**
 * Runs phases one by one, each with its progress and its times.
 *
 * @param quiet no progress
 * @param record is told of each
 */
public record PhaseRunner(boolean quiet, RunRecord record) {
    private interface Work {
        void run() throws IOException;
    }

    public void run(Run run, Phase phase) throws IOException {
        JobPlan.Tiling tiling = run.plan().tiling(phase);
        long passes = two(phase, tiling.grid()) ? 2 : 1;
        run(run, tiling, phase.title(), passes, () -> execute(run, phase));
    }

    public void run(Run run, LevelPlan level) throws IOException {
        run(run, level.tiling(), level.title(), 1, () -> LevelPhase.run(run, level));
    }

    /** Reads everything back that the phases before have written. */
    public void verify(Run run) throws IOException {
        List<JobPlan.Tiling> written = new ArrayList<>();
        for (JobPlan.OutputImage output : run.plan().outputs())
            written.add(run.plan().tiling(output));
        for (LevelPlan level : run.plan().levels()) written.add(level.tiling());
        long blocks = written.stream().mapToLong(t -> t.grid().count()).sum();
        long voxels = written.stream()
                .mapToLong(t -> Reports.voxels(t.grid().volume()))
                .sum();
        run(run, run.plan().tilings().get(0), "verify", blocks, voxels, () -> VerifyPhase.run(run));
    }

    /** After one of these has failed: what is damaged of all that was written is not taken over by whoever goes on. */
    public void afterFailure(Run run, Throwable failure) {
        try {
            VerifyPhase.afterFailure(run);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void run(Run run, JobPlan.Tiling tiling, String title, long passes, Work work) throws IOException {
        BlockGrid grid = tiling.grid();
        run(run, tiling, title, passes * grid.count(), passes * Reports.voxels(grid.volume()), work);
    }

    private void run(Run run, JobPlan.Tiling tiling, String title, long blocks, long voxels, Work work)
            throws IOException {
        StageMeter meter = new StageMeter();
        run.begin(tiling, meter);
        try (PhaseRecord recorded = PhaseRecord.begin(record, title, blocks, meter);
                Progress.Phase bar = progress(title, blocks, voxels)) {
            Ticker.listen(bar::blockDone);
            work.run();
            recorded.done();
        } finally {
            Ticker.listen(all -> {});
        }
    }

    private Progress.Phase progress(String title, long blocks, long voxels) {
        return quiet ? Progress.silent() : Progress.phase(title, blocks, voxels);
    }

    /** Whether a phase looks at its blocks twice, such as once to find objects and once to paint them; at some of them more often. */
    private static boolean two(Phase phase, BlockGrid grid) {
        return phase instanceof Phase.Label
                || phase instanceof Phase.Relabel
                || phase instanceof Phase.Paint
                || phase instanceof Phase.Exchange && grid.count() > 1
                || phase instanceof Phase.Propagate p && p.flood().untilIdle();
    }

    private static void execute(Run run, Phase phase) throws IOException {
        if (phase instanceof Phase.Reduce reduce) ReducePhase.run(run, reduce);
        else if (phase instanceof Phase.Label label) LabelPhase.run(run, label);
        else if (phase instanceof Phase.Propagate propagate) PropagatePhase.run(run, propagate);
        else if (phase instanceof Phase.Exchange exchange) ExchangePhase.run(run, exchange);
        else if (phase instanceof Phase.Widen widen) WidenPhase.run(run, widen);
        else if (phase instanceof Phase.Relabel relabel) RelabelPhase.run(run, relabel);
        else if (phase instanceof Phase.Paint map) MapPhase.run(run, map);
        else if (phase instanceof Phase.Write write) WritePhase.run(run, write);
        else if (phase instanceof Phase.Measure measure) MeasurePhase.run(run, measure);
        else if (phase instanceof Phase.Touch touch) TouchPhase.run(run, touch);
    }
}
