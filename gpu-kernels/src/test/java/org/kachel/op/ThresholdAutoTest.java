package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.op.expression.PointwiseKernel;

class ThresholdAutoTest {
    /** A line of {@code golden/otsu.csv}; see the README there. */
    record Golden(
            String name,
            Voxels image,
            double threshold,
            long above,
            String aboveOfPyclesperanto,
            double equalBinsThreshold,
            double[] equalBins) {}

    static Stream<Golden> goldens() throws IOException {
        try (InputStream in = ThresholdAutoTest.class.getResourceAsStream("/golden/otsu.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().map(ThresholdAutoTest::golden).toList().stream();
        }
    }

    private static Golden golden(String line) {
        String[] f = line.split(";");
        long[][] values = Arrays.stream(f[7].split(" "))
                .map(v -> Arrays.stream(v.split(":")).mapToLong(Long::parseLong).toArray())
                .toArray(long[][]::new);
        Voxels image = Voxels.zeros(
                VoxelType.named(f[1]),
                Samples.interval(Arrays.stream(values).mapToLong(v -> v[1]).sum(), 1, 1));
        int at = 0;
        for (long[] v : values) for (long k = 0; k < v[1]; k++) image.setInteger(at++, v[0]);
        double[] bins =
                Arrays.stream(f[6].split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new Golden(
                f[0], image, Double.parseDouble(f[2]), Long.parseLong(f[3]), f[4], Double.parseDouble(f[5]), bins);
    }

    /** What a composite yields, worked out on the device step by step. */
    private record Value(Voxels image, double[] numbers) implements Composite.Operand {}

    private static final class Executor implements Composite.Builder {
        double[] threshold;

        @Override
        public Composite.Operand apply(Operation operation, Composite.Operand... inputs) {
            List<double[]> scalars = Arrays.stream(inputs)
                    .map(i -> ((Value) i).numbers())
                    .filter(n -> n != null)
                    .toList();
            if (operation instanceof ScalarFunction f) {
                threshold = f.compute(scalars);
                return new Value(null, threshold);
            }
            Voxels image = ((Value) inputs[0]).image();
            if (operation instanceof Reduction r) return new Value(null, r.finish(DeviceRun.reduce(r, image, scalars)));
            Pointwise p = (Pointwise) operation;
            Voxels out = DeviceRun.pointwise(p.expression(List.of(image.type())), List.of(image), scalars, image);
            Voxels again = Voxels.zeros(out.type(), out.interval());
            PointwiseKernel.reference(p.expression(List.of(image.type())), List.of(image), scalars, again);
            assertThat(out.bytes()).isEqualTo(again.bytes());
            return new Value(out, null);
        }

        @Override
        public Composite.Operand apply(String name, Map<String, ?> parameters, Composite.Operand... inputs) {
            return apply(Catalogue.entry(name).bind(parameters), inputs);
        }
    }

    private static long foreground(String method, Voxels image, Executor executor) {
        Composite c = (Composite) Catalogue.entry("threshold-auto").bind(Map.of("method", method));
        Voxels mask = ((Value) c.expand(List.of(new Value(image, null)), executor)).image();
        long count = 0;
        for (int i = 0; i < mask.count(); i++) count += mask.integer(i);
        return count;
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void otsuEqualsScikitImageOnTheSameBins(Golden golden) {
        Executor executor = new Executor();
        assertThat(foreground("otsu", golden.image(), executor)).isEqualTo(golden.above());
        assertThat(executor.threshold[0]).isEqualTo(golden.threshold());
        if (!golden.aboveOfPyclesperanto().isEmpty())
            assertThat(golden.above()).isEqualTo(Long.parseLong(golden.aboveOfPyclesperanto()));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void otsuOfEqualBinsEqualsScikitImage(Golden golden) {
        double[] ends = new MinimumMaximum(true).reference(golden.image(), List.of());
        int k = AutoThreshold.otsu(golden.equalBins());
        assertThat(ends[0] + (k + 0.5) * (ends[1] - ends[0]) / 256).isEqualTo(golden.equalBinsThreshold());
    }

    @Test
    void everyMethodSplitsTwoHumps() {
        Random random = new Random(3);
        Voxels image = Voxels.zeros(VoxelType.UINT8, Samples.interval(100, 100, 1));
        for (int i = 0; i < image.count(); i++) image.setReal(i, random.nextGaussian() * 10 + (i % 3 == 0 ? 180 : 60));
        assertThat(AutoThreshold.METHODS).hasSize(17).contains("otsu", "max-entropy", "ij-isodata", "isodata");
        for (String method : AutoThreshold.METHODS)
            assertThat(foreground(method, image, new Executor())).as(method).isBetween(1L, 9999L);
    }

    @Test
    void aConstantImageHasNoForeground() {
        Voxels image = Voxels.zeros(VoxelType.FLOAT32, Samples.interval(5, 4, 3));
        for (int i = 0; i < image.count(); i++) image.setReal(i, 7.25);
        for (String method : AutoThreshold.METHODS)
            assertThat(foreground(method, image, new Executor())).isZero();
    }
}
