package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.VoxelType;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.DeviceException.Kind;
import org.kachel.gpu.jocl.OpenClDevices;
import org.kachel.job.block.FaultyDevice;
import org.kachel.job.spec.PipelineFile;

/** What a device does to a job when it fails: the same result, or one failure with its kind; and it keeps nothing. */
@ExtendWith(LocalSpark.class)
class DeviceFaultTest {
    private static final long SEED = 20261128;

    /** One call in so many fails; a block needs about twenty. */
    private static final int CALLS = 40;

    @TempDir
    private Path folder;

    @BeforeEach
    void input() throws IOException {
        int[] size = {50, 40, 24};
        TestVolumes.write(
                folder.resolve("in.zarr"),
                VoxelType.UINT16,
                size,
                new int[] {32, 32, 16},
                TestVolumes.balls(SEED, size, 20));
    }

    @AfterEach
    void heal() {
        FaultyDevice.heal();
    }

    private void run(String out, String device) throws IOException {
        run(out, device, "[32, 32, 16]");
    }

    private void run(String out, String device, String block) throws IOException {
        Path file = Files.writeString(folder.resolve(out + ".yaml"), """
                input: {volume: %1$s/in.zarr}
                block: %3$s
                steps:
                  - {name: smooth, op: gaussian-blur, sigma: 2}
                  - {name: mask, op: threshold-auto, method: otsu, of: smooth}
                  - {name: labels, op: connected-components, connectivity: corners, of: mask}
                  - {name: grown, op: expand-labels, of: labels, distance: 3}
                output: {volume: %1$s/%2$s/out.zarr, format: ome-zarr-0.4, write: {grown: labels/grown, smooth: ""}}
                measure:
                  - {of: grown, intensity: input, table: %1$s/%2$s/objects.csv}
                """.formatted(folder, out, block));
        Job.run(
                PipelineFile.read(file, List.of()),
                RunOptions.DEFAULT.withDevice(device).withThreads(2).withQuiet(true));
    }

    private void same(String out) throws IOException {
        FaultyDevice.heal();
        run("undisturbed", "auto");
        assertThat(Contents.of(folder.resolve(out))).isEqualTo(Contents.of(folder.resolve("undisturbed")));
        for (Device device : OpenClDevices.discover().devices())
            assertThat(device.usage().buffersInUse()).as("buffers kept").isZero();
    }

    @Test
    void blocks_that_do_not_fit_are_cut_and_give_the_same() throws IOException {
        Set<Long> failed = ConcurrentHashMap.newKeySet();
        // each block in one piece fails at its fifth call; the lane that follows is that of its pieces
        FaultyDevice.install((lane, call, method) -> {
            if (lane % 2 != 0 || call != 5) return null;
            failed.add(lane);
            return Kind.OUT_OF_MEMORY;
        });
        run("cut", "auto");
        assertThat(failed).hasSizeGreaterThanOrEqualTo(16);
        same("cut");
    }

    @Test
    void memory_that_fails_at_any_call_gives_the_same() throws IOException {
        AtomicInteger failures = new AtomicInteger();
        FaultyDevice.install((lane, call, method) -> {
            boolean fails = new Random(SEED + 7919 * lane + call).nextInt(CALLS) == 0;
            if (fails) failures.incrementAndGet();
            return fails ? Kind.OUT_OF_MEMORY : null;
        });
        run("random", "auto");
        assertThat(failures.get()).as("seed %d", SEED).isGreaterThan(10);
        same("random");
    }

    @Test
    void where_no_piece_fits_the_block_is_computed_in_plain_java() throws IOException {
        FaultyDevice.install((lane, call, method) -> method.equals("allocate") ? Kind.OUT_OF_MEMORY : null);
        run("java", "auto");
        same("java");
    }

    @Test
    void a_device_that_is_lost_for_a_moment_is_opened_again() throws IOException {
        AtomicInteger losses = new AtomicInteger();
        FaultyDevice.install((lane, call, method) -> {
            if (lane % 7 != 3 || call < 9) return null;
            if (call == 9) losses.incrementAndGet();
            return Kind.LOST;
        });
        run("lost", "auto");
        assertThat(losses.get()).isGreaterThan(1);
        same("lost");
    }

    @Test
    void a_run_goes_on_with_what_is_left_when_a_device_is_gone() throws IOException {
        FaultyDevice.install((lane, call, method) -> lane > 5 ? Kind.LOST : null);
        run("gone", "auto");
        same("gone");
    }

    @Test
    void where_one_device_was_asked_for_its_loss_ends_the_run() throws IOException {
        String name = OpenClDevices.discover().devices().get(0).info().name();
        AtomicInteger lanes = new AtomicInteger();
        FaultyDevice.install((lane, call, method) -> {
            if (call == 0) lanes.incrementAndGet();
            return lane > 5 ? Kind.LOST : null;
        });
        assertThatThrownBy(() -> run("ended", name, "[8, 8, 8]"))
                .satisfies(e -> assertThat(deviceException(e).kind()).isEqualTo(Kind.GONE));
        assertThat(lanes.get())
                .as("lanes that were opened before the device counted as gone")
                .isLessThan(20);
        assertThat(folder.resolve("ended/out.zarr/.zattrs")).doesNotExist();
        assertThat(folder.resolve("ended/objects.csv")).doesNotExist();
    }

    @Test
    void a_bug_fails_once() throws IOException {
        AtomicInteger failures = new AtomicInteger();
        FaultyDevice.install((lane, call, method) -> {
            if (lane < 5 || !method.equals("launch")) return null;
            failures.incrementAndGet();
            return Kind.OTHER;
        });
        assertThatThrownBy(() -> run("bug", "auto", "[8, 8, 8]"))
                .hasMessageContaining("block ")
                .satisfies(e -> assertThat(deviceException(e).kind()).isEqualTo(Kind.OTHER));
        assertThat(failures.get())
                .as("the stage of 105 blocks is cancelled long before all of them have failed four times")
                .isLessThan(40);
        assertThat(folder.resolve("bug/out.zarr/.zattrs")).doesNotExist();
    }

    private static DeviceException deviceException(Throwable e) {
        Throwable cause = e;
        while (!(cause instanceof DeviceException)) {
            cause = cause.getCause();
            assertThat(cause).as("a DeviceException in " + e).isNotNull();
        }
        return (DeviceException) cause;
    }
}
