package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.jocl.TestLane;

/** Every variant of the kernels gives the reference's labels, bit for bit. */
class ConnectedComponentsTest {
    private static final int[][] SIZES = {
        {1, 1, 1},
        {1, 300, 1},
        {500, 1, 1},
        {1, 1, 90},
        {31, 7, 5},
        {65, 33, 17},
        {33, 40, 1},
        {64, 64, 64},
        {70, 3, 40}
    };
    private static final double[] DENSITIES = {0, 0.05, 0.2, 0.3116, 0.5, 0.9, 1};

    @RegisterExtension
    static final TestLane DEVICE = new TestLane();

    static Stream<Arguments> everyVariant() {
        List<Arguments> all = new ArrayList<>();
        for (Connectivity connectivity : Connectivity.values())
            for (boolean multiLabel : new boolean[] {false, true})
                for (LabelingVariant variant : LabelingVariant.values())
                    all.add(Arguments.of(new ConnectedComponents(connectivity, multiLabel), variant));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everyVariant")
    void equalsTheReferenceOnNoise(ConnectedComponents operation, LabelingVariant variant) {
        Random random = new Random(variant.ordinal());
        for (int[] size : SIZES) {
            long seed = random.nextLong();
            Voxels image = noise(VoxelType.UINT16, size, seed);
            check(operation, variant, image, image.interval(), "seed " + seed);
            check(operation, variant, image, FloodCase.part(image.interval(), random), "part, seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("everyVariant")
    void equalsTheReferenceOnShapes(ConnectedComponents operation, LabelingVariant variant) {
        for (LabelImages shape : LabelImages.values()) {
            Voxels image = shape.of(VoxelType.UINT16, new FinalInterval(67, 45, 33), 1);
            check(operation, variant, image, image.interval(), shape.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void takesEveryType(VoxelType type) {
        Voxels image = noise(type, new int[] {65, 33, 17}, type.ordinal());
        for (int i = 0; i < image.count(); i += 7)
            if (type.floating()) image.setReal(i, i % 2 == 0 ? -0.0 : Double.NaN);
        for (LabelingVariant variant : LabelingVariant.values())
            check(
                    new ConnectedComponents(Connectivity.CORNERS, true),
                    variant,
                    image,
                    Intervals.createMinMax(11, 21, 31, 74, 50, 46),
                    type.toString());
    }

    static List<LabelGoldens> goldens() {
        return LabelGoldens.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void equalsScipy(LabelGoldens golden) {
        Voxels image = golden.image();
        ConnectedComponents operation = new ConnectedComponents(golden.connectivity(), false);
        for (LabelingVariant variant : LabelingVariant.values()) {
            Voxels labels = OnDevice.label(DEVICE.lane(), operation, image, image.interval(), variant);
            assertThat(LabelGoldens.sha256(labels)).as("%s", variant).isEqualTo(golden.sha256());
        }
    }

    /** Races would show as differences between runs. */
    @ParameterizedTest
    @EnumSource(LabelingVariant.class)
    void isTheSameEveryTime(LabelingVariant variant) {
        Voxels image = LabelImages.PERCOLATION.of(VoxelType.UINT16, new FinalInterval(160, 128, 96), 9);
        ConnectedComponents operation = new ConnectedComponents(Connectivity.CORNERS, false);
        Voxels expected = Voxels.zeros(VoxelType.UINT32, image.interval());
        operation.reference(image, expected);
        for (int run = 0; run < 5; run++)
            assertThat(OnDevice.label(DEVICE.lane(), operation, image, image.interval(), variant))
                    .isEqualTo(expected);
    }

    @Test
    void holdsNoMoreThanItSaid() {
        long[][] sizes = {
            {512, 512, 512}, {33, 1000, 1000}, {16, 4096, 4096}, {1, 1 << 20, 16}, {100, 100, 1}, {1, 1, 1}
        };
        for (long[] size : sizes) {
            long voxels = size[0] * size[1] * size[2];
            for (boolean multiLabel : new boolean[] {false, true})
                for (boolean gpu : new boolean[] {false, true}) {
                    RecordingLane recorder = new RecordingLane(gpu);
                    ConnectedComponents operation = new ConnectedComponents(Connectivity.CORNERS, multiLabel);
                    recorder.run(operation, VoxelType.UINT8, size);
                    assertThat(recorder.peakScratch())
                            .as("%s, %s", List.of(size[0], size[1], size[2]), operation)
                            .isLessThanOrEqualTo(operation.scratchBytes(VoxelType.UINT8, voxels));
                }
        }
    }

    private static Voxels noise(VoxelType type, int[] size, long seed) {
        Interval interval = FinalInterval.createMinSize(10, 20, 30, size[0], size[1], size[2]);
        Voxels image = Voxels.zeros(type, interval);
        Random random = new Random(seed);
        LabelImages.random(
                image, DENSITIES[random.nextInt(DENSITIES.length)], 1 + random.nextInt(3), random.nextLong());
        return image;
    }

    private static void check(
            ConnectedComponents operation, LabelingVariant variant, Voxels image, Interval part, String what) {
        Voxels expected = Voxels.zeros(VoxelType.UINT32, part);
        operation.reference(image, expected);
        assertThat(OnDevice.label(DEVICE.lane(), operation, image, part, variant))
                .as("%s by %s of %s in %s", operation, variant, what, Intervals.toString(image.interval()))
                .isEqualTo(expected);
    }
}
