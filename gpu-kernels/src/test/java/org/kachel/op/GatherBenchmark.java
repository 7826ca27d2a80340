package org.kachel.op;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.jocl.TestDevices;

/**
 * Times the geometric operations with data resident on the device: {@code GatherBenchmark [edge 512] [type float32] [runs 7]}.
 * Prints the median of the kernels' time, and GB/s of input and output counted once.
 */
final class GatherBenchmark {
    private GatherBenchmark() {}

    public static void main(String[] args) {
        int edge = args.length > 0 ? Integer.parseInt(args[0]) : 512;
        VoxelType type = VoxelType.named(args.length > 1 ? args[1] : "float32");
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 7;
        Device device = TestDevices.device();
        System.out.printf("%s, %d³ %s, median of %d%n", device.info().name(), edge, type, runs);
        try (Lane lane = device.lane(24L * edge * edge * edge);
                DeviceImage in = filled(lane, type, new Size(edge, edge, edge))) {
            operations().forEach((name, gather) -> time(lane, name, gather, in, runs));
        }
    }

    private static Map<String, Gather> operations() {
        Map<String, Gather> all = new LinkedHashMap<>();
        for (String flip : List.of("flip-x", "flip-y", "flip-z")) all.put(flip, bind(flip, Map.of()));
        for (String order : List.of("zyx", "yxz", "xzy"))
            all.put("transpose " + order, bind("transpose", Map.of("order", order)));
        all.put("pad 3", bind("pad", Map.of("before", 3, "after", 3)));
        for (String of : List.of("maximum", "mean", "standard-deviation"))
            for (String axis : List.of("x", "y", "z"))
                all.put(of + " along " + axis, bind(of + "-projection", Map.of("axis", axis)));
        all.put("rotate z 30", bind("rotate", Map.of("angle", 30)));
        all.put("rotate x 30", bind("rotate", Map.of("angle", 30, "axis", "x")));
        all.put("rotate all", bind("affine", Map.of("rotate", List.of(10, 20, 30))));
        all.put(
                "rotate all nearest",
                bind("affine", Map.of("rotate", List.of(10, 20, 30), "interpolation", "nearest")));
        all.put("downsample 2", bind("downsample", Map.of()));
        return all;
    }

    private static Gather bind(String name, Map<String, ?> parameters) {
        return (Gather) Catalogue.entry(name).bind(parameters);
    }

    private static DeviceImage filled(Lane lane, VoxelType type, Size size) {
        DeviceImage image = DeviceImage.allocate(lane, type, size.volume());
        lane.clear(image.buffer(), image.count() * type.bytes());
        int head = (int) Math.min(image.count() * type.bytes(), 1 << 24);
        try (HostBuffer host = lane.staging(head)) {
            for (int i = 0; i < head; i++) host.memory().put(i, (byte) (i * 31 >> 3 & 63));
            lane.upload(host, image.buffer(), head);
            lane.finish();
        }
        return image;
    }

    private static void time(Lane lane, String name, Gather gather, DeviceImage in, int runs) {
        Size size = Size.of(gather.outputSize(Size.of(in.interval()).toArray()));
        double[] seconds = new double[runs + 1];
        try (DeviceImage out = DeviceImage.allocate(lane, gather.outputType(in.type()), size.volume())) {
            for (int i = 0; i <= runs; i++) {
                lane.takeTimes();
                gather.enqueue(lane, in, in.interval(), out);
                lane.finish();
                seconds[i] = lane.takeTimes().kernelSeconds();
            }
            Arrays.sort(seconds, 1, runs + 1);
            double median = seconds[1 + runs / 2];
            double bytes = in.count() * in.type().bytes()
                    + (double) out.count() * out.type().bytes();
            System.out.printf("%-28s %9.3f ms %8.1f GB/s%n", name, median * 1e3, bytes / median / 1e9);
        }
    }
}
