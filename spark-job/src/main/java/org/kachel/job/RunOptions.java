package org.kachel.job;

import java.io.Serializable;

/**
 * How a pipeline is run, as opposed to what it computes.
 *
 * @param overwrite replace an output that already stands there
 * @param resume go on from what a run of the same that stopped before its end has left
 * @param incremental do again only what depends on something that has changed since the last run
 * @param verify read all that is written back before it becomes visible
 * @param fillBadChunks take damaged chunks of the input for its fill value, and say so in the end
 * @param device overrides the pipeline's device, or null
 * @param master Spark's master URL, or null for Spark's own setting, else {@code local[threads]}
 * @param threads task slots of a process: of a local run, 0 for one per processor; for the plan also of an executor, 0 for {@code
 *     spark.executor.cores}
 * @param report where the report goes, or null for beside the output
 * @param quiet no progress and no summary on stdout
 */
public record RunOptions(
        boolean overwrite,
        boolean resume,
        boolean incremental,
        boolean verify,
        boolean fillBadChunks,
        String device,
        String master,
        int threads,
        String report,
        boolean quiet)
        implements Serializable {
    public static final RunOptions DEFAULT =
            new RunOptions(false, false, false, false, false, null, null, 0, null, false);

    public RunOptions {
        if (threads < 0) throw new IllegalArgumentException("threads is " + threads + ", but must be at least 0");
    }

    public RunOptions withOverwrite(boolean overwrite) {
        return new RunOptions(
                overwrite, resume, incremental, verify, fillBadChunks, device, master, threads, report, quiet);
    }

    public RunOptions withResume(boolean resume) {
        return new RunOptions(
                overwrite, resume, incremental, verify, fillBadChunks, device, master, threads, report, quiet);
    }

    public RunOptions withIncremental(boolean incremental) {
        return new RunOptions(
                overwrite, resume, incremental, verify, fillBadChunks, device, master, threads, report, quiet);
    }

    public RunOptions withDevice(String device) {
        return new RunOptions(
                overwrite, resume, incremental, verify, fillBadChunks, device, master, threads, report, quiet);
    }

    public RunOptions withMaster(String master) {
        return new RunOptions(
                overwrite, resume, incremental, verify, fillBadChunks, device, master, threads, report, quiet);
    }

    public RunOptions withThreads(int threads) {
        return new RunOptions(
                overwrite, resume, incremental, verify, fillBadChunks, device, master, threads, report, quiet);
    }

    public RunOptions withQuiet(boolean quiet) {
        return new RunOptions(
                overwrite, resume, incremental, verify, fillBadChunks, device, master, threads, report, quiet);
    }
}
