package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.jocl.TestLane;
import org.kachel.pipeline.GraphBuilder;

/** Floods equal scikit-image's and the definition's, on the device (in both shapes of its kernels) and in Java. */
class SeededWatershedTest {
    @RegisterExtension
    static final TestLane DEVICE = new TestLane();

    /** What one way of computing a block gives. */
    private record Result(Voxels labels, List<Patch> patches) {
        void isThatOf(Result expected, String about) {
            assertThat(StencilTesting.difference(labels, expected.labels))
                    .as(about)
                    .isNull();
            for (int i = 0; i < patches.size(); i++)
                assertThat(patches.get(i).same(expected.patches.get(i)))
                        .as("%s, patch %d", about, i)
                        .isTrue();
        }
    }

    static List<WatershedGolden> goldens() {
        return WatershedGolden.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void equalsTheGoldens(WatershedGolden golden) {
        Result expected = new Result(golden.expected(), List.of());
        reference(golden.operation(), golden.images(), List.of(), List.of()).isThatOf(expected, "Java");
        // the mask is looked at before the kernels' shapes differ
        for (Lane lane : golden.masked() ? lanes() : List.of(DEVICE.lane()))
            device(lane, golden.operation(), golden.images(), List.of(), List.of())
                    .isThatOf(expected, lane.device().kind().toString());
    }

    private static List<Lane> lanes() {
        return List.of(DEVICE.lane(), new GpuShapedLane(DEVICE.lane()));
    }

    /** On blocks that are told anything of what is around them, whether it can be or not. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void deviceEqualsReferenceOnBlocks(long seed) {
        Random random = new Random(seed);
        VoxelType type = VoxelType.values()[random.nextInt(10)];
        List<Voxels> images = images(random, type, VoxelType.values()[random.nextInt(8)]);
        Interval box = images.get(0).interval();
        List<Patch> known = new ArrayList<>();
        List<Interval> wanted = new ArrayList<>();
        for (int d = 0; d < 3; d++)
            for (int side = 0; side < 2; side++)
                if (random.nextInt(3) > 0) {
                    known.add(
                            random(face(box, d, side, 1), random, images.get(1).type()));
                    wanted.add(face(box, d, side, 0));
                }
        SeededWatershed operation = new SeededWatershed(Connectivity.values()[random.nextInt(3)]);
        Result expected = reference(operation, images, known, wanted);
        for (Lane lane : lanes())
            device(lane, operation, images, known, wanted)
                    .isThatOf(
                            expected,
                            "seed %d, %s of %s, seeds %s, on %s"
                                    .formatted(
                                            seed,
                                            operation,
                                            type,
                                            images.get(1).type(),
                                            lane.device().kind()));
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void takesEveryTypeOfImageAndMask(VoxelType type) {
        Random random = new Random(3);
        List<Voxels> images = images(random, type, VoxelType.UINT32);
        if (type.floating())
            for (int i = 0; i < images.get(0).count(); i++) {
                double[] some = {Double.NaN, -0.0, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
                if (random.nextInt(3) == 0) images.get(0).setReal(i, some[random.nextInt(5)]);
            }
        Result expected = reference(new SeededWatershed(Connectivity.FACES), images, List.of(), List.of());
        for (Lane lane : lanes())
            device(lane, new SeededWatershed(Connectivity.FACES), images, List.of(), List.of())
                    .isThatOf(expected, type.toString());
    }

    @Test
    void nanIsHigherThanInfinity() {
        Voxels image = Voxels.zeros(VoxelType.FLOAT64, new FinalInterval(7, 1, 1));
        double[] values = {0, Double.NaN, 0, 1e300, Double.POSITIVE_INFINITY, -1, -2};
        for (int i = 0; i < 7; i++) image.setReal(i, values[i]);
        Voxels seeds = Voxels.zeros(VoxelType.UINT64, image.interval());
        seeds.setInteger(0, 9);
        seeds.setInteger(6, -7);
        Voxels labels =
                reference(new SeededWatershed(Connectivity.FACES), List.of(image, seeds), List.of(), List.of()).labels;
        assertThat(labels.type()).isEqualTo(VoxelType.UINT64);
        assertThat(labels.integer(1)).isEqualTo(9);
        for (int i = 2; i < 7; i++) assertThat(labels.integer(i)).isEqualTo(-7);
    }

    @Test
    void negativeSeedsAreRefusedWithTheirPosition() {
        Voxels image = Voxels.zeros(VoxelType.UINT8, new FinalInterval(20, 10, 3));
        Voxels seeds = Voxels.zeros(VoxelType.INT16, image.interval());
        seeds.setInteger(seeds.index(4, 5, 2), -3);
        seeds.setInteger(seeds.index(3, 5, 1), -1);
        SeededWatershed operation = new SeededWatershed(Connectivity.EDGES);
        assertThatThrownBy(() -> reference(operation, List.of(image, seeds), List.of(), List.of()))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("x=3, y=5, z=1 is negative");
        for (Lane lane : lanes())
            assertThatThrownBy(() -> device(lane, operation, List.of(image, seeds), List.of(), List.of()))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("x=3, y=5, z=1 is negative");
    }

    @Test
    void refusesWhatItCannotTake() {
        GraphBuilder graph = new GraphBuilder()
                .source("image", VoxelType.UINT8, new Size(5, 5, 5))
                .source("smaller", VoxelType.UINT8, new Size(5, 5, 4))
                .source("real", VoxelType.FLOAT32, new Size(5, 5, 5));
        SeededWatershed operation = new SeededWatershed(Connectivity.FACES);
        assertThatThrownBy(() -> graph.step("basins", operation, List.of("image", "smaller")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'image' has [5, 5, 5] and 'smaller' has [5, 5, 4] voxels");
        assertThatThrownBy(() -> graph.step("basins", operation, List.of("image", "real")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("seeds that are labels, and so integers, not float32");
        assertThatThrownBy(() -> graph.step("basins", operation, List.of("image")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("takes an image, seeds and perhaps a mask");
    }

    private static List<Voxels> images(Random random, VoxelType type, VoxelType seedType) {
        int[][] sizes = {{1, 1, 1}, {1, 40, 1}, {31, 7, 5}, {70, 20, 1}, {66, 17, 9}, {20, 20, 20}};
        int[] size = sizes[random.nextInt(sizes.length)];
        Voxels image = random.nextBoolean()
                ? Samples.finite(type, new FinalInterval(size[0], size[1], size[2]), random)
                : StencilTesting.random(type, random, size[0], size[1], size[2]);
        int levels = 1 + random.nextInt(4);
        if (random.nextBoolean()) for (int i = 0; i < image.count(); i++) image.setInteger(i, random.nextInt(levels));
        Voxels seeds = Voxels.zeros(seedType, image.interval());
        long most = seedType.bytes() == 8 ? Long.MAX_VALUE : (1L << 8 * seedType.bytes() - 1) - 1;
        for (int i = 0; i < seeds.count(); i++)
            if (random.nextInt(80) == 0) seeds.setInteger(i, 1 + (random.nextLong() >>> 1) % most);
        Voxels mask = Voxels.zeros(type, image.interval());
        LabelImages.random(mask, 0.8, 3, random.nextLong());
        return random.nextBoolean() ? List.of(image, seeds, mask) : List.of(image, seeds);
    }

    /** One voxel thick, {@code out} voxels outside of the box. */
    private static Interval face(Interval box, int d, int side, int out) {
        long[] min = box.minAsLongArray(), max = box.maxAsLongArray();
        min[d] = max[d] = side == 0 ? box.min(d) - out : box.max(d) + out;
        return new FinalInterval(min, max);
    }

    private static Patch random(Interval interval, Random random, VoxelType seeds) {
        Patch patch = Patch.unreached(interval);
        for (int i = 0; i < patch.count(); i++)
            if (random.nextInt(3) == 0) {
                patch.levels()[i] = random.nextInt(4) == 0 ? 0x80000003L + random.nextInt(9) : random.nextInt(5);
                patch.steps()[i] = random.nextInt(20);
                patch.labels()[i] = 1 + random.nextInt(100) + (seeds.bytes() == 8 ? 1L << 40 : 0);
            }
        return patch;
    }

    private static Result reference(
            SeededWatershed operation, List<Voxels> images, List<Patch> known, List<Interval> wanted) {
        Voxels out = Voxels.zeros(
                operation.outputType(images.stream().map(Voxels::type).toList()),
                images.get(0).interval());
        return new Result(out, operation.reference(images, known, out, wanted));
    }

    private static Result device(
            Lane lane, SeededWatershed operation, List<Voxels> images, List<Patch> known, List<Interval> wanted) {
        List<DeviceImage> uploaded =
                images.stream().map(image -> OnDevice.upload(lane, image)).toList();
        VoxelType type = operation.outputType(images.stream().map(Voxels::type).toList());
        try (DeviceImage out = DeviceImage.allocate(lane, type, images.get(0).interval())) {
            List<Patch> patches = operation.enqueue(lane, uploaded, known, out, wanted);
            return new Result(OnDevice.download(lane, out), patches);
        } finally {
            uploaded.forEach(DeviceImage::close);
        }
    }
}
