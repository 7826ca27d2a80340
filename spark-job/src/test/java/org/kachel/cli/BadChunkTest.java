package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceException;
import org.kachel.job.Contents;
import org.kachel.job.LocalSpark;
import org.kachel.job.TestVolumes;
import org.kachel.job.block.FaultyDevice;
import org.kachel.job.report.Report;
import org.kachel.job.store.ResultFile;

/** Damaged chunks of the input end the run, or are filled, told and never forgotten. */
@ExtendWith(LocalSpark.class)
class BadChunkTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path input;

    @BeforeEach
    void volume() throws IOException {
        input = folder.resolve("in.zarr");
        TestVolumes.write(input, VoxelType.UINT16, new int[] {40, 30, 20}, new int[] {16, 16, 16}, (x, y, z) -> {
            long i = x + 40L * (y + 30L * z);
            return i * 2654435761L >>> 5 & 127;
        });
    }

    @AfterEach
    void heal() {
        FaultyDevice.heal();
    }

    private int run(String name, String... options) throws IOException {
        Path pipeline = Files.writeString(folder.resolve(name + ".yaml"), """
                input: {volume: '%s'}
                block: [16, 16, 16]
                steps:
                - {name: smooth, op: gaussian-blur, sigma: 1}
                - {name: mask, op: threshold, value: 60}
                - {name: objects, op: connected-components}
                - {name: grown, op: expand-labels, distance: 2}
                output: {volume: '%s', format: zarr2, write: {grown: labels}}
                measure:
                - {of: grown, intensity: input, table: '%s'}
                """.formatted(
                        input, folder.resolve(name + "/out.zarr"), folder.resolve(name + "/objects.csv")));
        List<String> args = new ArrayList<>(List.of("run", pipeline.toString(), "--quiet"));
        args.addAll(List.of(options));
        return Kachel.execute(new PrintWriter(out), new PrintWriter(err), args.toArray(String[]::new));
    }

    private Path chunk() {
        return input.resolve("1/1/1");
    }

    private void damage() throws IOException {
        byte[] bytes = Files.readAllBytes(chunk());
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(chunk(), bytes);
    }

    private Report report(String name) throws IOException {
        return Report.read(
                new ResultFile(folder.resolve(name + "/out.zarr.report.json").toString()));
    }

    @Test
    void ends_the_run_unless_it_is_to_be_filled() throws IOException {
        damage();
        assertThat(run("plain")).isEqualTo(3);
        assertThat(err.toString()).contains(chunk().toString());
        assertThat(folder.resolve("plain/objects.csv")).doesNotExist();
    }

    @Test
    void is_filled_as_if_it_were_not_stored_and_named_with_exit_code_5() throws IOException {
        damage();
        assertThat(run("filled", "--on-bad-chunk", "fill")).as(err.toString()).isEqualTo(5);
        assertThat(err.toString()).startsWith("kachel: 1 damaged chunk").contains(chunk().toString());
        assertThat(report("filled").badChunks()).hasSize(1);
        assertThat(report("filled").badChunks().get(0).chunk()).isEqualTo(chunk().toString());
        assertThat(run("filled", "--on-bad-chunk", "fill", "--resume"))
                .as("asked again, of what is done")
                .isEqualTo(5);
        Files.delete(chunk());
        assertThat(run("absent")).as(err.toString()).isZero();
        assertThat(Contents.of(folder.resolve("filled"))).isEqualTo(Contents.of(folder.resolve("absent")));
        assertThat(report("absent").badChunks()).isEmpty();
    }

    @Test
    void is_remembered_by_a_run_that_goes_on_from_one_that_stopped() throws IOException {
        damage();
        // by then every chunk was read, and nothing is read from the input any more but for the table
        FaultyDevice.install((lane, call, method) -> lane > 20 ? DeviceException.Kind.OTHER : null);
        assertThat(run("stopped", "--on-bad-chunk", "fill")).as(err.toString()).isEqualTo(4);
        assertThat(folder.resolve("stopped/objects.csv")).doesNotExist();
        FaultyDevice.heal();
        Files.delete(folder.resolve("stopped.yaml"));
        assertThat(run("stopped", "--resume")).as(err.toString()).isIn(3, 5);
        assertThat(run("stopped", "--resume", "--on-bad-chunk", "fill"))
                .as(err.toString())
                .isEqualTo(5);
        assertThat(report("stopped").badChunks()).hasSize(1);
        assertThat(report("stopped").phases()).anyMatch(phase -> phase.blocksKept() > 0);
    }

    /** What a chunk is replaced by, or null where it goes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_input_that_changes_while_it_is_read_ends_the_run(boolean gone) throws IOException {
        AtomicBoolean done = new AtomicBoolean();
        FaultyDevice.install((lane, call, method) -> {
            try {
                if (lane == 5 && !done.getAndSet(true)) {
                    if (gone) Files.delete(chunk());
                    else Files.copy(input.resolve("0/0/0"), chunk(), StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return null;
        });
        assertThat(run("changed")).as(err.toString()).isEqualTo(3);
        assertThat(err.toString()).contains("changed while it was read", gone ? "1 objects are gone" : "1/1/1");
        assertThat(folder.resolve("changed/objects.csv")).doesNotExist();
    }

    @Test
    void is_a_word_that_is_checked() throws IOException {
        assertThat(run("word", "--on-bad-chunk", "ignore")).isEqualTo(2);
        assertThat(err.toString()).contains("--on-bad-chunk", "fail, fill");
        assertThat(run("word", "--on-bad-chunk", "fill", "--incremental")).isEqualTo(2);
    }
}
