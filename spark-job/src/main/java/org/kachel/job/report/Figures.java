package org.kachel.job.report;

import org.kachel.job.block.StageTimes;

/**
 * How far a run is, in numbers. Tasks count once they are done.
 *
 * @param phases that have ended
 * @param seconds since the run began, until it ended
 * @param slots tasks at the same time
 */
public record Figures(StageTimes times, int phases, double seconds, int slots, long failedAttempts, long retriedTasks) {

    /** Seconds of kernels per second and slot: 1 where every slot computes all the time. */
    public double deviceBusyShare() {
        return seconds > 0 ? times.kernelSeconds() / (seconds * slots) : 0;
    }
}
