package org.kachel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.ExitCode;
import org.kachel.job.Job;
import org.kachel.job.RunOptions;
import org.kachel.job.report.Report;
import org.kachel.job.spec.PipelineFile;
import org.kachel.job.spec.PipelineSpec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kachel demo}: the main job on the bundled sample, into {@code kachel-demo/}. Safe to repeat. */
@Command(name = "demo", description = "Labels the nuclei of the bundled sample and draws them, into ./kachel-demo.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, gpu, cpu, java, gpu:1 or part of a name.")
    private String device;

    @Option(
            names = "--into",
            paramLabel = "FOLDER",
            defaultValue = "kachel-demo",
            description = "${DEFAULT-VALUE} by default.")
    private Path folder;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String where = RunSettings.device(device);
        Path sample = folder.resolve("nuclei.ome.zarr");
        unpack(sample);
        Path pipeline = folder.resolve("demo.yaml");
        Files.write(pipeline, resource("demo.yaml"));
        Path labels = folder.resolve("labels.ome.zarr");
        PipelineSpec request = PipelineFile.read(
                pipeline,
                List.of(
                        "input.volume=" + quoted(sample),
                        "output.volume=" + quoted(labels),
                        "measure[0].table=[" + quoted(folder.resolve("nuclei.parquet")) + ", "
                                + quoted(folder.resolve("nuclei.csv")) + "]"));
        LogFile.beside(labels.toString());
        out.println("on " + where);
        Report report = Job.run(request, RunOptions.DEFAULT.withOverwrite(true).withDevice(device));
        Path picture = folder.resolve("nuclei.png");
        DemoPicture.draw(
                VolumeAddress.of(sample.toString()),
                VolumeAddress.of(labels.toString()).dataset("labels/nuclei/0"),
                picture);
        out.printf("%nThe sample %s has %d nuclei.%n", sample, report.objects());
        out.println("  pipeline  " + pipeline + "  (kachel run " + pipeline + ")");
        out.println("  labels    " + labels);
        out.println("  table     " + folder.resolve("nuclei.csv"));
        out.println("  picture   " + picture);
        return ExitCode.DONE.code();
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = DemoCommand.class.getResourceAsStream("/demo/" + name)) {
            if (in == null) throw new IllegalStateException("the demo's " + name + " is not in the jar");
            return in.readAllBytes();
        }
    }

    static void unpack(Path sample) throws IOException {
        Path root = sample.toAbsolutePath().normalize();
        try (ZipInputStream zip = new ZipInputStream(
                new java.io.ByteArrayInputStream(resource("nuclei.ome.zarr.zip")), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = root.resolve(entry.getName()).normalize();
                if (entry.isDirectory() || !file.startsWith(root)) continue;
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
    }
}
