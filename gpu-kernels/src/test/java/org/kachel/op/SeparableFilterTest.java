package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.BoxFilter.Statistic;
import org.kachel.op.SeparableKernels.Shape;

/** Gaussian and box filters: the device computes the bits of the reference, and blocks never show. */
class SeparableFilterTest {
    private static final long SEED = 20;
    private static final List<long[]> SIZES = List.of(
            new long[] {1, 1, 1},
            new long[] {1, 19, 1},
            new long[] {31, 7, 5},
            new long[] {65, 33, 17},
            new long[] {300, 5, 1},
            new long[] {140, 270, 3});

    /** Few axes and radii: each is a program to compile, for each type. */
    static Stream<Stencil> oneAxis() {
        return Stream.of(
                GaussianBlur.of(new double[] {0.5, 0, 0}, Border.CLAMP),
                new BoxFilter(Statistic.MEAN, new Halo(1, 0, 0), Border.CLAMP),
                new BoxFilter(Statistic.MINIMUM, new Halo(0, 2, 0), Border.CLAMP));
    }

    @ParameterizedTest
    @MethodSource("oneAxis")
    void deviceEqualsReferenceForAllTypes(Stencil operation) {
        for (VoxelType type : VoxelType.values()) agree(operation, type, Shape.CPU, 31, 7, 5);
        for (VoxelType type : List.of(VoxelType.UINT8, VoxelType.UINT64)) agree(operation, type, Shape.GPU, 31, 7, 5);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void deviceEqualsReferenceForAllSizes(Shape shape) {
        for (long[] size : SIZES) {
            agree(GaussianBlur.of(new double[] {1, 0.5, 0.7}, Border.CLAMP), VoxelType.UINT16, shape, size);
            agree(new BoxFilter(Statistic.MEAN, new Halo(1, 2, 0), Border.CLAMP), VoxelType.UINT16, shape, size);
        }
        agree(GaussianBlur.of(new double[3], Border.CLAMP), VoxelType.FLOAT32, shape, 31, 7, 5);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aRadiusMayExceedTheVolume(Shape shape) {
        agree(GaussianBlur.of(new double[] {10, 0, 4}, Border.MIRROR), VoxelType.UINT8, shape, 31, 7, 5);
        agree(new BoxFilter(Statistic.MEAN, new Halo(40, 11, 0), Border.CLAMP), VoxelType.INT16, shape, 31, 7, 5);
        agree(new BoxFilter(Statistic.MAXIMUM, new Halo(0, 40, 9), Border.REFLECT), VoxelType.UINT64, shape, 31, 7, 5);
        agree(new BoxFilter(Statistic.MAXIMUM, new Halo(40, 0, 9), Border.ZERO), VoxelType.INT8, shape, 31, 7, 5);
    }

    @ParameterizedTest
    @EnumSource(
            value = Border.class,
            names = {"CLAMP", "REFLECT"})
    void blocksNeverShow(Border border) {
        Random random = new Random(SEED);
        for (Stencil operation : List.of(
                GaussianBlur.of(new double[] {1, 0.5, 0.7}, border),
                new BoxFilter(Statistic.MINIMUM, new Halo(2, 0, 3), border),
                new BoxFilter(Statistic.MAXIMUM, new Halo(19, 4, 17), border),
                new BoxFilter(Statistic.MEAN, new Halo(18, 17, 3), border))) {
            Voxels image = StencilTesting.random(VoxelType.UINT16, random, 45, 23, 11);
            Voxels whole = StencilTesting.reference(operation, image, image.interval());
            for (int i = 0; i < 12; i++) {
                Interval target = block(random, image.interval());
                Voxels part = StencilTesting.crop(
                        image, slack(random).max(operation.halo()).grow(target, image.interval()));
                Voxels expected = StencilTesting.crop(whole, target);
                assertThat(StencilTesting.difference(StencilTesting.reference(operation, part, target), expected))
                        .as("%s, seed %d, block %d, reference", operation, SEED, i)
                        .isNull();
                for (Shape shape : Shape.values())
                    assertThat(StencilTesting.difference(run(operation, shape, part, target), expected))
                            .as("%s, seed %d, block %d, %s", operation, SEED, i, shape)
                            .isNull();
            }
        }
    }

    /** Large radii take other kernels: rows and columns apart, then each axis, then a window of global memory. */
    @ParameterizedTest
    @EnumSource(Shape.class)
    void deviceEqualsReferenceForLargeRadii(Shape shape) {
        agree(GaussianBlur.of(new double[] {2.5, 2, 3}, Border.CLAMP), VoxelType.UINT8, shape, 140, 37, 21);
        agree(new BoxFilter(Statistic.MEAN, new Halo(70, 65, 0), Border.ZERO), VoxelType.FLOAT32, shape, 140, 37, 2);
        agree(
                new BoxFilter(Statistic.MINIMUM, new Halo(1500, 0, 70), Border.MIRROR),
                VoxelType.INT32,
                shape,
                40,
                3,
                37);
    }

    /** Costs that do not grow with the radius take other kernels again ({@link RunningFold}). */
    @ParameterizedTest
    @EnumSource(Shape.class)
    void largeBoxesEqualTheReferenceForAllTypesAndBorders(Shape shape) {
        Halo radius = new Halo(21, 20, 18);
        List<VoxelType> few =
                List.of(VoxelType.UINT8, VoxelType.UINT64, VoxelType.FLOAT32); // GPUs' take long to compile
        for (VoxelType type : shape == Shape.CPU ? List.of(VoxelType.values()) : few)
            agree(new BoxFilter(Statistic.MAXIMUM, radius, Border.CLAMP), type, shape, 70, 33, 19);
        for (VoxelType type : List.of(VoxelType.INT8, VoxelType.UINT16))
            agree(new BoxFilter(Statistic.MEAN, radius, Border.CLAMP), type, shape, 70, 33, 19);
        for (Border border : Border.values()) {
            agree(new BoxFilter(Statistic.MEAN, radius, border), VoxelType.INT32, shape, 49, 37, 23);
            agree(new BoxFilter(Statistic.MINIMUM, radius, border), VoxelType.UINT8, shape, 49, 37, 23);
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void largeBoxesEqualTheReferenceForAllSizes(Shape shape) {
        Random random = new Random(SEED);
        for (int i = 0; i < 24; i++) {
            long[] size = {1 + random.nextInt(200), 1 + random.nextInt(90), 1 + random.nextInt(25)};
            Halo radius = new Halo(random.nextInt(70), random.nextInt(70), random.nextInt(40));
            Border border = random.nextBoolean() ? Border.ZERO : Border.MIRROR;
            agree(new BoxFilter(Statistic.MINIMUM, radius, border), VoxelType.UINT8, shape, size);
            if (i % 8 == 0) agree(new BoxFilter(Statistic.MEAN, radius, border), VoxelType.UINT8, shape, size);
        }
    }

    @Test
    void nanCountsAsAbsent() {
        Voxels image = StencilTesting.random(VoxelType.FLOAT32, new Random(SEED), 40, 19, 13);
        for (int i = 0; i < image.count(); i += i < image.count() / 3 ? 1 : 3) image.setReal(i, Double.NaN);
        for (int i = image.count() / 3; i < image.count(); i += 5) image.setReal(i, i % 2 == 0 ? 0.0 : -0.0);
        for (Halo radius : List.of(new Halo(1, 1, 0), new Halo(2, 3, 4), new Halo(16, 5, 8)))
            for (Statistic statistic : List.of(Statistic.MINIMUM, Statistic.MAXIMUM)) {
                Stencil operation = new BoxFilter(statistic, radius, Border.CLAMP);
                Voxels expected = StencilTesting.reference(operation, image, image.interval());
                for (int i = image.count() / 2; i < expected.count(); i++)
                    assertThat(expected.real(i)).isNotNaN();
                for (Shape shape : Shape.values())
                    assertThat(StencilTesting.difference(run(operation, shape, image, image.interval()), expected))
                            .as("%s, %s, seed %d", operation, shape, SEED)
                            .isNull();
            }
    }

    @Test
    void holdsNoMoreThanItSaid() {
        long[] size = {400, 300, 200};
        for (int r : new int[] {1, 4, 5, 8, 9, 64, 65, 2000})
            for (Halo radius : List.of(Halo.of(r), new Halo(r, 0, 1), new Halo(0, 1, r)))
                for (VoxelType type : List.of(VoxelType.UINT8, VoxelType.FLOAT64))
                    for (Stencil operation : List.of(
                            new GaussianBlur(1, 1, 1, radius, Border.CLAMP),
                            new BoxFilter(Statistic.MEAN, radius, Border.CLAMP),
                            new BoxFilter(Statistic.MAXIMUM, radius, Border.CLAMP)))
                        for (boolean gpu : new boolean[] {false, true}) {
                            RecordingLane recorder = new RecordingLane(gpu);
                            recorder.run(operation, type, size);
                            assertThat(recorder.peakScratch())
                                    .as("%s of %s, gpu %s", operation, type, gpu)
                                    .isLessThanOrEqualTo(operation.scratchBytes(type, 24_000_000, 24_000_000));
                        }
    }

    private static Halo slack(Random random) {
        return new Halo(random.nextInt(9), random.nextInt(9), random.nextInt(9));
    }

    private static Interval block(Random random, Interval volume) {
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            min[d] = random.nextInt((int) volume.dimension(d));
            max[d] = min[d] + random.nextInt((int) (volume.dimension(d) - min[d]));
        }
        return new FinalInterval(min, max);
    }

    private static void agree(Stencil operation, VoxelType type, Shape shape, long... size) {
        Voxels image = StencilTesting.random(type, new Random(SEED), size);
        Voxels expected = StencilTesting.reference(operation, image, image.interval());
        assertThat(StencilTesting.difference(run(operation, shape, image, image.interval()), expected))
                .as("%s of %s %s, %s, seed %d", operation, type, List.of(size[0], size[1], size[2]), shape, SEED)
                .isNull();
    }

    private static Voxels run(Stencil operation, Shape shape, Voxels image, Interval target) {
        if (TestDevices.device().info().gpu()) shape = Shape.GPU; // a GPU has no stack for the other
        Shape taken = shape;
        SeparableFilter filter = operation instanceof GaussianBlur g ? g.filter() : ((BoxFilter) operation).filter();
        return StencilTesting.device(
                operation.outputType(image.type()), image, target, (l, i, o) -> filter.enqueue(l, i, o, taken));
    }
}
