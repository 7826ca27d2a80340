package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

class PercentileTest {
    /** What a composite yields, on the device and in Java at the same time. */
    private record Value(Voxels image, double[] numbers) implements Composite.Operand {}

    private static final Composite.Builder AT_ONCE = new Composite.Builder() {
        @Override
        public Composite.Operand apply(Operation operation, Composite.Operand... inputs) {
            List<double[]> scalars = Arrays.stream(inputs)
                    .map(i -> ((Value) i).numbers())
                    .filter(n -> n != null)
                    .toList();
            if (operation instanceof ScalarFunction f) return new Value(null, f.compute(scalars));
            Reduction r = (Reduction) operation;
            Voxels image = ((Value) inputs[0]).image();
            double[] found = DeviceRun.reduce(r, image, scalars);
            assertThat(found).isEqualTo(r.reference(image, scalars));
            return new Value(null, r.finish(found));
        }

        @Override
        public Composite.Operand apply(String name, Map<String, ?> parameters, Composite.Operand... inputs) {
            return apply(Catalogue.entry(name).bind(parameters), inputs);
        }
    };

    private static double number(String op, Map<String, ?> parameters, Voxels image) {
        Composite c = (Composite) Catalogue.entry(op).bind(parameters).on(List.of(image.type()));
        return ((Value) c.expand(List.of(new Value(image, null)), AT_ONCE)).numbers()[0];
    }

    private static double percentile(double percentage, Voxels image) {
        return number("percentile", Map.of("percentage", percentage), image);
    }

    /** By sorting, as numpy mixes. */
    private static double sorted(double percentage, Voxels image) {
        double[] values = IntStream.range(0, image.count())
                .mapToDouble(image::real)
                .sorted()
                .toArray();
        double position = (values.length - 1) * (percentage / 100);
        int k = (int) position;
        double t = position - k, a = values[k], b = values[Math.min(k + 1, values.length - 1)];
        return (t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t)) + 0.0;
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void equalsSorting(VoxelType type) {
        long seed = 21;
        Random random = new Random(seed);
        for (Interval shape : new Interval[] {
            Samples.interval(1, 1, 1), Samples.interval(1, 300, 1), Samples.at(new long[] {1, 2, 3}, 31, 7, 5)
        }) {
            Voxels close = Samples.finite(type, shape, random), far = StencilTesting.random(type, random, 31, 7, 5);
            for (double p : new double[] {0, 0.1, 37.5, 50, 99, 100, 100 * random.nextDouble()})
                for (Voxels image : new Voxels[] {close, far})
                    assertThat(percentile(p, image)).as("seed %d, %s", seed, p).isEqualTo(sorted(p, image));
        }
    }

    /** Values of {@code numpy.percentile}, version 2.4.6, of i · i mod 1009 − 300 for i below 500. */
    @ParameterizedTest
    @CsvSource({
        "0, -300.0",
        "0.3, -298.503",
        "12.5, -187.625",
        "50, 201.5",
        "66.6, 371.33399999999995",
        "99.8, 707.002",
        "100, 708.0"
    })
    void equalsNumpy(double percentage, double expected) {
        Voxels image = Voxels.zeros(VoxelType.INT16, Samples.interval(50, 10, 1));
        for (int i = 0; i < image.count(); i++) image.setInteger(i, i * i % 1009 - 300);
        assertThat(percentile(percentage, image)).isEqualTo(expected);
    }

    @Test
    void negativeZeroIsZero() {
        Voxels image = Voxels.zeros(VoxelType.FLOAT32, Samples.interval(3, 1, 1));
        image.setReal(0, -0.0);
        image.setReal(1, -1);
        assertThat(percentile(50, image)).isEqualTo(0.0);
        assertThat(percentile(75, image)).isEqualTo(0.0);
    }

    @Test
    void refusesNaN() {
        Voxels image = Voxels.zeros(VoxelType.FLOAT64, Samples.interval(3, 1, 1));
        image.setReal(1, Double.NaN);
        assertThatThrownBy(() -> percentile(50, image))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("x=1, y=0, z=0");
        assertThatThrownBy(() -> Catalogue.entry("percentile").bind(Map.of("percentage", 101)))
                .hasMessage("percentile: percentage is 101, but must be at most 100");
    }

    @Test
    void extremesAreNumbersToo() {
        Voxels image = Samples.finite(VoxelType.FLOAT32, Samples.interval(31, 7, 5), new Random(1));
        assertThat(number("minimum", Map.of(), image)).isEqualTo(sorted(0, image));
        assertThat(number("maximum", Map.of(), image)).isEqualTo(sorted(100, image));
    }

    @Test
    void digitsOfAnySplitMergeToTheWhole() {
        Voxels whole = StencilTesting.random(VoxelType.FLOAT32, new Random(8), 40, 12, 9);
        DigitCounts counts = new DigitCounts(1);
        List<double[]> choice =
                List.of(new Percentile.Choice(61).compute(List.of(new DigitCounts(0).reference(whole, List.of()))));
        Voxels a = StencilTesting.crop(whole, Samples.interval(40, 12, 4));
        Voxels b = StencilTesting.crop(whole, Samples.at(new long[] {0, 0, 4}, 40, 12, 5));
        assertThat(counts.merge(counts.reference(a, choice), counts.reference(b, choice)))
                .isEqualTo(counts.reference(whole, choice));
    }
}
