package org.kachel.gpu.jocl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

class OpenClDeviceTest {
    private static final long MIB = 1L << 20;

    /** 9 MiB for the pool, so lanes may plan with 8. */
    private static OpenClDevice small() {
        return ((OpenClDevice) TestDevices.device()).within(new Limits(9 * MIB, 9 * MIB));
    }

    @Test
    void devicesAreFoundOnceGpusFirst() {
        List<Device> devices = OpenClDevices.discover().devices();
        assertThat(OpenClDevices.discover().devices()).isEqualTo(devices);
        for (int i = 0; i < devices.size(); i++)
            assertThat(devices.get(i).info().index()).isEqualTo(i);
        assertThat(devices.stream().map(d -> d.info().gpu()).toList())
                .isSortedAccordingTo((a, b) -> Boolean.compare(b, a));
        assertThat(TestDevices.device().budgetBytes()).isPositive();
    }

    @Test
    void overTheBudgetIsOutOfMemoryWithNumbers() {
        try (Lane lane = small().lane(8 * MIB);
                DeviceBuffer kept = lane.allocate(8 * MIB)) {
            assertThat(kept.bytes()).isEqualTo(8 * MIB);
            assertOutOfMemory(() -> lane.allocate(2 * MIB), Long.toString(9 * MIB));
            assertOutOfMemory(() -> lane.staging(10 * MIB), Long.toString(10 * MIB));
        }
    }

    @Test
    void moreThanTheLargestAllocationIsOutOfMemory() {
        Device device = TestDevices.device();
        long most = device.info().maxAllocationBytes();
        try (Lane lane = device.lane(0)) {
            assertOutOfMemory(() -> lane.allocate(most + 1), Long.toString(most));
            assertOutOfMemory(() -> lane.staging(1L << 31), Long.toString(1L << 31));
        }
    }

    @Test
    void unusedBuffersMakeRoomBeforeAnythingFails() {
        OpenClDevice device = small();
        try (Lane first = device.lane(4 * MIB);
                Lane second = device.lane(4 * MIB)) {
            DeviceBuffer waiting = first.allocate(6 * MIB);
            first.clear(waiting, 6 * MIB);
            waiting.close();
            try (DeviceBuffer b = second.allocate(7 * MIB)) {
                assertThat(device.usage().deviceBytes()).isEqualTo(7 * MIB);
                assertThat(device.usage().buffersInUse()).isEqualTo(1);
            }
            try (HostBuffer one = second.staging(5 * MIB)) {
                assertThat(one.bytes()).isEqualTo(5 * MIB);
            }
            try (HostBuffer other = second.staging(2 * MIB)) {
                assertThat(other.bytes()).isEqualTo(2 * MIB);
            }
        }
    }

    @Test
    void sameSizeIsReusedWithinAndAcrossLanes() {
        OpenClDevice device = small();
        for (int round = 0; round < 5; round++)
            try (Lane lane = device.lane(MIB)) {
                for (int i = 0; i < 5; i++) {
                    DeviceBuffer buffer = lane.allocate(MIB - i);
                    lane.clear(buffer, MIB - i);
                    buffer.close();
                }
            }
        assertThat(device.usage()).isEqualTo(new Device.Usage(MIB, 0, 0, 0));
    }

    @Test
    @Timeout(60)
    void laneWaitsForItsShareAndOneIsAlwaysAdmitted() throws Exception {
        OpenClDevice device = small();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Lane tooLarge = device.lane(100 * MIB);
            Future<Lane> next = threads.submit(() -> device.lane(MIB));
            assertThatThrownBy(() -> next.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            tooLarge.close();
            try (Lane admitted = next.get(10, TimeUnit.SECONDS);
                    Lane beside = device.lane(7 * MIB)) {
                assertThat(admitted.device()).isEqualTo(beside.device());
                // closes what it may still get when the interrupt comes too late
                Future<?> third = threads.submit(() -> device.lane(1).close());
                assertThatThrownBy(() -> third.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                third.cancel(true);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        device.lane(100 * MIB).close();
    }

    @Test
    void twoThreadsCompileOneProgramOnce() throws Exception {
        OpenClDevice device = small();
        int threads = 4;
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        Callable<Integer> job = () -> {
            Program own = new Program(
                    "sum.cl", "__kernel void five(__global int* a) { a[0] = VALUE; }", Map.of("VALUE", "5"));
            together.await();
            try (Lane lane = device.lane(0);
                    DeviceBuffer buffer = lane.allocate(4);
                    HostBuffer host = lane.staging(4)) {
                lane.launch(own, "five", WorkSize.of(1), buffer);
                lane.download(buffer, host, 4);
                lane.finish();
                return host.memory().getInt(0);
            }
        };
        List<Callable<Integer>> jobs = new ArrayList<>();
        for (int i = 0; i < threads; i++) jobs.add(job);
        for (Future<Integer> result : executor.invokeAll(jobs))
            assertThat(result.get()).isEqualTo(5);
        executor.shutdown();
        assertThat(device.usage().programs()).isEqualTo(1);
    }

    private static void assertOutOfMemory(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String number) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DeviceException.class, e -> assertThat(e.kind()).isEqualTo(DeviceException.Kind.OUT_OF_MEMORY))
                .hasMessageContaining(number);
    }
}
