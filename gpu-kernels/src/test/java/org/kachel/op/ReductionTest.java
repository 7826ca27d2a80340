package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

class ReductionTest {
    private static final Interval[] SHAPES = {
        Samples.interval(1, 1, 1),
        Samples.interval(1, 300, 1),
        Samples.interval(31, 7, 5),
        Samples.at(new long[] {1L << 33, 6, 7}, 65, 33, 17)
    };

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void deviceEqualsReference(VoxelType type) {
        for (Interval shape : SHAPES) {
            Voxels any = Samples.random(type, shape, new Random(1));
            MinimumMaximum extremes = new MinimumMaximum(false);
            assertThat(DeviceRun.reduce(extremes, any, List.of())).isEqualTo(extremes.reference(any, List.of()));

            Histogram fixed = new Histogram(List.of(-20.5, 200.0));
            assertThat(DeviceRun.reduce(fixed, any, List.of())).isEqualTo(fixed.reference(any, List.of()));

            Voxels finite = Samples.finite(type, shape, new Random(2));
            List<double[]> ends = List.of(extremes.reference(finite, List.of()));
            Histogram histogram = new Histogram(null);
            double[] counts = DeviceRun.reduce(histogram, finite, ends);
            assertThat(counts).isEqualTo(histogram.reference(finite, ends));
            assertThat(java.util.Arrays.stream(counts).sum()).isEqualTo(finite.count());

            Moments moments = new Moments(Moments.Statistic.SUM);
            assertThat(DeviceRun.reduce(moments, finite, ends)).isEqualTo(moments.reference(finite, ends));
        }
    }

    /** Ranges whose bins' edges are voxels' values, that a float cannot hold, that are narrow, wide, far off or empty. */
    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void aVoxelAtABinsEdgeFallsOnTheRightSide(VoxelType type) {
        Random random = new Random(type.ordinal());
        Voxels image = Samples.random(type, Samples.interval(4099, 3, 1), random);
        for (int i = 0; i < image.count(); i += 2) image.setReal(i, random.nextInt(2041) * 0.125 - 100);
        double[][] ranges = {
            {0, 127.5},
            {-100, 155},
            {0, 510},
            {0.1, 0.7},
            {1e-40, 3e-40},
            {1 + 1e-12, 1 + 3e-7},
            {-3e38, 3e38},
            {-1e300, 1e300},
            {1e9, 1e9 + 1},
            {3, 3},
            {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}
        };
        for (double[] range : ranges) {
            Histogram histogram = new Histogram(List.of(range[0], range[1]));
            assertThat(DeviceRun.reduce(histogram, image, List.of()))
                    .as("%s to %s", range[0], range[1])
                    .isEqualTo(histogram.reference(image, List.of()));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = VoxelType.class,
            names = {"UINT8", "INT32", "UINT64", "FLOAT32"})
    void partialsOfAnySplitMergeToTheWhole(VoxelType type) {
        long seed = 77;
        Random random = new Random(seed);
        Voxels whole = Samples.random(type, Samples.at(new long[] {3, 4, 5}, 40, 12, 9), random);
        Voxels finite = Samples.finite(type, whole.interval(), random);
        List<double[]> ends = List.of(new MinimumMaximum(false).reference(finite, List.of()));
        for (int round = 0; round < 20; round++) {
            splitEqualsWhole(new MinimumMaximum(false), whole, List.of(), random, seed);
            splitEqualsWhole(new Histogram(null), finite, ends, random, seed);
            splitEqualsWhole(new Moments(Moments.Statistic.MEAN), finite, ends, random, seed);
        }
    }

    private static void splitEqualsWhole(
            Reduction reduction, Voxels whole, List<double[]> scalars, Random random, long seed) {
        int axis = random.nextInt(3);
        int cut = 1 + random.nextInt((int) whole.interval().dimension(axis) - 1);
        double[] a = reduction.reference(part(whole, axis, 0, cut), scalars);
        double[] b = reduction.reference(
                part(whole, axis, cut, (int) whole.interval().dimension(axis)), scalars);
        double[] all = reduction.reference(whole, scalars);
        assertThat(reduction.merge(a, b)).as("seed %d", seed).isEqualTo(all);
        assertThat(reduction.merge(b, a)).as("seed %d", seed).isEqualTo(all);
    }

    private static Voxels part(Voxels whole, int axis, int from, int to) {
        long[] min = whole.interval().minAsLongArray(), max = whole.interval().maxAsLongArray();
        max[axis] = min[axis] + to - 1;
        min[axis] += from;
        Voxels part = Voxels.zeros(whole.type(), new net.imglib2.FinalInterval(min, max));
        for (long z = min[2]; z <= max[2]; z++)
            for (long y = min[1]; y <= max[1]; y++)
                for (long x = min[0]; x <= max[0]; x++) {
                    int i = whole.index(x, y, z), j = part.index(x, y, z);
                    if (whole.type().floating()) part.setReal(j, whole.real(i));
                    else part.setInteger(j, whole.integer(i));
                }
        return part;
    }

    @Test
    void notANumberIsRefusedByPosition() {
        Voxels image = Voxels.zeros(VoxelType.FLOAT32, Samples.at(new long[] {10, 20, 30}, 4, 4, 4));
        image.setReal(image.index(12, 23, 31), Double.NaN);
        image.setReal(image.index(13, 20, 32), Double.POSITIVE_INFINITY);
        MinimumMaximum strict = new MinimumMaximum(true);
        assertThatThrownBy(() -> strict.finish(DeviceRun.reduce(strict, image, List.of())))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("2 voxels")
                .hasMessageContaining("x=12, y=23, z=31");
    }

    @Test
    void momentsAreExactForIntegersAndCloseForFloats() {
        Voxels image = Voxels.zeros(VoxelType.UINT32, Samples.interval(100, 3, 1));
        for (int i = 0; i < image.count(); i++) image.setInteger(i, 4294967295L - i % 2);
        double[] ends = {4294967294.0, 4294967295.0};
        assertThat(moment(Moments.Statistic.SUM, image, ends)).isEqualTo(150 * (4294967295.0 + 4294967294.0));
        assertThat(moment(Moments.Statistic.MEAN, image, ends)).isEqualTo(4294967294.5);
        assertThat(moment(Moments.Statistic.STANDARD_DEVIATION, image, ends)).isEqualTo(0.5);

        Voxels real = Voxels.zeros(VoxelType.FLOAT32, Samples.interval(1000, 1, 1));
        for (int i = 0; i < real.count(); i++) real.setReal(i, i / 1000.0);
        assertThat(moment(Moments.Statistic.MEAN, real, new double[] {0, 0.999}))
                .isCloseTo(0.4995, within(1e-8));
    }

    private static double moment(Moments.Statistic statistic, Voxels image, double[] ends) {
        Moments moments = new Moments(statistic);
        return moments.finish(DeviceRun.reduce(moments, image, List.of(ends)))[0];
    }
}
