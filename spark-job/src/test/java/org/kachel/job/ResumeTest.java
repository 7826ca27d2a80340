package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.VoxelType;
import org.kachel.job.report.Report;
import org.kachel.job.spec.PipelineFile;
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

    private Path volume(String out) {
        return folder.resolve(out).resolve("out.zarr");
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
        assertThat(kachel("whole", false).waitFor()).isZero();
        Interruptions interruptions = new Interruptions(SEED, KILLS, 41);
        for (int run = 0; interruptions.left(); run++) {
            String out = "cut" + run;
            interruptions.upon(volume(out), resume -> kachel(out, resume));
            assertThat(Contents.of(folder.resolve(out)))
                    .as("seed %d, run %d", SEED, run)
                    .isEqualTo(Contents.of(folder.resolve("whole")));
        }
    }

    @Test
    void what_is_done_is_not_done_again_and_what_is_another_is_not_believed() throws Exception {
        Process process = kachel("a", false);
        assertThat(Interruptions.killAt(process, volume("a"), 20, 0)).isTrue();
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

    /** Between its last sign that all is done and its exit. */
    @Test
    void killed_at_the_very_end_it_is_done() throws Exception {
        Process process = kachel("a", false);
        Path run = folder.resolve("a/out.zarr.ledger/run.json");
        while (process.isAlive() && !(Files.exists(run) && Files.readString(run).contains("\"done\":true")))
            process.waitFor(1, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        assertThat(process.exitValue()).as("killed").isNotZero();
        assertThat(kachel("a", true).waitFor()).isZero();
        assertThat(run.getParent()).isDirectoryNotContaining(file -> !file.endsWith("run.json"));
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
}
