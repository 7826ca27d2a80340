package org.kachel.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceBandwidth;
import org.kachel.gpu.DeviceException;
import org.kachel.op.Catalogue;

/** Times the operations of the catalogue, one after the other. */
public final class OperationBench {
    private static final long BANDWIDTH_BYTES = 256L << 20;

    private final Device device;
    private final Request request;
    private final DeviceBandwidth bandwidth;

    /**
     * @param operations names; all where empty
     * @param cpu whether Java and ImageJ are timed too
     */
    public record Request(List<String> operations, List<BenchSize> sizes, int repeat, boolean cpu) {
        public Request {
            operations = List.copyOf(operations);
            sizes = List.copyOf(sizes);
            // *Errors*: an unknown name is said before anything is timed
            operations.forEach(Catalogue::entry);
            if (repeat < 1) throw new IllegalArgumentException("repeat is " + repeat + ", but must be at least 1");
        }
    }

    public OperationBench(Device device, Request request) {
        this.device = device;
        this.request = request;
        this.bandwidth = DeviceBandwidth.measure(device, device.info().gpu() ? BANDWIDTH_BYTES : BANDWIDTH_BYTES / 4);
    }

    public DeviceBandwidth bandwidth() {
        return bandwidth;
    }

    /** @param each gets every row when it is done */
    public BenchResult run(Consumer<Measurement> each) throws IOException {
        List<Measurement> rows = new ArrayList<>();
        for (BenchSize size : request.sizes())
            try (DeviceTimer timer = new DeviceTimer(device, size, request.repeat())) {
                for (Workload row : Workload.all()) {
                    if (!wanted(row)) continue;
                    Measurement measured = measure(timer, row, size);
                    rows.add(measured);
                    each.accept(measured);
                }
            }
        var info = device.info();
        return new BenchResult(
                info.name().strip(),
                info.kind().name().toLowerCase(java.util.Locale.ROOT),
                info.version().strip(),
                Runtime.getRuntime().availableProcessors(),
                bandwidth,
                rows);
    }

    private boolean wanted(Workload row) {
        return request.operations().isEmpty()
                || request.operations().contains(row.entry().name());
    }

    private Measurement measure(DeviceTimer timer, Workload row, BenchSize size) throws IOException {
        try {
            DeviceTimer.Times times = timer.time(row);
            return row(row, size, times, cpu(row, size), "");
        } catch (UnsupportedOperationException | IllegalArgumentException | ArithmeticException | DeviceException e) {
            return row(row, size, new DeviceTimer.Times(Double.NaN, Double.NaN, Double.NaN, 0), Cpu.NONE, reason(e));
        }
    }

    private static String reason(RuntimeException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }

    private record Cpu(CpuTimer.Time java, CpuTimer.Time imagej) {
        static final Cpu NONE = new Cpu(CpuTimer.Time.NONE, CpuTimer.Time.NONE);
    }

    private Cpu cpu(Workload row, BenchSize size) throws IOException {
        if (!request.cpu()) return Cpu.NONE;
        return new Cpu(java(row, size), CpuTimer.imagej(row, size));
    }

    /** None where the operation runs on a device alone. */
    private static CpuTimer.Time java(Workload row, BenchSize size) throws IOException {
        try {
            return CpuTimer.java(row, size);
        } catch (DeviceException e) {
            return CpuTimer.Time.NONE;
        }
    }

    private Measurement row(Workload row, BenchSize size, DeviceTimer.Times times, Cpu cpu, String reason) {
        double bytesPerSecond = times.bytes() / times.device();
        return new Measurement(
                row.entry().name(),
                row.shown(),
                row.content(),
                size.word(),
                size.type().toString(),
                size.voxels(),
                times.bytes(),
                1e3 * times.device(),
                1e3 * times.wall(),
                bytesPerSecond / 1e9,
                bytesPerSecond / bandwidth.copyBytesPerSecond(),
                1e3 * (times.device() + times.transfers()),
                1e3 * cpu.java().seconds(),
                1e3 * cpu.imagej().seconds(),
                ImageJ.rival(row, size.flat()).map(ImageJ.Rival::name).orElse(""),
                cpu.java().estimated() || cpu.imagej().estimated(),
                reason);
    }
}
