package org.kachel.job.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.List;
import org.kachel.job.store.ResultFile;

/**
 * What a run did and where its time went: {@code report.json}.
 *
 * @param status {@code done}, or what went wrong
 * @param plan the plan's summary, as {@code kachel plan} prints it
 * @param device the device's name, said aloud once
 * @param startUpSeconds of these, until the first phase began: planning and Spark's session
 * @param wallSeconds from start to verified result
 * @param voxels of the input
 * @param objects number of labeled objects, −1 where the pipeline has none
 * @param incremental what was done again, and why; null where all was done
 */
public record Report(
        @JsonProperty("status") String status,
        @JsonProperty("plan") String plan,
        @JsonProperty("device") String device,
        @JsonProperty("start-up-seconds") double startUpSeconds,
        @JsonProperty("wall-seconds") double wallSeconds,
        @JsonProperty("voxels") long voxels,
        @JsonProperty("objects") long objects,
        @JsonProperty("phases") List<Phase> phases,

        @JsonProperty("incremental") @JsonInclude(JsonInclude.Include.NON_NULL)
        String incremental) {

    public Report(
            String status,
            String plan,
            String device,
            double startUpSeconds,
            double wallSeconds,
            long voxels,
            long objects,
            List<Phase> phases) {
        this(status, plan, device, startUpSeconds, wallSeconds, voxels, objects, phases, null);
    }

    public Report {
        phases = List.copyOf(phases);
    }

    /** Of a run that does again only what has changed. */
    public Report incremental(String what) {
        return new Report(status, plan, device, startUpSeconds, wallSeconds, voxels, objects, phases, what);
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
            @JsonProperty("bytes-written") long bytesWritten) {}

    public static Report read(ResultFile file) throws IOException {
        return new ObjectMapper().readValue(file.read(), Report.class);
    }

    /** Writes JSON, whole or not at all; makes the folder. */
    public void write(ResultFile file) throws IOException {
        file.prepare();
        file.write(part ->
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(part.toFile(), this));
    }
}
