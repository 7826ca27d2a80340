package org.kachel.job.report;

import org.kachel.job.block.StageMeter;

/** One phase of a {@link RunRecord}, from its begin until it is closed. It failed unless {@link #done} says otherwise. */
public final class PhaseRecord implements AutoCloseable {
    private final RunRecord record;
    private final StageMeter meter;
    private final long start = System.nanoTime();
    private boolean done;

    private PhaseRecord(RunRecord record, StageMeter meter) {
        this.record = record;
        this.meter = meter;
    }

    /** @param blocks that it will look at, as often as it will */
    public static PhaseRecord begin(RunRecord record, String title, long blocks, StageMeter meter) {
        record.phaseBegins(title, blocks, meter);
        return new PhaseRecord(record, meter);
    }

    public void done() {
        done = true;
    }

    @Override
    public void close() {
        record.phaseEnds(meter, (System.nanoTime() - start) * 1e-9, done);
    }
}
