package org.kachel.job;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kachel.job.ledger.BadChunkRecords.BadChunk;
import org.kachel.job.ledger.BusyException;
import org.kachel.job.ledger.Ledger;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.report.Report;
import org.kachel.job.report.ReportFiles;
import org.kachel.job.report.RunFacts;
import org.kachel.job.report.RunRecord;
import org.kachel.job.report.RunReport;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.job.watch.Attempts;

/** A run as seen from outside, from its begin to its end: what goes to the log and into the report, of a failed one, too. */
final class RunWatch {
    private final RunRecord record;
    private final RunReport report;
    private final Ledger ledger;
    private final ReportFiles files;

    private RunWatch(RunRecord record, RunReport report, Ledger ledger, ReportFiles files) {
        this.record = record;
        this.report = report;
        this.ledger = ledger;
        this.files = files;
    }

    /** @param start of the run, a {@link System#nanoTime} */
    static RunWatch begin(
            PipelineSpec spec, JobPlan plan, String device, Ledger ledger, ReportFiles files, long start) {
        RunRecord record = RunRecord.begin(start);
        RunFacts facts = RunFacts.of(spec, plan, ledger.run(), ledger.fingerprint());
        return new RunWatch(record, RunReport.begin(record, plan, facts, device), ledger, files);
    }

    /** Spark runs; its failures are heard until the result is closed. */
    Attempts listen(Session session) {
        report.runsOn(session.spark().version(), session.spark().master(), session.parallel());
        return Attempts.listen(session.spark().sc(), record);
    }

    RunRecord record() {
        return record;
    }

    /** All that was asked for is there from an earlier run: its report, or one without times where none is to be believed. */
    Report stands() throws IOException {
        Optional<Report> before = files.ofSuccess(ledger.fingerprint());
        return before.isPresent() ? before.get() : done(Map.of(), null);
    }

    /**
     * Everything is written and visible.
     *
     * @param changes why some of it was done again, or null where all of it was done
     */
    Report done(Map<Integer, Long> objects, List<String> changes) throws IOException {
        List<BadChunk> filled = ledger.badChunks();
        ExitCode exit = filled.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
        Report done = report.done(objects, filled, exit.code());
        if (changes != null) done = done.incremental(changes);
        files.write(done, report.plan());
        return done;
    }

    /** Says why, and adds to {@code failure} how to go on. The files of another run that has taken over stay as they are. */
    void failed(Throwable failure) {
        long kept = kept();
        Report failed = report.failed(
                ExitCode.line(failure), ExitCode.ofFailure(failure).code(), kept);
        if (kept > 0) failure.addSuppressed(new UnfinishedException(ledger.place(), kept));
        try {
            ledger.check();
            files.write(failed, null);
        } catch (BusyException e) {
            // theirs
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Tasks from which a later run goes on; 0 where nobody can say. */
    private long kept() {
        try {
            ledger.check();
            return ledger.recorded();
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
