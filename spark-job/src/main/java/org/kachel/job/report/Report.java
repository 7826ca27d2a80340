package org.kachel.job.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.List;
import org.kachel.job.ledger.BadChunkRecords.BadChunk;
import org.kachel.job.store.ResultFile;

/**
 * What a run did and where its time went: {@code report.json}. One that an earlier version has written can be read, too.
 *
 * @param status {@code done}, or what went wrong
 * @param outcome {@link #DONE}, {@link #INCOMPLETE} or {@link #FAILED}
 * @param exitCode of the command
 * @param tasksKept finished tasks from which {@code --resume} goes on after a failure
 * @param run what was run, and by what; null in a report of an earlier version
 * @param plan the plan's summary, as {@code kachel plan} prints it
 * @param device the device's name, said aloud once
 * @param startUpSeconds of these, until the first phase began: planning and Spark's session
 * @param wallSeconds from start to verified result, or to the failure
 * @param voxels of the input
 * @param objects number of labeled objects, −1 where the pipeline has none
 * @param badChunks those of the input that could not be decoded and were taken for the fill value
 * @param slowestBlocks of all phases, slowest first
 * @param incremental what was done again, and why; null where all was done
 */
public record Report(
        @JsonProperty("status") String status,
        @JsonProperty("outcome") String outcome,
        @JsonProperty("exit-code") int exitCode,
        @JsonProperty("tasks-kept") long tasksKept,
        @JsonProperty("run") RunFacts run,
        @JsonProperty("plan") String plan,
        @JsonProperty("device") String device,
        @JsonProperty("start-up-seconds") double startUpSeconds,
        @JsonProperty("wall-seconds") double wallSeconds,
        @JsonProperty("voxels") long voxels,
        @JsonProperty("objects") long objects,
        @JsonProperty("bad-chunks") List<BadChunk> badChunks,
        @JsonProperty("phases") List<Phase> phases,
        @JsonProperty("slowest-blocks") List<SlowBlock> slowestBlocks,
        @JsonProperty("attempts") Attempts attempts,

        @JsonProperty("incremental") @JsonInclude(JsonInclude.Include.NON_NULL)
        String incremental) {
    public static final String DONE = "done";
    public static final String INCOMPLETE = "incomplete";
    public static final String FAILED = "failed";

    public Report {
        if (outcome == null) outcome = DONE.equals(status) ? DONE : FAILED;
        badChunks = badChunks == null ? List.of() : List.copyOf(badChunks);
        phases = phases == null ? List.of() : List.copyOf(phases);
        slowestBlocks = slowestBlocks == null ? List.of() : List.copyOf(slowestBlocks);
        if (attempts == null) attempts = Attempts.NONE;
    }

    /** Of a run that does again only what has changed. */
    public Report incremental(String what) {
        return new Report(
                status,
                outcome,
                exitCode,
                tasksKept,
                run,
                plan,
                device,
                startUpSeconds,
                wallSeconds,
                voxels,
                objects,
                badChunks,
                phases,
                slowestBlocks,
                attempts,
                what);
    }

    /** The same, told by what has changed. */
    public Report incremental(List<String> changes) {
        long again = phases.stream().mapToLong(Phase::blocks).sum();
        long all = again + phases.stream().mapToLong(Phase::blocksKept).sum();
        String why = changes.isEmpty() ? "nothing that they depend on changed" : String.join("; ", changes);
        return incremental("%d of %d blocks again: %s".formatted(again, all, why));
    }

    /**
     * One pass over the grid. Seconds of its stages are summed over tasks, so that together they exceed the wall time
     * where tasks overlap.
     *
     * @param blocks worked on; a block counts twice where a phase looks at it twice
     * @param blocksKept from an earlier run that stopped before its end
     * @param mergeSeconds by the clock, for which tasks waited until the driver had joined their labels; 0 where tasks do it
     * @param voxels of the blocks worked on
     * @param failed whether the run failed in it, so that the numbers are those of finished tasks alone
     */
    public record Phase(
            @JsonProperty("name") String name,
            @JsonProperty("blocks") long blocks,
            @JsonProperty("blocks-kept") long blocksKept,
            @JsonProperty("wall-seconds") double wallSeconds,
            @JsonProperty("read-decode-seconds") double readDecodeSeconds,
            @JsonProperty("upload-seconds") double uploadSeconds,
            @JsonProperty("kernel-seconds") double kernelSeconds,
            @JsonProperty("download-seconds") double downloadSeconds,
            @JsonProperty("stitch-measure-seconds") double stitchMeasureSeconds,
            @JsonProperty("encode-write-seconds") double encodeWriteSeconds,
            @JsonProperty("merge-seconds") double mergeSeconds,
            @JsonProperty("bytes-read") long bytesRead,
            @JsonProperty("bytes-written") long bytesWritten,
            @JsonProperty("voxels") long voxels,
            @JsonProperty("failed") boolean failed) {}

    /**
     * A block that took long.
     *
     * @param min its first voxel, x, y, z
     * @param max its last voxel
     * @param seconds by the clock, waiting for the device included
     */
    public record SlowBlock(
            @JsonProperty("phase") String phase,
            @JsonProperty("block") long block,
            @JsonProperty("min") List<Long> min,
            @JsonProperty("max") List<Long> max,
            @JsonProperty("executor") String executor,
            @JsonProperty("seconds") double seconds,
            @JsonProperty("read-decode-seconds") double readDecodeSeconds,
            @JsonProperty("upload-seconds") double uploadSeconds,
            @JsonProperty("kernel-seconds") double kernelSeconds,
            @JsonProperty("download-seconds") double downloadSeconds,
            @JsonProperty("stitch-measure-seconds") double stitchMeasureSeconds,
            @JsonProperty("encode-write-seconds") double encodeWriteSeconds) {}

    /**
     * Attempts of tasks that failed, and how often one was tried again.
     *
     * @param first those that failed first, a bounded number of them
     */
    public record Attempts(
            @JsonProperty("failed") long failed,
            @JsonProperty("retried") long retried,
            @JsonProperty("first") List<FailedAttempt> first) {
        static final Attempts NONE = new Attempts(0, 0, List.of());

        public Attempts {
            first = first == null ? List.of() : List.copyOf(first);
        }
    }

    /**
     * @param attempt from 0
     * @param executor Spark's name of it, and its machine
     * @param block −1 where the failure is not one of a block
     */
    public record FailedAttempt(
            @JsonProperty("phase") String phase,
            @JsonProperty("stage") int stage,
            @JsonProperty("task") int task,
            @JsonProperty("attempt") int attempt,
            @JsonProperty("executor") String executor,
            @JsonProperty("block") long block,
            @JsonProperty("reason") String reason) {}

    /** Whether the result is there, made of all data or not. */
    public boolean done() {
        return !outcome.equals(FAILED);
    }

    public static Report read(ResultFile file) throws IOException {
        return new ObjectMapper()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(file.read(), Report.class);
    }

    /** Writes JSON, whole or not at all; makes the folder. */
    public void write(ResultFile file) throws IOException {
        file.prepare();
        file.write(part ->
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(part.toFile(), this));
    }
}
