package org.kachel.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.BoxFilter.Statistic;
import org.kachel.op.Footprint.Form;

/**
 * Times the neighbourhood operations with data resident on the device: {@code StencilBenchmark [edge 512] [type float32]
 * [runs 7]}. Prints the median in milliseconds, Mvoxel/s and GB/s of input and output counted once; a copy is the yardstick.
 */
final class StencilBenchmark {
    private static final Program COPY = new Program(
            "copy",
            "__kernel void copy(__global const float4 *in, __global float4 *out, const long n) {\n"
                    + "  const size_t i = get_global_id(0);\n  if (i < n) out[i] = in[i];\n}\n",
            Map.of());

    private final Lane lane;
    private final Interval interval;
    private final int runs;

    private StencilBenchmark(Lane lane, Interval interval, int runs) {
        this.lane = lane;
        this.interval = interval;
        this.runs = runs;
    }

    public static void main(String[] args) {
        int edge = args.length > 0 ? Integer.parseInt(args[0]) : 512;
        VoxelType type = VoxelType.named(args.length > 1 ? args[1] : "float32");
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 7;
        Device device = TestDevices.device();
        System.out.printf("%s, %d³ %s, median of %d%n", device.info().name(), edge, type, runs);
        try (Lane lane = device.lane(24L * edge * edge * edge)) {
            new StencilBenchmark(lane, new FinalInterval(edge, edge, edge), runs).all(type);
        }
    }

    private void all(VoxelType type) {
        try (DeviceImage in = filled(type)) {
            copy(in);
            for (double sigma : new double[] {1, 2, 10})
                time("gaussian σ" + sigma, GaussianBlur.of(new double[] {sigma, sigma, sigma}, Border.CLAMP), in);
            for (Statistic s : Statistic.values()) time(s + " r3", new BoxFilter(s, Halo.of(3), Border.CLAMP), in);
            time("minimum r5", new BoxFilter(Statistic.MINIMUM, Halo.of(5), Border.CLAMP), in);
            time("local maxima", new LocalMaxima(false), in);
            windows(in);
        }
    }

    private void windows(DeviceImage in) {
        for (int r = 1; r <= 2; r++) time("median r" + r, new MedianFilter(box(r), Border.CLAMP), in);
        for (Statistic s : Statistic.values())
            time(s + " sphere r3", new FootprintFilter(s, new Footprint(Form.SPHERE, Halo.of(3)), Border.CLAMP), in);
        time("median sphere r2", new MedianFilter(new Footprint(Form.SPHERE, Halo.of(2)), Border.CLAMP), in);
        time("variance r3", new VarianceBox(false, Halo.of(3), Border.CLAMP), in);
        for (Derivative.Kind kind : List.of(Derivative.Kind.SOBEL, Derivative.Kind.GRADIENT_X))
            time(kind.operation(), new Derivative(kind, Border.CLAMP), in);
        time("binary edge", new BinaryEdge(), in);
    }

    private static Footprint box(int radius) {
        return new Footprint(Form.BOX, Halo.of(radius));
    }

    private DeviceImage filled(VoxelType type) {
        DeviceImage image = DeviceImage.allocate(lane, type, interval);
        lane.clear(image.buffer(), image.count() * type.bytes());
        int head = (int) Math.min(image.count() * type.bytes(), 1 << 24);
        try (HostBuffer host = lane.staging(head)) {
            for (int i = 0; i < head; i++) host.memory().put(i, (byte) (i * 31 >> 3 & 63));
            lane.upload(host, image.buffer(), head);
            lane.finish();
        }
        return image;
    }

    private void copy(DeviceImage in) {
        try (DeviceImage out = DeviceImage.allocate(lane, in.type(), interval)) {
            long n = in.count() * in.type().bytes() / 16;
            report(
                    "copy",
                    in,
                    in.type(),
                    () -> lane.launch(COPY, "copy", WorkSize.of(n).groups(256), in.buffer(), out.buffer(), n));
        }
    }

    private void time(String name, Stencil operation, DeviceImage in) {
        VoxelType type = operation.outputType(in.type());
        try (DeviceImage out = DeviceImage.allocate(lane, type, interval)) {
            report(name, in, type, () -> operation.enqueue(lane, in, out));
        }
    }

    private void report(String name, DeviceImage in, VoxelType out, Runnable queue) {
        List<Double> wall = new ArrayList<>(), kernel = new ArrayList<>();
        for (int i = 0; i <= runs; i++) {
            lane.takeTimes();
            long start = System.nanoTime();
            queue.run();
            lane.finish();
            double seconds = (System.nanoTime() - start) * 1e-9;
            if (i == 0) continue;
            wall.add(seconds);
            kernel.add(lane.takeTimes().kernelSeconds());
        }
        double seconds = median(wall);
        System.out.printf(
                "%-16s %9.3f ms (kernels %9.3f) %9.1f Mvoxel/s %8.1f GB/s%n",
                name,
                seconds * 1e3,
                median(kernel) * 1e3,
                in.count() / seconds / 1e6,
                in.count() * (in.type().bytes() + out.bytes()) / seconds / 1e9);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElseThrow();
    }
}
