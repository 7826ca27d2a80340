package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Local maxima: the device equals the reference, and blocks never show. */
class LocalMaximaTest {
    private static final long SEED = 21;

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void deviceEqualsReferenceAndBlocksNeverShow(VoxelType type) {
        Random random = new Random(SEED);
        for (long[] size : new long[][] {{1, 1, 1}, {1, 19, 1}, {31, 7, 5}, {65, 9, 4}}) {
            Voxels image = StencilTesting.random(type, random, size);
            Stencil operation = new LocalMaxima(size[0] == 65);
            Voxels whole = StencilTesting.reference(operation, image, image.interval());
            assertThat(StencilTesting.difference(StencilTesting.device(operation, image, image.interval()), whole))
                    .as("seed %d", SEED)
                    .isNull();
            Interval target = upper(image.interval());
            Voxels part = StencilTesting.crop(image, operation.halo().grow(target, image.interval()));
            Voxels expected = StencilTesting.crop(whole, target);
            assertThat(StencilTesting.difference(StencilTesting.device(operation, part, target), expected))
                    .isNull();
            assertThat(StencilTesting.difference(StencilTesting.reference(operation, part, target), expected))
                    .isNull();
        }
    }

    /** The part beyond a third of each axis. */
    private static Interval upper(Interval volume) {
        return new FinalInterval(
                new long[] {volume.dimension(0) / 3, volume.dimension(1) / 3, volume.dimension(2) / 3},
                volume.maxAsLongArray());
    }

    @Test
    void aFlatImageHasOneMaximum() {
        Voxels flat = Voxels.zeros(VoxelType.INT16, new FinalInterval(7, 5, 3));
        Voxels maxima = StencilTesting.device(new LocalMaxima(false), flat, flat.interval());
        assertThat(maxima.integer(0)).isEqualTo(1);
        for (int i = 1; i < maxima.count(); i++) assertThat(maxima.integer(i)).isZero();
    }
}
