package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.Runs;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.jocl.TestLane;

/** Runs and the sums over them are those of the labels voxel by voxel, to the bit. */
class ConnectedComponentsRunsTest {
    private static final int[][] SIZES = {
        {1, 1, 1},
        {500, 1, 1},
        {1, 1, 90},
        {31, 7, 5},
        {65, 33, 17},
        {33, 40, 1},
        {64, 64, 64},
        {70, 3, 40},
        {320, 9, 2}
    };
    private static final double[] DENSITIES = {0, 0.05, 0.5, 0.9, 0.99, 1};

    @RegisterExtension
    static final TestLane DEVICE = new TestLane();

    @ParameterizedTest
    @EnumSource(LabelingVariant.class)
    void equalTheReferenceOnNoise(LabelingVariant variant) {
        Random random = new Random(variant.ordinal());
        for (int[] size : SIZES)
            for (double density : DENSITIES) {
                long seed = random.nextLong();
                Random own = new Random(seed);
                Interval interval = Intervals.createMinSize(10, 20, 30, size[0], size[1], size[2]);
                Voxels image = Voxels.zeros(VoxelType.UINT8, interval);
                LabelImages.random(image, density, 1 + own.nextInt(3), own.nextLong());
                check(image, variant, own, "density %f, seed %d".formatted(density, seed));
            }
    }

    @ParameterizedTest
    @EnumSource(LabelImages.class)
    void equalTheReferenceOnShapes(LabelImages shape) {
        for (LabelingVariant variant : LabelingVariant.values())
            check(
                    shape.of(VoxelType.UINT8, Intervals.createMinSize(3, 2, 1, 131, 45, 33), 1),
                    variant,
                    new Random(shape.ordinal()),
                    shape.toString());
    }

    private static void check(Voxels image, LabelingVariant variant, Random random, String what) {
        for (boolean multiLabel : new boolean[] {false, true}) {
            ConnectedComponents operation = new ConnectedComponents(Connectivity.CORNERS, multiLabel);
            Interval part = FloodCase.part(image.interval(), random);
            Voxels labels = Voxels.zeros(VoxelType.UINT32, part);
            operation.reference(image, labels);
            List<Voxels> measured = measured(image.interval(), random);
            Optional<Runs> runs = OnDevice.runs(DEVICE.lane(), operation, image, part, variant, measured);
            if (variant == LabelingVariant.VOXELS) assertThat(runs).isEmpty();
            else
                assertThat(runs)
                        .as("%s by %s in %s, %s", operation, variant, Intervals.toString(part), what)
                        .contains(RunsReference.of(labels, measured));
        }
    }

    /** None, or one of each type that has sums. */
    private static List<Voxels> measured(Interval interval, Random random) {
        List<Voxels> measured = new ArrayList<>();
        if (random.nextInt(3) == 0) return measured;
        for (VoxelType type : VoxelType.values()) {
            if (!Runs.hasSums(type)) continue;
            Voxels voxels = Voxels.zeros(type, Intervals.expand(interval, random.nextInt(3)));
            for (int i = 0; i < voxels.count(); i++) voxels.setInteger(i, random.nextLong());
            measured.add(voxels);
        }
        assertThat(measured).hasSize(4);
        return measured;
    }

    @Test
    void wholeRowsOfTheLargestValueDoNotOverflow() {
        Interval interval = Intervals.createMinSize(0, 0, 0, 1 << 16, 2, 1);
        Voxels image = Voxels.zeros(VoxelType.UINT16, interval);
        for (int i = 0; i < image.count(); i++) image.setInteger(i, 0xffff);
        Voxels labels = Voxels.zeros(VoxelType.UINT32, interval);
        ConnectedComponents operation = new ConnectedComponents(Connectivity.FACES, false);
        operation.reference(image, labels);
        for (LabelingVariant variant :
                new LabelingVariant[] {LabelingVariant.RUNS, LabelingVariant.TILES, LabelingVariant.SLABS})
            assertThat(OnDevice.runs(DEVICE.lane(), operation, image, interval, variant, List.of(image)))
                    .contains(RunsReference.of(labels, List.of(image)));
    }
}
