package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.jocl.TestLane;

/** Distances equal those of a search of all background, scipy's, and themselves on blocks, wherever a block is certain. */
class DistanceMapTest {
    private static final List<Double> VOXELS = List.of(1.0, 1.0, 1.0);
    private static final List<Double> SPACING = List.of(1.1, 0.7, 2.5);

    @RegisterExtension
    static final TestLane DEVICE = new TestLane();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void equalsASearchOfAllBackground(long seed) {
        Random random = new Random(seed);
        Voxels image =
                image(random, VoxelType.UINT8, 1 + random.nextInt(24), 1 + random.nextInt(20), 1 + random.nextInt(9));
        for (List<Double> spacing : List.of(VOXELS, SPACING)) {
            DistanceMap map = new DistanceMap(spacing, VoxelType.FLOAT64);
            assertThat(StencilTesting.difference(reference(map, image, 0, image.interval()), search(image, spacing)))
                    .as("seed %d, %s", seed, Intervals.toString(image.interval()))
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theDeviceEqualsTheReferenceOnVolumesAndBlocks(long seed) {
        Random random = new Random(seed);
        int[][] sizes = {{1, 1, 1}, {1, 77, 1}, {200, 1, 1}, {31, 7, 5}, {65, 33, 17}, {70, 40, 1}, {40, 40, 40}};
        int[] size = sizes[random.nextInt(sizes.length)];
        Voxels image = image(random, VoxelType.UINT8, size);
        DistanceMap map = new DistanceMap(
                random.nextBoolean() ? VOXELS : SPACING, random.nextBoolean() ? VoxelType.FLOAT32 : VoxelType.FLOAT64);
        check(map, image, 0, image.interval(), seed);
        for (int i = 0; i < 4; i++) {
            Interval read = FloodCase.part(image.interval(), random);
            check(map, FloodCase.copy(image, read), random.nextInt(64), FloodCase.part(read, random), seed);
        }
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void takesEveryType(VoxelType type) {
        Voxels image = image(new Random(3), type, 37, 19, 6);
        for (int i = 0; i < image.count(); i += 50) if (type.floating()) image.setReal(i, -0.0);
        check(new DistanceMap(VOXELS, VoxelType.FLOAT32), image, 0, image.interval(), 3);
    }

    /** What a block is certain of is true, and the reach that it asks for makes it certain, or is twice as far. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void blocksThatRepeatEndWithTheWholeVolumesDistances(long seed) {
        Random random = new Random(seed);
        Voxels image = image(random, VoxelType.UINT8, 50, 40, 30);
        DistanceMap map = new DistanceMap(seed % 2 == 0 ? VOXELS : SPACING, VoxelType.FLOAT32);
        Voxels whole = reference(map, image, 0, image.interval());
        for (int i = 0; i < 5; i++) {
            Interval target = FloodCase.part(image.interval(), random);
            Optional<Halo> reach = Optional.of(Halo.of(1));
            Voxels block = null;
            int rounds = 0;
            for (; reach.isPresent(); rounds++) {
                Interval read = reach.get().grow(target, image.interval());
                block = reference(map, FloodCase.copy(image, read), open(read, image.interval()), target);
                for (int v = 0; v < block.count(); v++)
                    if (block.real(v) >= 0) assertThat(block.real(v)).isEqualTo(at(whole, block, v));
                reach = map.wider(block, reach.get());
            }
            assertThat(StencilTesting.difference(block, StencilTesting.crop(whole, target)))
                    .as("seed %d", seed)
                    .isNull();
            assertThat(rounds).isLessThan(9);
        }
    }

    @Test
    void withoutBackgroundDistancesAreInfinite() {
        Voxels ones = LabelImages.ONES.of(VoxelType.UINT8, new FinalInterval(33, 5, 3), 0);
        DistanceMap map = new DistanceMap(VOXELS, VoxelType.FLOAT32);
        Voxels result = device(DEVICE.lane(), map, ones, 0, ones.interval());
        assertThat(result.real(7)).isInfinite().isPositive();
        assertThat(map.wider(result, Halo.of(8))).isEmpty();
        check(map, ones, 0, ones.interval(), 0);
        Voxels open = reference(map, ones, 1, ones.interval());
        assertThat(map.wider(open, Halo.of(8))).contains(Halo.of(16));
    }

    @Test
    void equalsScipy() throws IOException {
        Interval volume = new FinalInterval(41, 33, 26), plane = new FinalInterval(73, 61, 1);
        Voxels image = golden("volume", VoxelType.UINT8, volume);
        assertThat(StencilTesting.difference(
                        reference(new DistanceMap(VOXELS, VoxelType.FLOAT64), image, 0, volume),
                        golden("volume-distance", VoxelType.FLOAT64, volume)))
                .isNull();
        Voxels flat = golden("plane", VoxelType.UINT8, plane);
        assertThat(StencilTesting.difference(
                        reference(new DistanceMap(VOXELS, VoxelType.FLOAT64), flat, 0, plane),
                        golden("plane-distance", VoxelType.FLOAT64, plane)))
                .isNull();
        Voxels scaled = reference(new DistanceMap(SPACING, VoxelType.FLOAT64), image, 0, volume);
        Voxels expected = golden("volume-distance-spacing", VoxelType.FLOAT64, volume);
        for (int i = 0; i < scaled.count(); i++)
            assertThat(Math.abs(scaled.real(i) - expected.real(i))).isLessThanOrEqualTo(4 * Math.ulp(expected.real(i)));
    }

    @Test
    void refusesSpacingsThatAreNone() {
        CatalogueEntry entry = Catalogue.entry("distance-map");
        assertThatThrownBy(() -> entry.bind(Map.of("spacing", List.of(1, 0, 1))))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("spacing");
        assertThat(((DistanceMap) entry.bind(Map.of("spacing", List.of(0.5, 0.25)))).spacing())
                .containsExactly(0.5, 0.25, 1.0);
    }

    /** Mostly foreground, so that distances are long. */
    private static Voxels image(Random random, VoxelType type, int... size) {
        Voxels image = Voxels.zeros(type, new FinalInterval(size[0], size[1], size[2]));
        double[] densities = {0.3, 0.9, 0.99, 0.999};
        LabelImages.random(image, densities[random.nextInt(densities.length)], 100, random.nextLong());
        return image;
    }

    private static void check(DistanceMap map, Voxels image, int open, Interval target, long seed) {
        Voxels expected = reference(map, image, open, target);
        for (Lane lane : List.of(DEVICE.lane(), new GpuShapedLane(DEVICE.lane())))
            assertThat(StencilTesting.difference(device(lane, map, image, open, target), expected))
                    .as("seed %d, gpu %s, %s, open %d", seed, lane.device().gpu(), map, open)
                    .isNull();
    }

    private static Voxels reference(DistanceMap map, Voxels image, int open, Interval target) {
        Voxels out = Voxels.zeros(map.type(), target);
        map.reference(image, open, out);
        return out;
    }

    private static Voxels device(Lane lane, DistanceMap map, Voxels image, int open, Interval target) {
        try (DeviceImage in = OnDevice.upload(lane, image);
                DeviceImage out = DeviceImage.allocate(lane, map.type(), target)) {
            map.enqueue(lane, in, open, out);
            return OnDevice.download(lane, out);
        }
    }

    private static Voxels search(Voxels image, List<Double> spacing) {
        Voxels out = Voxels.zeros(VoxelType.FLOAT64, image.interval());
        for (int i = 0; i < out.count(); i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < out.count(); j++)
                if (image.integer(j) == 0) least = Math.min(least, square(image, i, j, spacing));
            out.setReal(i, Math.sqrt(least));
        }
        return out;
    }

    private static double square(Voxels image, int i, int j, List<Double> spacing) {
        int[] a = position(image, i), b = position(image, j);
        double[] way = new double[3];
        Arrays.setAll(way, d -> Math.abs(a[d] - b[d]) * spacing.get(d));
        return Math.fma(way[2], way[2], Math.fma(way[1], way[1], way[0] * way[0]));
    }

    private static int[] position(Voxels v, int i) {
        return new int[] {i % v.sizeX(), i / v.sizeX() % v.sizeY(), i / v.sizeX() / v.sizeY()};
    }

    private static double at(Voxels whole, Voxels block, int v) {
        int[] p = position(block, v);
        Interval b = block.interval();
        return whole.real(whole.index(b.min(0) + p[0], b.min(1) + p[1], b.min(2) + p[2]));
    }

    private static int open(Interval read, Interval volume) {
        int open = 0;
        for (int d = 0; d < 3; d++) {
            if (read.min(d) > volume.min(d)) open |= 1 << 2 * d;
            if (read.max(d) < volume.max(d)) open |= 2 << 2 * d;
        }
        return open;
    }

    static Voxels golden(String name, VoxelType type, Interval interval) throws IOException {
        Voxels voxels = Voxels.zeros(type, interval);
        try (InputStream in =
                new GZIPInputStream(DistanceMapTest.class.getResourceAsStream("/golden/distance/" + name + ".gz"))) {
            byte[] bytes = in.readAllBytes();
            assertThat(bytes).hasSize(voxels.bytes().capacity());
            voxels.bytes().put(0, bytes);
        }
        return voxels;
    }
}
