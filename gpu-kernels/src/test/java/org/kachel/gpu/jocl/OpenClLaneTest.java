package org.kachel.gpu.jocl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

class OpenClLaneTest {
    private static final Program SCALE = new Program("scale.cl", """
            __kernel void scale(__global float* a, float f, long n) {
              size_t i = get_global_id(0);
              if (i < n) a[i] = f * a[i] + OFFSET;
            }
            __kernel void index(__global int* a, int w, int h, int d) {
              size_t x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
              if (x < w && y < h && z < d) a[(z * h + y) * w + x] += 1 + (int) ((z * h + y) * w + x);
            }
            __kernel void group_sum(__global const int* a, __global int* sums, __local int* part) {
              size_t l = get_local_id(0);
              part[l] = a[get_global_id(0)];
              barrier(CLK_LOCAL_MEM_FENCE);
              if (l == 0) {
                int sum = 0;
                for (size_t i = 0; i < get_local_size(0); i++) sum += part[i];
                sums[get_group_id(0)] = sum;
              }
            }
            """, Map.of("OFFSET", "1"));

    private static final Program ARITHMETIC = new Program("arithmetic.cl", """
            __kernel void arithmetic(__global const float* a, __global const float* b, __global float* out, int n) {
              size_t i = get_global_id(0);
              if (i >= n) return;
              out[4 * i] = a[i] * b[i] + a[i];
              out[4 * i + 1] = a[i] / b[i];
              out[4 * i + 2] = sqrt(a[i]);
              out[4 * i + 3] = fma(a[i], b[i], a[i]);
            }
            """, Map.of());

    @Test
    void uploadsComputesAndDownloads() {
        int n = 1001;
        try (Lane lane = TestDevices.lane();
                HostBuffer host = lane.staging(4L * n);
                DeviceBuffer device = lane.allocate(4L * n)) {
            FloatBuffer values = host.memory().asFloatBuffer();
            for (int i = 0; i < n; i++) values.put(i, i);
            lane.upload(host, device, 4L * n);
            lane.launch(SCALE, "scale", WorkSize.of(n).groups(64), device, 2f, (long) n);
            lane.download(device, host, 4L * n);
            lane.finish();
            for (int i = 0; i < n; i++) assertThat(values.get(i)).isEqualTo(2f * i + 1);
            Lane.Times times = lane.takeTimes();
            assertThat(times.uploadBytes()).isEqualTo(4L * n);
            assertThat(times.downloadBytes()).isEqualTo(4L * n);
            assertThat(times.kernelSeconds()).isPositive().isLessThan(10);
            assertThat(lane.takeTimes()).isEqualTo(Lane.Times.ZERO);
        }
    }

    @Test
    void everyVoxelOfOddSizesIsVisitedOnce() {
        int[][] sizes = {{1, 1, 1}, {7, 5, 3}, {65, 1, 2}, {1, 33, 1}};
        for (int[] s : sizes)
            for (WorkSize work : new WorkSize[] {
                WorkSize.of(s[0], s[1], s[2]), WorkSize.of(s[0], s[1], s[2]).groups(8, 4, 2)
            }) {
                int n = s[0] * s[1] * s[2];
                try (Lane lane = TestDevices.lane();
                        DeviceBuffer device = lane.allocate(4L * n);
                        HostBuffer host = lane.staging(4L * n)) {
                    lane.clear(device, 4L * n);
                    lane.launch(SCALE, "index", work, device, s[0], s[1], s[2]);
                    lane.download(device, host, 4L * n);
                    lane.finish();
                    IntBuffer values = host.memory().asIntBuffer();
                    for (int i = 0; i < n; i++) assertThat(values.get(i)).isEqualTo(i + 1);
                }
            }
    }

    @Test
    void nothingToDoQueuesNothing() {
        try (Lane lane = TestDevices.lane();
                DeviceBuffer device = lane.allocate(0);
                HostBuffer host = lane.staging(0)) {
            lane.upload(host, device, 0);
            lane.clear(device, 0);
            lane.launch(SCALE, "scale", WorkSize.of(0), device, 1f, 0L);
            lane.finish();
            assertThat(host.memory().remaining()).isZero();
        }
    }

    @Test
    void clearTouchesOnlyItsBytes() {
        try (Lane lane = TestDevices.lane();
                DeviceBuffer device = lane.allocate(100);
                HostBuffer host = lane.staging(100)) {
            for (int bytes : new int[] {1, 4, 16, 37, 64}) {
                ByteBuffer memory = host.memory();
                for (int i = 0; i < 100; i++) memory.put(i, (byte) 7);
                lane.upload(host, device, 100);
                lane.clear(device, bytes);
                lane.download(device, host, 100);
                lane.finish();
                for (int i = 0; i < 100; i++) assertThat(memory.get(i)).isEqualTo((byte) (i < bytes ? 0 : 7));
            }
        }
    }

    @Test
    void localMemoryIsAnArgument() {
        try (Lane lane = TestDevices.lane();
                DeviceBuffer in = lane.allocate(4L * 256);
                DeviceBuffer sums = lane.allocate(4L * 4);
                HostBuffer host = lane.staging(4L * 256)) {
            for (int i = 0; i < 256; i++) host.memory().putInt(4 * i, i);
            lane.upload(host, in, 4 * 256);
            WorkSize work = WorkSize.of(256).groups(64);
            lane.launch(SCALE, "group_sum", work, in, sums, new Lane.LocalMemory(4 * 64));
            lane.download(sums, host, 16);
            lane.finish();
            for (int g = 0; g < 4; g++) assertThat(host.memory().getInt(4 * g)).isEqualTo(64 * 64 * g + 63 * 32);
        }
    }

    /** Products and sums are not fused behind our back; division and square root are IEEE's. */
    @Test
    void arithmeticIsThatOfJava() {
        int n = 10_000;
        long seed = 20261121;
        Random random = new Random(seed);
        try (Lane lane = TestDevices.lane();
                DeviceBuffer a = lane.allocate(4L * n);
                DeviceBuffer b = lane.allocate(4L * n);
                DeviceBuffer out = lane.allocate(16L * n);
                HostBuffer ha = lane.staging(4L * n);
                HostBuffer hb = lane.staging(4L * n);
                HostBuffer result = lane.staging(16L * n)) {
            FloatBuffer fa = ha.memory().asFloatBuffer();
            FloatBuffer fb = hb.memory().asFloatBuffer();
            for (int i = 0; i < n; i++) fa.put(i, 1e-3f + 1e4f * random.nextFloat());
            for (int i = 0; i < n; i++) fb.put(i, 1e-3f - 1e3f * random.nextFloat());
            lane.upload(ha, a, 4L * n);
            lane.upload(hb, b, 4L * n);
            lane.launch(ARITHMETIC, "arithmetic", WorkSize.of(n), a, b, out, n);
            lane.download(out, result, 16L * n);
            lane.finish();
            FloatBuffer r = result.memory().asFloatBuffer();
            for (int i = 0; i < n; i++) {
                float x = fa.get(i);
                float y = fb.get(i);
                float[] expected = {x * y + x, x / y, (float) Math.sqrt(x), Math.fma(x, y, x)};
                for (int k = 0; k < 4; k++)
                    assertThat(r.get(4 * i + k))
                            .as("seed %d, %d of %s, %s", seed, k, x, y)
                            .isEqualTo(expected[k]);
            }
        }
    }

    @Test
    void failedBuildShowsTheUsersLine() {
        Program broken = new Program(
                "broken.cl", "// one\n__kernel void k(__global int* a) {\n  a[0] = undeclared_name;\n}\n", Map.of());
        try (Lane lane = TestDevices.lane();
                DeviceBuffer device = lane.allocate(4)) {
            assertThatThrownBy(() -> lane.launch(broken, "k", WorkSize.of(1), device))
                    .isInstanceOfSatisfying(
                            DeviceException.class,
                            e -> assertThat(e.kind()).isEqualTo(DeviceException.Kind.BUILD_FAILED))
                    .hasMessageContaining("broken.cl")
                    .hasMessageContaining("    3 |   a[0] = undeclared_name;");
            lane.launch(SCALE, "index", WorkSize.of(1, 1, 1), device, 1, 1, 1);
            lane.finish();
        }
    }

    @Test
    void wrongArgumentsAreErrorsThatSayWhich() {
        try (Lane lane = TestDevices.lane();
                Lane other = TestDevices.lane();
                DeviceBuffer foreign = other.allocate(4);
                DeviceBuffer device = lane.allocate(4);
                HostBuffer host = lane.staging(4)) {
            WorkSize one = WorkSize.of(1);
            assertMisuse(() -> lane.launch(SCALE, "scale", one, device, 1f), "3 arguments, 2 were given");
            assertMisuse(() -> lane.launch(SCALE, "scale", one, device, 1f, 1), "argument 2 is Long, given Integer");
            assertMisuse(() -> lane.launch(SCALE, "scale", one, device, 1, 1L), "argument 1 is Float, given Integer");
            assertMisuse(() -> lane.launch(SCALE, "scale", one, 1L, 1f, 1L), "argument 0 is DeviceBuffer, given Long");
            assertMisuse(() -> lane.launch(SCALE, "scale", one, device, null, 1L), "argument 1");
            assertMisuse(() -> lane.launch(SCALE, "scale", one, foreign, 1f, 1L), "another lane");
            assertMisuse(() -> lane.launch(SCALE, "no_such", one, device), "no_such of scale.cl");
            assertMisuse(() -> lane.upload(host, device, 5), "5 bytes of a buffer of 4");
            assertMisuse(() -> lane.allocate(-1), "-1 bytes");
            assertMisuse(() -> lane.launch(SCALE, "scale", WorkSize.of(-1), device, 1f, 1L), "-1");
        }
    }

    @Test
    void closingInAnyOrderAndTwiceIsHarmless() {
        Lane lane = TestDevices.lane();
        DeviceBuffer device = lane.allocate(4096);
        HostBuffer host = lane.staging(4096);
        lane.upload(host, device, 4096);
        host.close();
        host.close();
        lane.close();
        device.close();
        lane.close();
        assertThat(TestDevices.device().usage().buffersInUse()).isZero();
    }

    @Test
    void useAfterCloseIsAnError() {
        Lane lane = TestDevices.lane();
        DeviceBuffer device = lane.allocate(4);
        HostBuffer host = lane.staging(4);
        DeviceBuffer closed = lane.allocate(4);
        closed.close();
        assertMisuse(() -> lane.upload(host, closed, 4), "after it was closed");
        lane.close();
        assertMisuse(host::memory, "after it was closed");
        assertMisuse(() -> lane.upload(host, device, 4), "lane is closed");
        assertMisuse(() -> lane.allocate(4), "lane is closed");
        assertMisuse(lane::finish, "lane is closed");
    }

    /** Host memory of a queued transfer must not be handed out before the transfer is over, not even to the same lane. */
    @Test
    void closedStagingIsNotReusedBeforeFinish() {
        int n = 1 << 18;
        try (Lane lane = TestDevices.lane();
                DeviceBuffer device = lane.allocate(4L * n)) {
            HostBuffer first = lane.staging(4L * n);
            for (int i = 0; i < n; i++) first.memory().putInt(4 * i, i);
            lane.upload(first, device, 4L * n);
            first.close();
            try (HostBuffer second = lane.staging(4L * n)) {
                for (int i = 0; i < n; i++) second.memory().putInt(4 * i, -1);
                lane.download(device, second, 4L * n);
                lane.finish();
                for (int i = 0; i < n; i += 1000)
                    assertThat(second.memory().getInt(4 * i)).isEqualTo(i);
            }
        }
    }

    /** Without a copy where the device works in the host's memory; the same to see where it does not. */
    @Test
    void memoryChangesHands() {
        int n = 1 << 18;
        OpenClDevice device = ((OpenClDevice) TestDevices.device()).within(new Limits(16L * n, 16L * n));
        try (Lane lane = device.lane(4L * n)) {
            HostBuffer host = lane.staging(4L * n);
            for (int i = 0; i < n; i++) host.memory().putFloat(4 * i, i);
            DeviceBuffer there = lane.upload(host);
            assertMisuse(host::memory, "after it was closed");
            lane.launch(SCALE, "scale", WorkSize.of(n), there, 2f, (long) n);
            HostBuffer back = lane.download(there, 4L * n);
            there.close();
            try (DeviceBuffer other = lane.allocate(4L * n)) {
                lane.clear(other, 4L * n);
                lane.finish();
            }
            assertHolds(back, n, 2);
            boolean shared = device.info().worksInHostMemory();
            assertThat(device.usage().pinnedBytes()).isEqualTo(shared ? 4L * n : 8L * n);
            back.close();
            Lane.Times times = lane.takeTimes();
            assertThat(times.downloadBytes()).isEqualTo(4L * n);
        }
        assertThat(device.usage().buffersInUse()).isZero();
    }

    private static void assertHolds(HostBuffer host, int n, float factor) {
        for (int i = 0; i < n; i++)
            if (host.memory().getFloat(4 * i) != factor * i + 1)
                throw new AssertionError("voxel " + i + ": " + host.memory().getFloat(4 * i));
    }

    /** What the host writes into one download is not seen in another. */
    @Test
    void twoDownloadsOfOneBufferAreApart() {
        int n = 1000;
        try (Lane lane = TestDevices.lane()) {
            HostBuffer host = lane.staging(4L * n);
            for (int i = 0; i < n; i++) host.memory().putFloat(4 * i, i);
            try (DeviceBuffer device = lane.upload(host)) {
                lane.launch(SCALE, "scale", WorkSize.of(n), device, 1f, (long) n);
                try (HostBuffer one = lane.download(device, 4L * n);
                        HostBuffer two = lane.download(device, 4L * n)) {
                    lane.finish();
                    for (int i = 0; i < n; i++) one.memory().putFloat(4 * i, -1);
                    assertHolds(two, n, 1);
                }
            }
        }
        assertThat(TestDevices.device().usage().buffersInUse()).isZero();
    }

    @Test
    void manyLaunchesBetweenFinishesAreCountedAndReleased() {
        try (Lane lane = TestDevices.lane();
                DeviceBuffer device = lane.allocate(4);
                HostBuffer host = lane.staging(4)) {
            lane.clear(device, 4);
            for (int i = 0; i < 5000; i++) lane.launch(SCALE, "index", WorkSize.of(1, 1, 1), device, 1, 1, 1);
            lane.download(device, host, 4);
            lane.finish();
            assertThat(host.memory().getInt(0)).isEqualTo(5000);
        }
    }

    static void assertMisuse(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(DeviceException.class).hasMessageContaining(message);
    }
}
