package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.PointwiseKernel;

/**
 * Times what has a goal, separable filters apart, on size³ voxels (argument 1, default 512) that lie on the device, float32
 * or as said: one line per row with the goal, the median of seven runs by the device's clock and by the wall's, GB/s of
 * input and output counted once, Gvoxel/s. Each row is checked against Java on a small image first; a wrong one says so. Rows of
 * labels also say how many components were found and how many scipy found. Argument 2 leaves out the rows that do not contain it.
 */
final class GoalBenchmark {
    private static final int RUNS = 7;
    private static final Interval SMALL = new FinalInterval(75, 46, 35);
    private static final double NONE = Double.NaN;
    private static final Program FILL = new Program("fill", """
            uint mix(uint h) { h ^= h >> 16; h *= 0x7feb352du; h ^= h >> 15; h *= 0x846ca68bu; return h ^ h >> 16; }
            __kernel void noise(__global float *out, const long n) {
                const size_t i = get_global_id(0);
                if (i < n) out[i] = (mix((uint) i * 2654435769u) >> 8) * (1.0f / 16777216);
            }
            __kernel void copy(__global const float4 *restrict in, __global float4 *restrict out, const long n) {
                const size_t i = get_global_id(0);
                if (i < n) out[i] = in[i];
            }
            """, Map.of());

    private final Lane lane;
    private final Interval interval;
    private final String only;

    private GoalBenchmark(Lane lane, int size, String only) {
        this.lane = lane;
        this.interval = new FinalInterval(size, size, size);
        this.only = only;
    }

    public static void main(String[] args) {
        int size = args.length > 0 ? Integer.parseInt(args[0]) : 512;
        Device device = TestDevices.device();
        System.out.printf("%s, %d^3 voxels, median of %d%n", device.info().name(), size, RUNS);
        try (Lane lane = device.lane(24L * size * size * size)) {
            GoalBenchmark benchmark = new GoalBenchmark(lane, size, args.length > 1 ? args[1] : "");
            benchmark.floats();
            for (LabelImages content : LabelImages.values()) benchmark.labels(content);
        }
    }

    private void floats() {
        try (DeviceImage in = noise();
                DeviceImage other = noise()) {
            try (DeviceImage out = DeviceImage.allocate(lane, VoxelType.FLOAT32, interval)) {
                long n = in.count() / 4;
                WorkSize quads = WorkSize.of(n).groups(256);
                time("copy", NONE, 8, "-", () -> lane.launch(FILL, "copy", quads, in.buffer(), out.buffer(), n));
            }
            pointwise("add-scalar", Map.of("value", 1.5), 0.29, 8, List.of(in));
            pointwise("add-images-weighted", Map.of(), 0.42, 12, List.of(in, other));
            pointwise("threshold", Map.of("value", 0.5), 0.18, 5, List.of(in));
            cut(in, other);
            List<double[]> ends = List.of(new double[] {0, 1, 0, NONE, NONE, NONE});
            reduce("minimum-maximum", new MinimumMaximum(false), List.of(), 0.15, in);
            reduce("histogram", new Histogram(null), ends, 0.20, in);
            reduce("histogram, fixed range", new Histogram(List.of(0.1, 0.9)), List.of(), 0.20, in);
            reduce("standard-deviation", new Moments(Moments.Statistic.STANDARD_DEVIATION), ends, NONE, in);
            localMaxima(in);
        }
    }

    private DeviceImage noise() {
        DeviceImage image = DeviceImage.allocate(lane, VoxelType.FLOAT32, interval);
        lane.launch(FILL, "noise", WorkSize.of(image.count()).groups(256), image.buffer(), image.count());
        return image;
    }

    private void pointwise(String name, Map<String, ?> parameters, double goal, int bytes, List<DeviceImage> images) {
        if (!name.contains(only)) return;
        List<VoxelType> types = images.stream().map(DeviceImage::type).toList();
        Expression e = ((Pointwise) Catalogue.entry(name).bind(parameters)).expression(types);
        Random random = new Random(1);
        List<Voxels> small =
                types.stream().map(t -> Samples.finite(t, SMALL, random)).toList();
        Voxels expected = Voxels.zeros(e.type(), SMALL);
        PointwiseKernel.reference(e, small, List.of(), expected);
        String verdict = verdict(expected.equals(DeviceRun.pointwise(e, small, List.of(), expected)));
        try (DeviceImage out = DeviceImage.allocate(lane, e.type(), interval)) {
            time(name, goal, bytes, verdict, () -> PointwiseKernel.enqueue(lane, e, images, List.of(), out));
        }
    }

    /** A difference on an interval smaller than one of its images', as after a filter. */
    private void cut(DeviceImage in, DeviceImage other) {
        for (int margin : new int[] {8, 3}) {
            Interval inner = net.imglib2.util.Intervals.expand(interval, -margin);
            Expression e = ((Pointwise) Catalogue.entry("subtract-images").bind(Map.of()))
                    .expression(List.of(VoxelType.FLOAT32, VoxelType.FLOAT32));
            List<DeviceImage> images = List.of(in, new DeviceImage(other.buffer(), VoxelType.FLOAT32, inner));
            try (DeviceImage out = DeviceImage.allocate(lane, VoxelType.FLOAT32, inner)) {
                time(
                        "subtract-images, cut by " + margin,
                        0.42,
                        12,
                        "-",
                        () -> PointwiseKernel.enqueue(lane, e, images, List.of(), out));
            }
        }
    }

    private void reduce(String name, Reduction reduction, List<double[]> scalars, double goal, DeviceImage in) {
        if (!name.contains(only)) return;
        Voxels small = Samples.finite(VoxelType.FLOAT32, SMALL, new Random(2));
        List<double[]> ends = List.of(new MinimumMaximum(false).reference(small, List.of()));
        boolean right = Arrays.equals(DeviceRun.reduce(reduction, small, ends), reduction.reference(small, ends));
        time(name, goal, 4, verdict(right), () -> reduction.enqueue(lane, in, scalars));
    }

    private void localMaxima(DeviceImage in) {
        LocalMaxima operation = new LocalMaxima(false);
        Voxels small = Samples.finite(VoxelType.FLOAT32, SMALL, new Random(3));
        Voxels expected = Voxels.zeros(VoxelType.UINT8, SMALL);
        operation.reference(small, expected);
        try (DeviceImage from = OnDevice.upload(lane, small);
                DeviceImage to = DeviceImage.allocate(lane, VoxelType.UINT8, SMALL);
                DeviceImage out = DeviceImage.allocate(lane, VoxelType.UINT8, interval)) {
            operation.enqueue(lane, from, to);
            boolean right = OnDevice.download(lane, to).equals(expected);
            time("local-maxima", NONE, 5, verdict(right), () -> operation.enqueue(lane, in, out));
        }
    }

    private void labels(LabelImages content) {
        if (!("labels " + content).contains(only) && !only.startsWith("labels")) return;
        Voxels small = content.of(VoxelType.UINT8, SMALL, LabelCounts.SEED);
        try (DeviceImage image = OnDevice.upload(lane, content.of(VoxelType.UINT8, interval, LabelCounts.SEED));
                DeviceImage out = DeviceImage.allocate(lane, VoxelType.UINT32, interval)) {
            for (Connectivity connectivity : Connectivity.values()) {
                ConnectedComponents operation = new ConnectedComponents(connectivity, false);
                for (LabelingVariant variant : LabelingVariant.values()) {
                    boolean slow = lane.device().gpu() == (variant == LabelingVariant.SLABS);
                    String name = "labels %s %s %s".formatted(content, connectivity, variant);
                    if (slow || variant == LabelingVariant.VOXELS || !name.contains(only)) continue;
                    Voxels expected = Voxels.zeros(VoxelType.UINT32, SMALL);
                    operation.reference(small, expected);
                    boolean right = OnDevice.label(lane, operation, small, SMALL, variant)
                            .equals(expected);
                    operation.enqueue(lane, image, out, variant);
                    String verdict = components(right, content, connectivity, out);
                    double goal = content != LabelImages.NUCLEI ? 29.8 : connectivity == Connectivity.FACES ? 3.2 : 6;
                    time(name, goal, 5, verdict, () -> operation.enqueue(lane, image, out, variant));
                }
            }
        }
    }

    /** Labels are numbered without gaps, so that the largest is their number. */
    private String components(boolean right, LabelImages content, Connectivity connectivity, DeviceImage labels) {
        double[] ends = new MinimumMaximum(false).enqueue(lane, labels, List.of());
        int found = (int) ends[MinimumMaximum.MAXIMUM];
        return LabelCounts.of(content, interval)
                .map(counts -> counts.components().get(connectivity))
                .map(counted -> "%s, %d of %d components".formatted(verdict(right && found == counted), found, counted))
                .orElse("%s, %d components, by scipy not counted".formatted(verdict(right), found));
    }

    private static String verdict(boolean right) {
        return right ? "right" : "WRONG";
    }

    private void time(String name, double goal, int bytesPerVoxel, String verdict, Runnable queue) {
        if (!name.contains(only)) return;
        double[] device = new double[RUNS], wall = new double[RUNS];
        for (int run = -1; run < RUNS; run++) {
            lane.finish();
            lane.takeTimes();
            long start = System.nanoTime();
            queue.run();
            lane.finish();
            if (run < 0) continue;
            wall[run] = (System.nanoTime() - start) * 1e-6;
            device[run] = lane.takeTimes().kernelSeconds() * 1e3;
        }
        Arrays.sort(device);
        Arrays.sort(wall);
        long voxels = interval.dimension(0) * interval.dimension(1) * interval.dimension(2);
        System.out.printf(
                "%-36s goal %6.2f  device %8.3f ms  wall %8.3f ms  %8.1f GB/s  %8.3f Gvoxel/s  %s%n",
                name,
                goal,
                device[RUNS / 2],
                wall[RUNS / 2],
                voxels * (double) bytesPerVoxel / device[RUNS / 2] / 1e6,
                voxels / device[RUNS / 2] / 1e6,
                verdict);
    }
}
