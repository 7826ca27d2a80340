package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.BoxFilter.Statistic;
import org.kachel.op.Footprint.Form;
import org.kachel.op.WindowKernel.Shape;

/** Spheres and crosses of any radius: on images of several tiles, and where another kernel serves. */
class FootprintFilterTest {
    private static final long SEED = 33;

    static Stream<FootprintFilter> operations() {
        return Stream.of(
                filter(Statistic.MINIMUM, Form.SPHERE, new Halo(3, 3, 3), Border.CLAMP),
                filter(Statistic.MAXIMUM, Form.SPHERE, new Halo(5, 4, 6), Border.REFLECT),
                filter(Statistic.MEAN, Form.SPHERE, new Halo(2, 3, 2), Border.CLAMP),
                filter(Statistic.MINIMUM, Form.CROSS, new Halo(7, 1, 9), Border.ZERO),
                filter(Statistic.MEAN, Form.CROSS, new Halo(1, 0, 2), Border.MIRROR),
                filter(Statistic.MAXIMUM, Form.BOX, new Halo(1, 2, 1), Border.CLAMP));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void deviceEqualsReferenceAcrossTiles(FootprintFilter operation) {
        for (VoxelType type : List.of(VoxelType.FLOAT32, VoxelType.UINT16)) {
            agree(operation, type, 141, 37, 19);
            agree(operation, type, 270, 150, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void blocksNeverShow(FootprintFilter operation) {
        Random random = new Random(SEED);
        Voxels image = StencilTesting.random(VoxelType.FLOAT32, random, 150, 39, 17);
        Voxels whole = StencilTesting.reference(operation, image, image.interval());
        for (int i = 0; i < 4; i++) {
            Interval target = block(random, image.interval());
            Voxels part = StencilTesting.crop(image, operation.halo().grow(target, image.interval()));
            for (Shape shape : Shape.values())
                assertThat(StencilTesting.difference(
                                run(operation, shape, part, target), StencilTesting.crop(whole, target)))
                        .as("%s, seed %d, block %d, %s", operation, SEED, i, shape)
                        .isNull();
        }
    }

    /** What neither local memory nor a stack holds is loaded voxel by voxel; a radius may exceed the volume. */
    @Test
    void largeRadii() {
        agree(filter(Statistic.MINIMUM, Form.SPHERE, new Halo(18, 12, 15), Border.CLAMP), VoxelType.INT32, 40, 21, 9);
        agree(filter(Statistic.MEAN, Form.SPHERE, new Halo(12, 9, 13), Border.REFLECT), VoxelType.FLOAT32, 40, 9, 8);
        agree(filter(Statistic.MAXIMUM, Form.CROSS, new Halo(120, 7, 100), Border.CLAMP), VoxelType.FLOAT64, 40, 9, 8);
        agree(filter(Statistic.MAXIMUM, Form.SPHERE, new Halo(120, 120, 1), Border.MIRROR), VoxelType.UINT64, 9, 5, 3);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void zerosHaveAnOrderAndNanIsAbsent(FootprintFilter operation) {
        if (operation.statistic() == Statistic.MEAN) return;
        for (VoxelType type : List.of(VoxelType.FLOAT32, VoxelType.FLOAT64)) {
            Voxels image = Voxels.zeros(type, new FinalInterval(40, 19, 13));
            Random random = new Random(SEED);
            for (int i = 0; i < image.count(); i++)
                image.setReal(i, new double[] {0.0, -0.0, Double.NaN}[random.nextInt(i < image.count() / 2 ? 2 : 3)]);
            Voxels expected = StencilTesting.reference(operation, image, image.interval());
            double best = operation.statistic() == Statistic.MINIMUM ? -0.0 : 0.0;
            assertThat(expected.real(expected.index(20, 9, 6))).isEqualTo(best);
            for (Shape shape : Shape.values())
                assertThat(StencilTesting.difference(run(operation, shape, image, image.interval()), expected))
                        .as("%s of %s, %s", operation, type, shape)
                        .isNull();
            for (int i = 0; i < image.count(); i++) image.setReal(i, Double.NaN);
            Voxels none = StencilTesting.device(operation, image, image.interval());
            if (operation.border() != Border.ZERO) assertThat(none.real(77)).isNaN();
        }
    }

    /** Minima and maxima agree with a box's in what is not a number and in zeros of both signs. */
    @Test
    void asTheBoxDoes() {
        Voxels image = Samples.random(VoxelType.FLOAT32, new FinalInterval(40, 19, 13), new Random(SEED));
        for (Statistic statistic : List.of(Statistic.MINIMUM, Statistic.MAXIMUM)) {
            Halo radius = new Halo(2, 1, 2);
            Voxels box = StencilTesting.device(new BoxFilter(statistic, radius, Border.CLAMP), image, image.interval());
            Voxels footprint =
                    StencilTesting.device(filter(statistic, Form.BOX, radius, Border.CLAMP), image, image.interval());
            assertThat(StencilTesting.difference(footprint, box)).isNull();
        }
    }

    private static FootprintFilter filter(Statistic statistic, Form form, Halo radius, Border border) {
        return new FootprintFilter(statistic, new Footprint(form, radius), border);
    }

    private static Interval block(Random random, Interval volume) {
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            min[d] = random.nextInt((int) volume.dimension(d));
            max[d] = min[d] + random.nextInt((int) (volume.dimension(d) - min[d]));
        }
        return new FinalInterval(min, max);
    }

    private static void agree(FootprintFilter operation, VoxelType type, long... size) {
        Voxels image = StencilTesting.random(type, new Random(SEED), size);
        Voxels expected = StencilTesting.reference(operation, image, image.interval());
        for (Shape shape : Shape.values())
            assertThat(StencilTesting.difference(run(operation, shape, image, image.interval()), expected))
                    .as("%s of %s %s, %s, seed %d", operation, type, Arrays.toString(size), shape, SEED)
                    .isNull();
    }

    private static Voxels run(FootprintFilter operation, Shape shape, Voxels image, Interval target) {
        // a GPU has no stack for the other
        Shape taken = TestDevices.device().info().gpu() ? Shape.GPU : shape;
        return StencilTesting.device(
                operation.outputType(image.type()), image, target, (l, i, o) -> operation.enqueue(l, taken, i, o));
    }
}
