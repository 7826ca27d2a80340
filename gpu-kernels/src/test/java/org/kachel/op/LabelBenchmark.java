package org.kachel.op;

import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.jocl.TestDevices;

/**
 * Times labelling and flooding on images of size³ (argument 1, default 512), best of three after one to warm up: wall
 * milliseconds and Mvoxel/s, device-resident. Argument 2 chooses a variant ({@code VOXELS}, {@code RUNS}, {@code TILES}, {@code SLABS}).
 */
final class LabelBenchmark {
    private final Lane lane;
    private final Interval interval;
    private final LabelingVariant[] variants;

    private LabelBenchmark(Lane lane, int size, LabelingVariant[] variants) {
        this.lane = lane;
        this.interval = new FinalInterval(size, size, size);
        this.variants = variants;
    }

    public static void main(String[] args) {
        int size = args.length > 0 ? Integer.parseInt(args[0]) : 512;
        Device device = TestDevices.device();
        LabelingVariant[] variants = args.length > 1
                ? new LabelingVariant[] {LabelingVariant.valueOf(args[1])}
                : device.info().gpu()
                        ? new LabelingVariant[] {LabelingVariant.VOXELS, LabelingVariant.RUNS, LabelingVariant.TILES}
                        : LabelingVariant.values();
        System.out.printf("%s, %d^3 voxels%n", device.info().name(), size);
        try (Lane lane = device.lane(16L * size * size * size)) {
            LabelBenchmark benchmark = new LabelBenchmark(lane, size, variants);
            for (LabelImages content :
                    new LabelImages[] {LabelImages.BLOBS, LabelImages.RANDOM, LabelImages.ONES, LabelImages.SNAKE})
                benchmark.run(content);
        }
    }

    private void run(LabelImages content) {
        Voxels voxels = content.of(VoxelType.UINT8, interval, 1);
        try (DeviceImage image = OnDevice.upload(lane, voxels);
                DeviceImage out = DeviceImage.allocate(lane, VoxelType.UINT32, interval)) {
            for (Connectivity connectivity : Connectivity.values())
                for (boolean multiLabel : new boolean[] {false, true})
                    for (LabelingVariant variant : variants) {
                        ConnectedComponents operation = new ConnectedComponents(connectivity, multiLabel);
                        time(
                                "%-7s %s %s %s"
                                        .formatted(
                                                content, connectivity, multiLabel ? "multi-label" : "binary", variant),
                                () -> operation.enqueue(lane, image, out, variant));
                    }
            if (content == LabelImages.BLOBS || content == LabelImages.ONES) flood(content, image, out);
        }
    }

    /** From one seed in each 24³. */
    private void flood(LabelImages content, DeviceImage mask, DeviceImage out) {
        Voxels seeds = Voxels.zeros(VoxelType.UINT32, interval);
        Random random = new Random(1);
        for (int id = 1; id <= seeds.count() / 13824; id++) seeds.setInteger(random.nextInt(seeds.count()), id);
        try (DeviceImage image = OnDevice.upload(lane, seeds)) {
            time("%-7s flood".formatted(content), () -> new LabelFlood(true).enqueue(lane, image, mask, 0, out));
        }
    }

    private void time(String what, Runnable enqueue) {
        double best = Double.MAX_VALUE;
        double kernels = 0;
        for (int run = 0; run < 4; run++) {
            lane.takeTimes();
            long start = System.nanoTime();
            enqueue.run();
            lane.finish();
            double milliseconds = (System.nanoTime() - start) / 1e6;
            if (run > 0 && milliseconds < best) {
                best = milliseconds;
                kernels = lane.takeTimes().kernelSeconds() * 1e3;
            }
        }
        System.out.printf(
                "%-40s %9.2f ms (kernels %9.2f) %9.1f Mvoxel/s%n",
                what,
                best,
                kernels,
                interval.dimension(0) * interval.dimension(1) * interval.dimension(2) / best / 1e3);
    }
}
