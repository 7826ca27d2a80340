package org.kachel.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kachel.job.ExitCode;
import org.kachel.job.Job;
import org.kachel.job.RunOptions;
import org.kachel.job.report.Report;
import org.kachel.job.spec.PipelineSpec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code kachel bench}: how fast each operation is on this machine; with a volume, how fast that is smoothed, thresholded,
 * labeled, and its objects measured, from disk to disk.
 */
@Command(
        name = "bench",
        description = {
            "Without VOLUME: times the operations, on the device and on the CPU.",
            "With VOLUME and --threshold: times a whole job on it: gaussian-blur, threshold, connected-components"
                    + " (corners), table."
        })
final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "VOLUME")
    private String volume;

    @Mixin
    private BenchOperations operations;

    @Option(names = "--dataset", defaultValue = "", description = "Path of the array inside VOLUME.")
    private String dataset;

    @Option(names = "--threshold", description = "Grey value above which a smoothed voxel counts; needed with VOLUME.")
    private Double threshold;

    @Option(names = "--sigma", defaultValue = "2", description = "Of the blur, in voxels: ${DEFAULT-VALUE} by default.")
    private double sigma;

    @Option(names = "--repeat", description = "Runs: 1 with VOLUME, 7 without, by default.")
    private Integer repeat;

    @Option(
            names = "--into",
            paramLabel = "FOLDER",
            defaultValue = "kachel-bench",
            description = "${DEFAULT-VALUE} by default.")
    private Path folder;

    @Mixin
    private RunSettings settings;

    @Spec
    private CommandLine.Model.CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (repeat != null && repeat < 1)
            throw new RequestException("--repeat is " + repeat + ", but must be at least 1");
        PrintWriter out = command.commandLine().getOut();
        if (volume == null) {
            if (threshold != null) throw new RequestException("--threshold is for a VOLUME, and none is given");
            return operations.run(out, settings.device(), repeat == null ? 7 : repeat);
        }
        if (threshold == null) throw new RequestException("bench VOLUME needs --threshold; see `kachel bench --help`");
        return job(out);
    }

    private int job(PrintWriter out) throws IOException {
        int repeat = this.repeat == null ? 1 : this.repeat;
        LogFile.beside(folder.resolve("labels.ome.zarr").toString());
        PipelineSpec spec = spec();
        RunOptions options = settings.start(spec);
        List<BenchRun> runs = new ArrayList<>();
        for (int i = 1; i <= repeat; i++) {
            Report report = Job.run(spec, options);
            options = options.withOverwrite(true).withResume(false);
            runs.add(BenchRun.of(i, report));
            runs.get(i - 1).tell(out);
        }
        ObjectMapper json = new ObjectMapper();
        for (BenchRun run : runs) out.println(json.writeValueAsString(run));
        return ExitCode.DONE.code();
    }

    private PipelineSpec spec() {
        List<PipelineSpec.Step> steps = List.of(
                step("smooth", "gaussian-blur", PipelineSpec.INPUT, Map.of("sigma", sigma)),
                step("mask", "threshold", "smooth", Map.of("value", threshold)),
                step("labels", "connected-components", "mask", Map.of("connectivity", "corners")));
        return new PipelineSpec(
                new PipelineSpec.Input(volume, dataset, -1, -1),
                steps,
                new PipelineSpec.Output(
                        folder.resolve("labels.ome.zarr").toString(),
                        "ome-zarr-0.4",
                        Map.of("labels", "labels/objects"),
                        null,
                        null),
                List.of(new PipelineSpec.Measure(
                        "labels",
                        List.of(PipelineSpec.INPUT),
                        List.of(folder.resolve("objects.csv").toString()),
                        0)),
                null,
                null);
    }

    private static PipelineSpec.Step step(String name, String op, String of, Map<String, Object> parameters) {
        return new PipelineSpec.Step(name, op, List.of(of), List.of("image"), parameters, 0);
    }
}
