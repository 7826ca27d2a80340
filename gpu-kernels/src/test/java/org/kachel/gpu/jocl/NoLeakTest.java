package org.kachel.gpu.jocl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

class NoLeakTest {
    private static final int THREADS = 4;
    private static final int BLOCKS = 10_000;
    private static final int[] SIZES = {1, 999, 4096, 10_007, 30_000, 65_537};

    /** Heap growth and compiled code; one leaked buffer a block would be at least 40 MiB on its own, and 270 on average. */
    private static final long RSS_TOLERANCE_KIB = 96 << 10;

    /** Threads of the Java compiler and collector come and go; one thread a transfer would be thousands. */
    private static final long THREAD_TOLERANCE = 8;

    private static final Program TRIPLE = new Program(
            "triple.cl",
            "__kernel void triple(__global const int* a, __global int* b, int n) {"
                    + " size_t i = get_global_id(0); if (i < n) b[i] = 3 * a[i]; }",
            Map.of());

    @Test
    void tenThousandBlocksLeaveEverythingWhereItWas() throws Exception {
        Device device = TestDevices.device();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            fillPools(device);
            run(device, threads, 100 + THREADS);
            Device.Usage usage = device.usage();
            long rss = status("VmRSS");
            long running = status("Threads");
            run(device, threads, BLOCKS);
            assertThat(device.usage()).isEqualTo(usage);
            assertThat(usage.buffersInUse()).isZero();
            assertThat(status("VmRSS") - rss).as("KiB of memory gained").isLessThan(RSS_TOLERANCE_KIB);
            assertThat(status("Threads") - running).as("threads gained").isLessThanOrEqualTo(THREAD_TOLERANCE);
        } finally {
            threads.shutdown();
        }
    }

    /** What the threads may hold at most at one moment, so that the pools need not grow later. */
    private static void fillPools(Device device) {
        List<Lane> lanes = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            Lane lane = device.lane(1 << 20);
            lanes.add(lane);
            for (int n : SIZES)
                for (int k = 0; k < 2; k++) {
                    lane.allocate(4L * n);
                    lane.staging(4L * n);
                }
        }
        lanes.forEach(Lane::close);
    }

    private static void run(Device device, ExecutorService threads, int blocks) throws Exception {
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int first = t;
            done.add(threads.submit(() -> {
                for (int b = first; b < blocks; b += THREADS) block(device, SIZES[b / THREADS % SIZES.length], b);
            }));
        }
        for (Future<?> f : done) f.get();
        System.gc();
    }

    private static void block(Device device, int n, int seed) {
        try (Lane lane = device.lane(8L * n);
                HostBuffer in = lane.staging(4L * n);
                HostBuffer out = lane.staging(4L * n);
                DeviceBuffer a = lane.allocate(4L * n);
                DeviceBuffer b = lane.allocate(4L * n)) {
            IntBuffer values = in.memory().asIntBuffer();
            for (int i = 0; i < n; i++) values.put(i, seed + i);
            lane.upload(in, a, 4L * n);
            lane.launch(TRIPLE, "triple", WorkSize.of(n).groups(64), a, b, n);
            lane.download(b, out, 4L * n);
            lane.finish();
            IntBuffer result = out.memory().asIntBuffer();
            for (int i = 0; i < n; i++)
                if (result.get(i) != 3 * (seed + i)) throw new AssertionError("block " + seed + ", voxel " + i);
        }
    }

    /** A number of this process; 0 where the system does not tell. */
    private static long status(String what) throws IOException {
        Path file = Path.of("/proc/self/status");
        if (!Files.exists(file)) return 0;
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(what + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
