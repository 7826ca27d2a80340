package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.job.report.Report;
import org.kachel.job.store.ResultFile;

/** What a run in a process of its own tells: its log, its report, its page, Spark's metrics, and how to go on after a failure. */
class ObservedRunTest {
    private static final String SECRET = "Zq7-very-secret-Zq7";

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void input() throws IOException {
        // a name that must not become a part of a page
        folder = Files.createDirectory(temporary.resolve("<script>alert(1)<"));
        Voxels voxels = Voxels.zeros(VoxelType.UINT16, new FinalInterval(64, 64, 32));
        for (int i = 0; i < voxels.count(); i++) voxels.setInteger(i, i * 2654435761L >>> 7 & 1023);
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.ZARR2,
                VoxelType.UINT16,
                new long[] {64, 64, 32},
                new int[] {16, 16, 16},
                "zstd:1",
                Spacing.VOXELS,
                false);
        try (VolumeWriter writer =
                Volumes.writer(VolumeAddress.of(folder.resolve("in.zarr").toString()), spec)) {
            writer.write(voxels);
            writer.finish();
        }
        Files.writeString(folder.resolve("p.yaml"), """
                input: {volume: in.zarr}
                block: [16, 16, 16]
                device: java
                steps:
                - {name: smooth, op: gaussian-blur, sigma: 1}
                - {name: mask, op: threshold, value: 1000}
                - {name: objects, op: connected-components}
                output: {volume: out.zarr, format: zarr2, write: {objects: objects, smooth: smooth}}
                """);
    }

    private record Ended(int code, List<String> said) {}

    private Ended kachel(List<String> settings, String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(settings);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.kachel.cli.Kachel", "run", "p.yaml"));
        command.addAll(Arrays.asList(options));
        Path said = temporary.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code = process.waitFor();
        return new Ended(code, Files.readAllLines(said));
    }

    private Report report() throws IOException {
        return Report.read(new ResultFile(folder.resolve("out.zarr.report.json").toString()));
    }

    private List<JsonNode> events() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("kachel.jsonl"))) {
            JsonNode node = new ObjectMapper().readTree(line);
            assertThat(node.hasNonNull("time")).as(line).isTrue();
            if (node.has("event")) events.add(node);
        }
        return events;
    }

    private static List<JsonNode> named(List<JsonNode> events, String name) {
        return events.stream().filter(e -> e.get("event").asText().equals(name)).toList();
    }

    /** The last value that Spark's CSV sink has written. */
    private double metric(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("metrics"))) {
            Path file = files.filter(f -> f.toString().endsWith("." + name + ".csv"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no metric " + name));
            List<String> lines = Files.readAllLines(file);
            return Double.parseDouble(lines.get(lines.size() - 1).split(",")[1]);
        }
    }

    @Test
    void a_success_in_metrics_log_report_and_page() throws Exception {
        Files.createDirectory(folder.resolve("metrics"));
        Ended run = kachel(
                List.of(
                        "-Dspark.hadoop.fs.s3a.secret.key=" + SECRET,
                        "-Dspark.logConf=true",
                        "-Dspark.metrics.conf.driver.sink.csv.class=org.apache.spark.metrics.sink.CsvSink",
                        "-Dspark.metrics.conf.driver.sink.csv.directory=" + folder.resolve("metrics")),
                "--threads=2",
                "--log-format=json");
        assertThat(run.code).as("%s", run.said).isZero();
        Report report = report();
        assertThat(report.outcome()).isEqualTo("done");
        metricsAreThoseOf(report);
        logIsThatOf(report, events());

        String page = Files.readString(folder.resolve("out.zarr.report.html"));
        assertThat(page).contains("Run done", "&lt;script&gt;alert(1)&lt;").doesNotContain("<script");
        // the input, labels and an image
        assertThat(page.split("data:image/png;base64,", -1)).hasSize(4);
        assertThat(report.slowestBlocks()).hasSize(10);
        assertThat(report.attempts().failed()).isZero();
        noSecret(run);
    }

    private void noSecret(Ended run) throws IOException {
        assertThat(run.said).noneMatch(line -> line.contains(SECRET));
        for (String file : List.of("kachel.jsonl", "out.zarr.report.json", "out.zarr.report.html"))
            assertThat(Files.readString(folder.resolve(file))).as(file).doesNotContain(SECRET);
        assertThat(Files.readString(folder.resolve("kachel.jsonl"))).contains("fs.s3a.secret.key");
    }

    private void metricsAreThoseOf(Report report) throws IOException {
        assertThat(metric("phases-done")).isEqualTo(report.phases().size());
        same("blocks-done", report, Report.Phase::blocks);
        same("blocks-kept", report, Report.Phase::blocksKept);
        same("voxels-done", report, Report.Phase::voxels);
        same("bytes-read", report, Report.Phase::bytesRead);
        same("bytes-written", report, Report.Phase::bytesWritten);
        same("read-decode-seconds", report, Report.Phase::readDecodeSeconds);
        same("upload-seconds", report, Report.Phase::uploadSeconds);
        same("kernel-seconds", report, Report.Phase::kernelSeconds);
        same("download-seconds", report, Report.Phase::downloadSeconds);
        same("stitch-measure-seconds", report, Report.Phase::stitchMeasureSeconds);
        same("encode-write-seconds", report, Report.Phase::encodeWriteSeconds);
        same("merge-seconds", report, Report.Phase::mergeSeconds);
        double wall = metric("wall-seconds");
        assertThat(wall).isLessThanOrEqualTo(report.wallSeconds()).isGreaterThan(report.startUpSeconds());
        double kernels = report.phases().stream()
                .mapToDouble(Report.Phase::kernelSeconds)
                .sum();
        // read one after the other
        assertThat(metric("device-busy-share")).isCloseTo(kernels / (2 * wall), within(0.02));
        assertThat(kernels).isPositive();
    }

    private void same(String metric, Report report, ToDoubleFunction<Report.Phase> value) throws IOException {
        double sum = report.phases().stream().mapToDouble(value).sum();
        assertThat(metric(metric)).as(metric).isCloseTo(sum, within(1e-9 * Math.abs(sum)));
    }

    private static void logIsThatOf(Report report, List<JsonNode> events) {
        JsonNode start = named(events, "run-started").get(0);
        assertThat(start.get("run").asText()).isEqualTo(report.run().id());
        assertThat(start.get("fingerprint").asText()).isEqualTo(report.run().fingerprint());
        assertThat(start.get("pipeline").asText()).isEqualTo(report.run().pipeline());
        List<JsonNode> phases = named(events, "phase-finished");
        assertThat(named(events, "phase-started")).hasSameSizeAs(phases);
        assertThat(phases).hasSameSizeAs(report.phases());
        for (int i = 0; i < phases.size(); i++) {
            assertThat(phases.get(i).get("blocks").asLong())
                    .isEqualTo(report.phases().get(i).blocks());
            assertThat(phases.get(i).get("kernel-seconds").asDouble())
                    .isEqualTo(report.phases().get(i).kernelSeconds());
        }
        JsonNode end = events.get(events.size() - 1);
        assertThat(end.get("event").asText()).isEqualTo("run-finished");
        assertThat(end.get("exit-code").asInt()).isZero();
        assertThat(end.get("objects").asLong()).isEqualTo(report.objects());
    }

    @Test
    void a_failure_says_where_and_how_to_go_on_and_is_no_success_to_anyone() throws Exception {
        Path chunk = folder.resolve("in.zarr/1/3/3");
        byte[] whole = Files.readAllBytes(chunk);
        FileTime time = Files.getLastModifiedTime(chunk);
        Files.write(chunk, new byte[whole.length]);
        Files.setLastModifiedTime(chunk, time);

        Ended run = kachel(List.of(), "--master=local[2,3]", "--log-format=json", "--quiet");
        assertThat(run.code).as("%s", run.said).isEqualTo(3);
        assertThat(run.said.get(0)).startsWith("kachel: block ").contains("in.zarr/1/3/3");
        Report failed = report();
        assertThat(run.said.get(run.said.size() - 1))
                .isEqualTo("kachel: " + folder.resolve("out.zarr.ledger") + " keeps " + failed.tasksKept()
                        + " finished tasks; the same command with --resume goes on from there");
        assertThat(failed.outcome()).isEqualTo("failed");
        assertThat(failed.status()).contains("in.zarr/1/3/3");
        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.tasksKept()).isGreaterThan(3);
        assertThat(failed.phases().get(failed.phases().size() - 1).failed()).isTrue();
        assertThat(failed.attempts().failed()).isGreaterThanOrEqualTo(3);
        assertThat(failed.attempts().retried()).isGreaterThanOrEqualTo(2);
        Report.FailedAttempt attempt = failed.attempts().first().get(0);
        assertThat(attempt.block()).isNotNegative();
        assertThat(attempt.executor()).startsWith("driver on ");
        assertThat(attempt.reason()).contains("in.zarr/1/3/3");
        String page = Files.readString(folder.resolve("out.zarr.report.html"));
        assertThat(page).contains("Run failed", "in.zarr/1/3/3").doesNotContain("Run done", "data:image");

        List<JsonNode> events = events();
        assertThat(named(events, "attempt-failed").stream()
                        .map(e -> e.get("attempt").asInt())
                        .collect(Collectors.toSet()))
                .contains(0, 1, 2);
        assertThat(named(events, "task-retried").size())
                .isEqualTo((int) failed.attempts().retried());
        assertThat(named(events, "phase-failed")).hasSize(1);
        JsonNode end = named(events, "run-failed").get(0);
        assertThat(end.get("exit-code").asInt()).isEqualTo(3);
        assertThat(end.get("tasks-kept").asLong()).isEqualTo(failed.tasksKept());

        aRefusalLeavesTheReport();
        Files.write(chunk, whole);
        Files.setLastModifiedTime(chunk, time);
        Ended resumed = kachel(List.of(), "--threads=2", "--resume", "--quiet");
        assertThat(resumed.code).as("%s", resumed.said).isZero();
        Report done = report();
        assertThat(done.outcome()).isEqualTo("done");
        assertThat(done.phases().stream().mapToLong(Report.Phase::blocksKept).sum())
                .isGreaterThanOrEqualTo(failed.tasksKept());
        assertThat(Files.readString(folder.resolve("out.zarr.report.html"))).contains("Run done");
        theLedgerDecidesNotTheReport(failed);
    }

    private void aRefusalLeavesTheReport() throws Exception {
        Path json = folder.resolve("out.zarr.report.json");
        String before = Files.readString(json);
        Ended refused = kachel(List.of(), "--quiet");
        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.said).hasSize(1);
        assertThat(Files.readString(json)).isEqualTo(before);
    }

    /** A report of a failure lies where the run looks for its own, such as another pipeline's. */
    private void theLedgerDecidesNotTheReport(Report failed) throws Exception {
        failed.write(new ResultFile(folder.resolve("out.zarr.report.json").toString()));
        Ended again = kachel(List.of(), "--resume", "--quiet");
        assertThat(again.code).as("%s", again.said).isZero();
        assertThat(report().outcome()).isEqualTo("done");
    }
}
