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
import org.kachel.op.BoxFilter.Statistic;
import org.kachel.op.Footprint.Form;
import org.kachel.op.WindowKernel.Shape;

/** Filters over a window: the device computes the bits of the reference, and blocks never show. */
class WindowStencilTest {
    private static final long SEED = 22;
    private static final List<long[]> SIZES = List.of(
            new long[] {1, 1, 1}, new long[] {1, 19, 1}, new long[] {31, 7, 5}, new long[] {65, 33, 3}, new long[] {
                40, 9, 1
            });

    static Stream<WindowStencil> operations() {
        Halo odd = new Halo(2, 1, 3);
        return Stream.of(
                new MedianFilter(new Footprint(Form.BOX, Halo.of(1)), Border.CLAMP),
                new MedianFilter(new Footprint(Form.BOX, odd), Border.REFLECT),
                new MedianFilter(new Footprint(Form.SPHERE, odd), Border.CLAMP),
                new FootprintFilter(Statistic.MINIMUM, new Footprint(Form.SPHERE, odd), Border.CLAMP),
                new FootprintFilter(Statistic.MAXIMUM, new Footprint(Form.CROSS, odd), Border.ZERO),
                new FootprintFilter(Statistic.MEAN, new Footprint(Form.SPHERE, odd), Border.MIRROR));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void deviceEqualsReferenceForAllTypes(WindowStencil operation) {
        for (VoxelType type : VoxelType.values())
            for (Shape shape : Shape.values()) agree(operation, type, shape, 37, 7, 5);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void deviceEqualsReferenceForAllSizes(WindowStencil operation) {
        for (long[] size : SIZES) for (Shape shape : Shape.values()) agree(operation, VoxelType.UINT16, shape, size);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void blocksNeverShow(WindowStencil operation) {
        Random random = new Random(SEED);
        Voxels image = StencilTesting.random(VoxelType.FLOAT32, random, 45, 23, 11);
        Voxels whole = StencilTesting.reference(operation, image, image.interval());
        for (int i = 0; i < 6; i++) {
            Interval target = block(random, image.interval());
            Voxels part = StencilTesting.crop(image, operation.halo().grow(target, image.interval()));
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

    @ParameterizedTest
    @MethodSource("operations")
    void nanInfinitiesAndZerosOfBothSigns(WindowStencil operation) {
        for (VoxelType type : List.of(VoxelType.FLOAT32, VoxelType.FLOAT64)) {
            Voxels image = Samples.random(type, new FinalInterval(33, 9, 4), new Random(SEED));
            for (int i = 1; i < image.count(); i += 5) image.setReal(i, i % 2 == 0 ? 0.0 : -0.0);
            negativeNan(image, 17);
            Voxels expected = StencilTesting.reference(operation, image, image.interval());
            for (Shape shape : Shape.values())
                assertThat(StencilTesting.difference(run(operation, shape, image, image.interval()), expected))
                        .as("%s %s", type, shape)
                        .isNull();
        }
    }

    private static void negativeNan(Voxels image, int i) {
        if (image.type() == VoxelType.FLOAT32) image.bytes().putInt(4 * i, 0xffc00000);
        else image.bytes().putLong(8 * i, 0xfff8000000000000L);
    }

    @Test
    void spheresAsClijCountsThem() {
        for (int[] known : new int[][] {{0, 1}, {1, 7}, {2, 33}, {3, 123}, {4, 257}})
            assertThat(new Footprint(Form.SPHERE, Halo.of(known[0])).count()).isEqualTo(known[1]);
        assertThat(new Footprint(Form.CROSS, new Halo(2, 1, 0)).count()).isEqualTo(7);
        assertThat(new Footprint(Form.SPHERE, new Halo(3, 0, 0)).count()).isEqualTo(7);
    }

    @Test
    void medianPutsNanLast() {
        Voxels image = Voxels.zeros(VoxelType.FLOAT32, new FinalInterval(3, 3, 1));
        for (int i = 0; i < 9; i++) image.setReal(i, i < 5 ? -i : Double.NaN);
        Stencil median = new MedianFilter(new Footprint(Form.BOX, Halo.of(1)), Border.CLAMP);
        Voxels out = StencilTesting.device(median, image, image.interval());
        assertThat(out.real(4)).isZero();
    }

    private static Interval block(Random random, Interval volume) {
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            min[d] = random.nextInt((int) volume.dimension(d));
            max[d] = min[d] + random.nextInt((int) (volume.dimension(d) - min[d]));
        }
        return new FinalInterval(min, max);
    }

    private static void agree(WindowStencil operation, VoxelType type, Shape shape, long... size) {
        Voxels image = StencilTesting.random(type, new Random(SEED), size);
        Voxels expected = StencilTesting.reference(operation, image, image.interval());
        assertThat(StencilTesting.difference(run(operation, shape, image, image.interval()), expected))
                .as("%s of %s %s, %s, seed %d", operation, type, Arrays.toString(size), shape, SEED)
                .isNull();
    }

    private static Voxels run(WindowStencil operation, Shape shape, Voxels image, Interval target) {
        return StencilTesting.device(
                operation.outputType(image.type()), image, target, (l, i, o) -> operation.enqueue(l, shape, i, o));
    }
}
