package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.spec.PipelineFile;
import org.kachel.op.ParameterException;

/** Steps that yield numbers, and steps that take them beside images. */
@ExtendWith(LocalSpark.class)
class NumberStepsTest {
    private static final String STEPS = """
            - {name: low, op: minimum, of: input}
            - {name: high, op: percentile, percentage: 99, of: input}
            - {name: mean, op: mean, of: input}
            - {name: sd, op: standard-deviation, of: input}
            - {name: total, op: sum, of: input}
            - {name: most, op: maximum, of: input}
            - {name: z, op: expression, of: {x: input, m: mean, s: sd}, formula: (x - m) / s, type: float64}
            - {name: stretched, op: expression, of: {a: low, x: input, b: high}, formula: 'min(255, 255 * (x - a) / (b - a))'}
            - {name: bright, op: greater, of: {x: input, y: high}}
            - {name: brightest, op: threshold-percentile, of: input, percentage: 99}
            - {name: share, op: expression, of: {x: input, t: total, m: most}, formula: x * m / t, type: float64}
            """;

    @TempDir
    Path folder;

    private Voxels input() throws IOException {
        return TestVolumes.read(TestVolumes.write(
                folder.resolve("in.zarr"),
                VoxelType.UINT16,
                new int[] {30, 20, 10},
                new int[] {8, 8, 8},
                TestVolumes.balls(5, new int[] {30, 20, 10}, 6)));
    }

    private void run(String steps, String block, String device, String... written) throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), """
                input: {volume: '%s'}
                steps:
                %s
                output: {volume: '%s', format: n5, write: {%s}}
                block: %s
                device: %s
                """.formatted(
                folder.resolve("in.zarr"),
                steps,
                folder.resolve("out.n5"),
                String.join(", ", Arrays.stream(written).map(w -> w + ": " + w).toList()),
                block,
                device));
        Job.run(
                PipelineFile.read(file, List.of()),
                RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true));
    }

    /** @param tolerance of the value's size: formulas of an image of 16 bits are worked out in float */
    private void holds(String step, double tolerance, Voxels in, DoubleUnaryOperator expected) throws IOException {
        Voxels found = TestVolumes.read(
                VolumeAddress.of(folder.resolve("out.n5").toString()).dataset(step));
        for (int i = 0; i < in.count(); i++)
            assertThat(found.real(i))
                    .as("%s, voxel %d", step, i)
                    .isCloseTo(
                            expected.applyAsDouble(in.real(i)),
                            within(tolerance * (1 + Math.abs(expected.applyAsDouble(in.real(i))))));
    }

    @Test
    void numbersOfTheWholeImageEnterFormulasComparisonsAndThresholds() throws IOException {
        Voxels in = input();
        double[] sorted =
                IntStream.range(0, in.count()).mapToDouble(in::real).sorted().toArray();
        int n = sorted.length;
        double position = (n - 1) * 0.99, t = position - (int) position;
        double a = sorted[(int) position], b = sorted[(int) position + 1];
        double high = t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
        double sum = Arrays.stream(sorted).sum(), mean = sum / n;
        double squares = Arrays.stream(sorted).map(v -> v * v).sum();
        double sd = Math.sqrt(n * squares - sum * sum) / n;
        for (String device : new String[] {"cpu", "java"}) {
            run(STEPS, "8", device, "z", "stretched", "bright", "brightest", "share");
            holds("z", 1e-5, in, v -> (v - mean) / sd);
            holds("stretched", 1e-5, in, v -> (float) Math.min(255, 255 * (v - sorted[0]) / (high - sorted[0])));
            holds("bright", 0, in, v -> v > high ? 1 : 0);
            holds("brightest", 0, in, v -> v > high ? 1 : 0);
            holds("share", 1e-6, in, v -> v * sorted[n - 1] / sum);
        }
    }

    @Test
    void numbersAloneAreNoImage() throws IOException {
        input();
        String steps = "- {name: low, op: minimum}\n- {name: x, op: expression, of: {a: low}, formula: a + 1}";
        assertThatThrownBy(() -> run(steps, "8", "cpu", "x"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("expression: the step gives numbers alone, but needs an image");
        String of = "- {name: low, op: minimum}\n- {name: x, op: percentile, of: low, percentage: 3}";
        assertThatThrownBy(() -> run(of, "8", "cpu", "low")).isInstanceOf(ParameterException.class);
    }
}
