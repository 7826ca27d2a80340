package org.kachel.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kachel.job.Job;
import org.kachel.job.PipelineSpec;
import org.kachel.job.Report;
import org.kachel.job.RunOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kachel bench}: how fast a volume is smoothed, thresholded, labeled, and its objects measured, from disk to disk. */
@Command(
        name = "bench",
        description = "Times a whole job on a volume: gaussian-blur, threshold, connected-components (corners), table.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "VOLUME")
    private String volume;

    @Option(names = "--dataset", defaultValue = "", description = "Path of the array inside VOLUME.")
    private String dataset;

    @Option(names = "--threshold", required = true, description = "Grey value above which a smoothed voxel counts.")
    private double threshold;

    @Option(names = "--sigma", defaultValue = "2", description = "Of the blur, in voxels: ${DEFAULT-VALUE} by default.")
    private double sigma;

    @Option(names = "--repeat", defaultValue = "1", description = "Runs: ${DEFAULT-VALUE} by default.")
    private int repeat;

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
        if (repeat < 1) throw new RequestException("--repeat is " + repeat + ", but must be at least 1");
        PrintWriter out = command.commandLine().getOut();
        LogFile.beside(folder.resolve("labels.ome.zarr").toString());
        PipelineSpec spec = spec();
        RunOptions options = settings.start(spec);
        List<Map<String, Object>> runs = new ArrayList<>();
        for (int i = 1; i <= repeat; i++) {
            Report report = Job.run(spec, options);
            options = new RunOptions(
                    true, options.device(), options.master(), options.threads(), options.report(), options.quiet());
            runs.add(figures(i, report));
            tell(out, runs.get(i - 1));
        }
        ObjectMapper json = new ObjectMapper();
        for (Map<String, Object> run : runs) out.println(json.writeValueAsString(run));
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
                        List.of(folder.resolve("objects.parquet").toString()),
                        0)),
                null,
                null);
    }

    private static PipelineSpec.Step step(String name, String op, String of, Map<String, Object> parameters) {
        return new PipelineSpec.Step(name, op, List.of(of), List.of("image"), parameters, 0);
    }

    /** What one run took, by the words that are printed; stages in seconds summed over tasks. */
    private static Map<String, Object> figures(int run, Report report) throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("run", run);
        figures.put("device", report.device());
        figures.put("voxels", report.voxels());
        figures.put("seconds", report.wallSeconds());
        figures.put("start-up-seconds", report.startUpSeconds());
        figures.put("mvoxel-per-second", report.voxels() / 1e6 / report.wallSeconds());
        figures.put(
                "mvoxel-per-second-without-start-up",
                report.voxels() / 1e6 / Math.max(1e-9, report.wallSeconds() - report.startUpSeconds()));
        figures.put("objects", report.objects());
        figures.put("stages", stages(report.phases()));
        figures.put("phases", report.phases());
        figures.put("peak-resident-mib", peakResidentMebibytes());
        return figures;
    }

    private static Map<String, Double> stages(List<Report.Phase> phases) {
        Map<String, Double> stages = new LinkedHashMap<>();
        for (Report.Phase p : phases) {
            stages.merge("read-decode", p.readDecodeSeconds(), Double::sum);
            stages.merge("upload", p.uploadSeconds(), Double::sum);
            stages.merge("kernel", p.kernelSeconds(), Double::sum);
            stages.merge("download", p.downloadSeconds(), Double::sum);
            stages.merge("stitch-measure", p.stitchMeasureSeconds(), Double::sum);
            stages.merge("encode-write", p.encodeWriteSeconds(), Double::sum);
        }
        return stages;
    }

    /** Most memory that this process ever held in RAM; −1 where the system does not say. */
    private static long peakResidentMebibytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) return -1;
        for (String line : Files.readAllLines(status))
            if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        return -1;
    }

    private static void tell(PrintWriter out, Map<String, Object> run) {
        out.printf(
                Locale.ROOT,
                "run %d: %.1f s, start-up %.1f s, %.1f Mvoxel/s (%.1f without start-up), %d objects, peak %d MiB%n",
                run.get("run"),
                run.get("seconds"),
                run.get("start-up-seconds"),
                run.get("mvoxel-per-second"),
                run.get("mvoxel-per-second-without-start-up"),
                run.get("objects"),
                run.get("peak-resident-mib"));
        ((Map<?, ?>) run.get("stages"))
                .forEach((stage, seconds) -> out.printf(Locale.ROOT, "  %-15s %.2f s%n", stage, seconds));
    }
}
