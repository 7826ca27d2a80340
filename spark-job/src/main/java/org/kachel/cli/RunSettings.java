package org.kachel.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.kachel.job.IncompleteException;
import org.kachel.job.RunOptions;
import org.kachel.job.block.Devices;
import org.kachel.job.ledger.BadChunkRecords;
import org.kachel.job.report.Report;
import org.kachel.job.spec.PipelineSpec;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every command that runs a pipeline. */
final class RunSettings {
    @Option(names = "--overwrite", description = "Replace an output that already stands there.")
    private boolean overwrite;

    @Option(names = "--resume", description = "Go on where an unfinished run of the same stopped.")
    private boolean resume;

    @Option(names = "--incremental", description = "Do again only what depends on something that has changed.")
    private boolean incremental;

    @Option(names = "--verify", description = "Read all that is written back before it becomes visible.")
    private boolean verify;

    @Option(
            names = "--on-bad-chunk",
            paramLabel = "fail|fill",
            description =
                    "What becomes of a damaged chunk of the input: the run fails, or takes it for the fill value and exits with 5.")
    private BadChunk badChunks = BadChunk.fail;

    /** As the user writes it. */
    private enum BadChunk {
        fail,
        fill
    }

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, gpu, cpu, java, gpu:1 or part of a name.")
    private String device;

    @Option(names = "--master", paramLabel = "URL", description = "Spark's master; this machine by default.")
    private String master;

    @Option(names = "--threads", paramLabel = "N", description = "Tasks at the same time on this machine.")
    private int threads;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where report.json goes; beside the output by default.")
    private String report;

    @Option(names = "--quiet", description = "No progress and no summary.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec command;

    /** *Errors*: {@link RequestException} where the device that is asked for is not here. */
    RunOptions options(PipelineSpec pipeline) {
        if (threads < 0)
            throw new ParameterException(command.commandLine(), "--threads is " + threads + ", but must be at least 0");
        device(asked(pipeline));
        if (overwrite && incremental)
            throw new ParameterException(
                    command.commandLine(),
                    "--overwrite begins anew, --incremental does again what has changed: only one of them");
        if (incremental && badChunks == BadChunk.fill)
            throw new ParameterException(
                    command.commandLine(),
                    "--incremental keeps what it has made of a damaged chunk, also once that is repaired: not with --on-bad-chunk fill");
        return new RunOptions(
                overwrite,
                resume,
                incremental,
                verify,
                badChunks == BadChunk.fill,
                device,
                master,
                threads,
                report,
                quiet);
    }

    /** As {@link #options}, and says aloud what the run is about to use. */
    RunOptions start(PipelineSpec pipeline) {
        RunOptions options = options(pipeline);
        if (!quiet) command.commandLine().getOut().println("on " + device(asked(pipeline)));
        return options;
    }

    /** The device asked for on the command line, {@code auto} where none is. */
    String device() {
        return device == null ? "auto" : device;
    }

    /** The device that the command line or else the pipeline asks for. */
    String asked(PipelineSpec pipeline) {
        return device != null ? device : pipeline.device() == null ? "auto" : pipeline.device();
    }

    /** What a request for a device means here, in one line. *Errors*: {@link RequestException} where there is none. */
    static String device(String request) {
        try {
            return Devices.describe(request == null ? "auto" : request);
        } catch (IllegalArgumentException e) {
            throw new RequestException(e.getMessage());
        }
    }

    /** Says what a run has made. *Errors*: {@link IncompleteException} where parts of it were filled for lack of data. */
    void finish(PrintWriter out, PipelineSpec pipeline, Report report) {
        summary(out, pipeline, report);
        List<BadChunkRecords.BadChunk> bad = report.badChunks();
        if (bad.isEmpty()) return;
        throw new IncompleteException(
                "%d damaged chunk%s of the input %s taken for the fill value, the first: %s; all of them are in the report"
                        .formatted(
                                bad.size(),
                                bad.size() == 1 ? "" : "s",
                                bad.size() == 1 ? "was" : "were",
                                bad.get(0).why()));
    }

    /** What a run has made, in a line each. */
    private void summary(PrintWriter out, PipelineSpec pipeline, Report report) {
        if (quiet) return;
        pipeline.output()
                .write()
                .forEach((step, path) ->
                        out.println(step + " → " + pipeline.output().volume() + (path.isEmpty() ? "" : ":" + path)));
        pipeline.measures().forEach(m -> out.println("table → " + String.join(", ", m.files())));
        if (report.incremental() != null) out.println("incremental: " + report.incremental());
        if (report.objects() >= 0) out.println(report.objects() + " objects");
        out.printf(
                Locale.ROOT,
                "%.1f Mvoxel in %.1f s on %s%n",
                report.voxels() / 1e6,
                report.wallSeconds(),
                report.device());
    }
}
