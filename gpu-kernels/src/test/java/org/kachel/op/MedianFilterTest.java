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
import org.kachel.op.Footprint.Form;
import org.kachel.op.WindowKernel.Shape;

/** Medians by every way there is: small windows, windows on images of several tiles, and windows no tile can hold. */
class MedianFilterTest {
    private static final long SEED = 44;

    static Stream<MedianFilter> operations() {
        return Stream.of(
                median(Form.SPHERE, Halo.of(1), Border.CLAMP),
                median(Form.SPHERE, Halo.of(2), Border.MIRROR),
                median(Form.BOX, new Halo(2, 1, 0), Border.ZERO),
                median(Form.SPHERE, Halo.of(3), Border.CLAMP),
                median(Form.BOX, new Halo(2, 3, 1), Border.REFLECT));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void deviceEqualsReferenceAcrossTiles(MedianFilter operation) {
        for (VoxelType type : List.of(VoxelType.FLOAT32, VoxelType.UINT8)) agree(operation, type, 70, 35, 13);
        agree(operation, VoxelType.INT64, 67, 9, 2);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void blocksNeverShow(MedianFilter operation) {
        Voxels image = StencilTesting.random(VoxelType.INT16, new Random(SEED), 80, 21, 11);
        Voxels whole = StencilTesting.reference(operation, image, image.interval());
        Interval target = new FinalInterval(new long[] {5, 3, 2}, new long[] {72, 20, 6});
        Voxels part = StencilTesting.crop(image, operation.halo().grow(target, image.interval()));
        for (Shape shape : Shape.values())
            assertThat(StencilTesting.difference(
                            run(operation, shape, part, target), StencilTesting.crop(whole, target)))
                    .as("%s, seed %d, %s", operation, SEED, shape)
                    .isNull();
    }

    @Test
    void largeRadii() {
        agree(median(Form.BOX, Halo.of(20), Border.CLAMP), VoxelType.UINT16, 6, 4, 3);
        agree(median(Form.SPHERE, new Halo(14, 9, 11), Border.REFLECT), VoxelType.FLOAT32, 23, 9, 6);
        agree(median(Form.BOX, new Halo(60, 30, 5), Border.MIRROR), VoxelType.UINT8, 19, 12, 1);
    }

    @Test
    void equalVoxels() {
        Voxels image = Voxels.zeros(VoxelType.UINT16, new FinalInterval(70, 9, 5));
        for (int i = 0; i < image.count(); i++) image.setInteger(i, 7);
        Voxels out = StencilTesting.device(median(Form.BOX, Halo.of(2), Border.CLAMP), image, image.interval());
        assertThat(StencilTesting.difference(out, image)).isNull();
    }

    private static MedianFilter median(Form form, Halo radius, Border border) {
        return new MedianFilter(new Footprint(form, radius), border);
    }

    private static void agree(MedianFilter operation, VoxelType type, long... size) {
        Voxels image = StencilTesting.random(type, new Random(SEED), size);
        Voxels expected = StencilTesting.reference(operation, image, image.interval());
        for (Shape shape : Shape.values())
            assertThat(StencilTesting.difference(run(operation, shape, image, image.interval()), expected))
                    .as("%s of %s %s, %s, seed %d", operation, type, Arrays.toString(size), shape, SEED)
                    .isNull();
    }

    private static Voxels run(MedianFilter operation, Shape shape, Voxels image, Interval target) {
        // a GPU has no stack for the other
        Shape taken = TestDevices.device().info().gpu() ? Shape.GPU : shape;
        return StencilTesting.device(
                operation.outputType(image.type()), image, target, (l, i, o) -> operation.enqueue(l, taken, i, o));
    }
}
