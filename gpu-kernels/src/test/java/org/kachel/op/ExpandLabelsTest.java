package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.jocl.TestLane;
import org.kachel.pipeline.GraphBuilder;

/** Grown labels equal a search of all labelled voxels, ties included, and scikit-image's where there is none. */
class ExpandLabelsTest {
    @RegisterExtension
    static final TestLane DEVICE = new TestLane();

    /** The nearest label, the largest of equally near ones, and whether there are several. */
    private record Nearest(long label, boolean tied) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void equalsASearchOfAllLabels(long seed) {
        Random random = new Random(seed);
        Voxels labels =
                labels(random, VoxelType.UINT16, 1 + random.nextInt(24), 1 + random.nextInt(20), 1 + random.nextInt(9));
        ExpandLabels operation = new ExpandLabels(distance(random));
        Voxels grown = StencilTesting.reference(operation, labels, labels.interval());
        for (int i = 0; i < labels.count(); i++)
            assertThat(grown.integer(i))
                    .as("seed %d, %s, %s, voxel %d", seed, operation, Intervals.toString(labels.interval()), i)
                    .isEqualTo(nearest(labels, i, operation.distance()).label());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theDeviceEqualsTheReferenceOnVolumesAndBlocks(long seed) {
        Random random = new Random(seed);
        int[][] sizes = {{1, 1, 1}, {1, 77, 1}, {200, 1, 1}, {31, 7, 5}, {65, 33, 17}, {70, 40, 1}, {40, 40, 40}};
        int[] size = sizes[random.nextInt(sizes.length)];
        Voxels labels = labels(random, VoxelType.UINT32, size);
        ExpandLabels operation = new ExpandLabels(distance(random));
        check(operation, labels, labels.interval(), seed);
        Voxels whole = StencilTesting.reference(operation, labels, labels.interval());
        for (int i = 0; i < 4; i++) {
            Interval target = FloodCase.part(labels.interval(), random);
            Voxels read = FloodCase.copy(labels, operation.halo().grow(target, labels.interval()));
            check(operation, read, target, seed);
            assertThat(StencilTesting.difference(
                            StencilTesting.reference(operation, read, target), StencilTesting.crop(whole, target)))
                    .as("seed %d, a block", seed)
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = VoxelType.class,
            names = {"FLOAT32", "FLOAT64"},
            mode = EnumSource.Mode.EXCLUDE)
    void takesEveryTypeOfInteger(VoxelType type) {
        Random random = new Random(4);
        Voxels labels = labels(random, type, 37, 19, 6);
        for (int i = 0; i < labels.count(); i++) if (labels.integer(i) != 0) labels.setInteger(i, random.nextLong());
        check(new ExpandLabels(4), labels, labels.interval(), 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3.5", "9"})
    void equalsScikitImageWhereNoTwoLabelsAreEquallyNear(String distance) throws IOException {
        Interval volume = new FinalInterval(41, 33, 26);
        Voxels seeds = DistanceMapTest.golden("seeds", VoxelType.UINT8, volume);
        Voxels expected = DistanceMapTest.golden("seeds-expanded-" + distance, VoxelType.UINT8, volume);
        double limit = Double.parseDouble(distance);
        Voxels grown = StencilTesting.reference(new ExpandLabels(limit), seeds, volume);
        int ties = 0;
        for (int i = 0; i < grown.count(); i++) {
            if (grown.integer(i) == expected.integer(i)) continue;
            Nearest nearest = nearest(seeds, i, limit);
            assertThat(nearest.tied()).as("voxel %d", i).isTrue();
            assertThat(grown.integer(i)).isEqualTo(nearest.label()).isGreaterThan(expected.integer(i));
            ties++;
        }
        assertThat(ties).isLessThan(grown.count() / 50);
    }

    @Test
    void refusesWhatHoldsNoLabels() {
        CatalogueEntry entry = Catalogue.entry("expand-labels");
        GraphBuilder graph = new GraphBuilder().source("in", VoxelType.FLOAT32, new Size(4, 4, 4));
        assertThatThrownBy(() -> graph.step("out", entry.bind(Map.of()), List.of("in")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("not float32");
        assertThatThrownBy(() -> entry.bind(Map.of("distance", -1)))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("at least 0");
    }

    private static double distance(Random random) {
        return new double[] {0, 0.5, 1, Math.sqrt(2), 2.9, 7, 13.3}[random.nextInt(7)];
    }

    private static Voxels labels(Random random, VoxelType type, int... size) {
        Voxels labels = Voxels.zeros(type, new FinalInterval(size[0], size[1], size[2]));
        double[] densities = {0.2, 0.02, 0.002};
        LabelImages.random(labels, densities[random.nextInt(densities.length)], 100, random.nextLong());
        return labels;
    }

    private static void check(ExpandLabels operation, Voxels labels, Interval target, long seed) {
        Voxels expected = StencilTesting.reference(operation, labels, target);
        for (Lane lane : List.of(DEVICE.lane(), new GpuShapedLane(DEVICE.lane())))
            assertThat(StencilTesting.difference(device(lane, operation, labels, target), expected))
                    .as("seed %d, gpu %s, %s", seed, lane.device().gpu(), operation)
                    .isNull();
    }

    private static Voxels device(Lane lane, ExpandLabels operation, Voxels labels, Interval target) {
        try (DeviceImage in = OnDevice.upload(lane, labels);
                DeviceImage out = DeviceImage.allocate(lane, labels.type(), target)) {
            operation.enqueue(lane, in, out);
            return OnDevice.download(lane, out);
        }
    }

    private static Nearest nearest(Voxels labels, int i, double distance) {
        if (labels.integer(i) != 0) return new Nearest(labels.integer(i), false);
        long least = Long.MAX_VALUE;
        Nearest nearest = new Nearest(0, false);
        for (int j = 0; j < labels.count(); j++) {
            long label = labels.integer(j);
            long square = label == 0 ? Long.MAX_VALUE : square(labels, i, j);
            if (label == 0 || Math.sqrt(square) > distance || square > least) continue;
            boolean tied = square == least && (nearest.tied() || label != nearest.label());
            nearest = new Nearest(square == least ? Math.max(label, nearest.label()) : label, tied);
            least = square;
        }
        return nearest;
    }

    private static long square(Voxels v, int i, int j) {
        long x = i % v.sizeX() - j % v.sizeX();
        long y = i / v.sizeX() % v.sizeY() - j / v.sizeX() % v.sizeY();
        long z = i / v.sizeX() / v.sizeY() - j / v.sizeX() / v.sizeY();
        return x * x + y * y + z * z;
    }
}
