package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.VoxelType;
import org.kachel.job.report.Report;
import org.kachel.job.spec.PipelineFile;
import org.kachel.job.store.ResultFile;
import org.kachel.op.ParameterException;

/** A driver that is killed, and another that goes on: the same result to the bit, and nothing that was done is done again. */
class ResumeTest {
    private static final long SEED = 20261125;
    private static final int KILLS = 10;

    @TempDir
    private Path folder;

    @BeforeEach
    void input() throws IOException {
        TestVolumes.write(
                folder.resolve("in.zarr"),
                VoxelType.UINT16,
                new int[] {100, 90, 44},
                new int[] {32, 32, 16},
                (x, y, z) -> 900 * TestVolumes.noise(SEED, 0.1).at(x / 3, y / 3, z / 3) + (x * 7 + y * 3 + z) % 50);
    }

    private Path pipeline(String out, String more) throws IOException {
        return Files.writeString(folder.resolve(out + ".yaml"), """
                input: {volume: %1$s/in.zarr}
                block: [16, 16, 16]
                steps:
                  - {name: smooth, op: gaussian-blur, sigma: 1}
                  - {name: range, op: minimum-maximum, of: smooth}
                  - {name: mask, op: threshold, value: 150, of: smooth}
                  - {name: labels, op: connected-components, connectivity: corners, of: mask}
                  - {name: grown, op: expand-labels, of: labels, distance: 3}
                output: {volume: %1$s/%2$s/out.zarr, format: ome-zarr-0.4, write: {grown: labels/grown, smooth: ""}}
                measure:
                  - {of: grown, intensity: input, table: [%1$s/%2$s/objects.csv, %1$s/%2$s/objects.parquet]}
                %3$s
                """.formatted(folder, out, more));
    }

    @Test
    void killed_at_ten_moments_and_gone_on_from() throws Exception {
        Process whole = kachel("whole", false);
        assertThat(whole.waitFor()).isZero();
        Random random = new Random(SEED);
        int kills = 0;
        for (int run = 0; kills < KILLS; run++) {
            String out = "cut" + run;
            boolean resume = false;
            while (true) {
                Map<Path, FileTime> before = records(out);
                int goal = before.size() + 1 + random.nextInt(40);
                Process process = kachel(out, resume);
                boolean killed = kills < KILLS && killAt(process, out, goal, random.nextInt(30));
                if (!killed) assertThat(process.waitFor()).as("seed %d", SEED).isZero();
                Map<Path, FileTime> after = records(out);
                if (killed) {
                    assertThat(after).as("records of finished tasks, untouched").containsAllEntriesOf(before);
                    kills++;
                    resume = true;
                    continue;
                }
                assertThat(after).isEmpty();
                Report report = Report.read(new ResultFile(
                        folder.resolve(out + "/out.zarr.report.json").toString()));
                long kept = report.phases().stream()
                        .mapToLong(Report.Phase::blocksKept)
                        .sum();
                assertThat(kept).as("blocks kept for %d records", before.size()).isGreaterThanOrEqualTo(before.size());
                break;
            }
            assertThat(contents(out)).as("seed %d, run %d", SEED, run).isEqualTo(contents("whole"));
        }
    }

    @Test
    void what_is_done_is_not_done_again_and_what_is_another_is_not_believed() throws Exception {
        Process process = kachel("a", false);
        assertThat(killAt(process, "a", 20, 0)).isTrue();
        RunOptions plain = new RunOptions(false, false, null, null, 2, null, true);
        RunOptions resume = new RunOptions(false, true, null, null, 2, null, true);
        Path file = pipeline("a", "");
        assertThatThrownBy(() -> Job.run(PipelineFile.read(file, List.of()), plain))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--resume");
        Path other = Files.writeString(
                folder.resolve("b.yaml"), Files.readString(file).replace("value: 150", "value: 151"));
        assertThatThrownBy(() -> Job.run(PipelineFile.read(other, List.of()), resume))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--overwrite");
        Report first = Job.run(PipelineFile.read(file, List.of()), resume);
        Report second = Job.run(PipelineFile.read(file, List.of()), resume);
        assertThat(second).isEqualTo(first);
    }

    private Process kachel(String out, boolean resume) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.kachel.cli.Kachel", "run"));
        command.addAll(List.of(pipeline(out, "").toString(), "--threads", "2", "--device", "java", "--quiet"));
        if (resume) command.add("--resume");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(out + ".log").toFile()))
                .start();
    }

    /** Kills once so many tasks are recorded, and a little later; false where the process ends before. */
    private boolean killAt(Process process, String out, int goal, int milliseconds) throws Exception {
        while (process.isAlive()) {
            if (records(out).size() >= goal) {
                Thread.sleep(milliseconds);
                process.destroyForcibly().waitFor();
                return process.exitValue() != 0;
            }
            process.waitFor(2, TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private Map<Path, FileTime> records(String out) throws IOException {
        Map<Path, FileTime> records = new HashMap<>();
        Path tasks = folder.resolve(out + "/out.zarr.ledger/tasks");
        if (!Files.exists(tasks)) return records;
        try (Stream<Path> all = Files.walk(tasks)) {
            for (Path each : all.filter(p -> p.getFileName().toString().matches("\\d{6}"))
                    .toList()) records.put(each, Files.getLastModifiedTime(each));
        } catch (IOException | java.io.UncheckedIOException e) {
            return records; // the run is just removing them
        }
        return records;
    }

    /** A Parquet file's pages: its footer lists encodings in the order of a hash set of Java objects. */
    private static byte[] withoutFooter(byte[] parquet) {
        int footer = ByteBuffer.wrap(parquet).order(ByteOrder.LITTLE_ENDIAN).getInt(parquet.length - 8);
        return Arrays.copyOf(parquet, parquet.length - 8 - footer);
    }

    /** All that a run leaves, but its report, which has times. */
    private Map<String, String> contents(String out) throws IOException {
        Path root = folder.resolve(out);
        try (Stream<Path> all = Files.walk(root)) {
            Map<String, String> contents = new HashMap<>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (name.matches(".*report\\.(json|html)") || name.endsWith(".log") || name.contains(".ledger/"))
                    continue;
                byte[] bytes = Files.readAllBytes(file);
                if (name.endsWith(".parquet")) bytes = withoutFooter(bytes);
                contents.put(name, Arrays.hashCode(bytes) + " " + bytes.length);
            }
            return contents;
        }
    }
}
