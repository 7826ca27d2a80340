package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.VoxelType;
import org.kachel.job.flaky.Fate;
import org.kachel.job.flaky.FlakyTasks;
import org.kachel.job.spec.PipelineFile;

/** Attempts at tasks that fail at any moment of theirs, in every stage: the result is that of a run in which none does. */
class TaskFailuresTest {
    private static final long SEED = 20261128;

    @TempDir
    private Path folder;

    private void run(String place, String out) throws IOException {
        Path file = Files.writeString(folder.resolve(out + ".yaml"), """
                input: {volume: '%1$s/in.zarr'}
                block: [4, 4, 4]
                steps:
                  - {name: smooth, op: gaussian-blur, sigma: 0.5}
                  - {name: labels, op: connected-components, connectivity: faces, of: input}
                  - {name: grown, op: expand-labels, of: labels, distance: 1}
                output: {volume: '%1$s/%2$s/out.zarr', write: {smooth: '', grown: labels/grown}, levels: 2}
                measure:
                  - {of: grown, intensity: smooth, neighbours: touching, table: '%1$s/%2$s/objects.csv'}
                """.formatted(place, out));
        RunOptions options = RunOptions.DEFAULT
                .withDevice("java")
                .withMaster("local[2,8]")
                .withThreads(2)
                .withQuiet(true);
        Job.run(PipelineFile.read(file, List.of()), options);
    }

    /** By the seed, as are the seams of this test: which attempts fail, and when. */
    private static void flaky(double rate) {
        System.setProperty("kachel.flaky.rate", "" + rate);
        System.setProperty("kachel.flaky.seed", "" + SEED);
        System.setProperty("spark.plugins", FlakyTasks.class.getName());
    }

    @AfterEach
    void sound() {
        for (String name : List.of("kachel.flaky.rate", "kachel.flaky.seed", "spark.plugins"))
            System.clearProperty(name);
    }

    @Test
    void a_tenth_of_all_attempts_fails_and_nothing_shows() throws IOException {
        int[] size = {50, 46, 43};
        TestVolumes.write(
                folder.resolve("in.zarr"), VoxelType.UINT8, size, new int[] {16, 16, 16}, TestVolumes.noise(SEED, 0.2));
        run(folder.toString(), "sound");
        flaky(0.1);
        run("flaky://here" + folder, "flaky");
        for (Fate.Moment moment : Fate.Moment.values())
            assertThat(Fate.failed(moment)).as("failed at %s", moment).isGreaterThan(10);
        assertThat(Contents.of(folder.resolve("flaky")))
                .as("seed %d", SEED)
                .isEqualTo(Contents.of(folder.resolve("sound")));
    }
}
