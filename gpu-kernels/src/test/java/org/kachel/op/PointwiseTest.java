package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.PointwiseKernel;

/** Every pointwise operation of the catalogue: the device equals the reference, bit for bit where the law says so. */
class PointwiseTest {
    /** Compiling takes its time, so by default each operation meets a few of the ten types; {@code KACHEL_TEST_FULL=1}: all. */
    private static final boolean FULL = System.getenv("KACHEL_TEST_FULL") != null;

    private static final Map<String, Object> VALUES = Map.of(
            "value",
            2.5,
            "exponent",
            2,
            "min",
            -3,
            "max",
            200.5,
            "from",
            List.of(-7, 300),
            "to",
            List.of(1, 4),
            "a",
            0.3,
            "b",
            -1.7,
            "c",
            5,
            "type",
            "int16");

    private static final Set<String> IN_BOTH_SHAPES =
            Set.of("add-scalar", "threshold", "add-images-weighted", "mask", "convert");
    private static final Set<String> INEXACT = Set.of("exponential", "logarithm");

    static Stream<String> names() {
        return PointwiseEntries.ENTRIES.stream().map(CatalogueEntry::name);
    }

    private static Pointwise bind(CatalogueEntry entry, boolean typed) {
        Map<String, Object> given = new HashMap<>();
        for (Parameter p : entry.parameters())
            if (VALUES.containsKey(p.name()) && (!p.name().equals("type") || typed || p.required()))
                given.put(p.name(), VALUES.get(p.name()));
        return (Pointwise) entry.bind(given);
    }

    @ParameterizedTest
    @MethodSource("names")
    void deviceEqualsReference(String name) {
        CatalogueEntry entry = Catalogue.entry(name);
        int start = Math.floorMod(name.hashCode(), 10);
        for (int k = 0; k < (FULL ? 10 : 2); k++) {
            VoxelType type = VoxelType.values()[(start + 3 * k) % 10];
            VoxelType second = VoxelType.values()[(start + 7 * k + 1) % 10];
            Pointwise operation = bind(entry, k % 2 == 1);
            List<VoxelType> types = List.of(type, second).subList(0, entry.requiredInputs());
            check(operation, types, 4711 + k);
        }
    }

    private static void check(Pointwise operation, List<VoxelType> types, long seed) {
        Random random = new Random(seed);
        Interval[] outs = {
            Samples.interval(1, 1, 1),
            Samples.interval(1, 300, 1),
            Samples.interval(31, 7, 5),
            Samples.at(new long[] {5, 6, 7}, 65, 33, 17)
        };
        for (Interval out : outs) {
            List<Voxels> images =
                    types.stream().map(t -> Samples.random(t, out, random)).toList();
            same(operation, images, out, seed);
        }
        Interval inner = Samples.at(new long[] {12, 8, 9}, 21, 5, 3);
        List<Voxels> larger = new ArrayList<>();
        for (int i = 0; i < types.size(); i++)
            larger.add(Samples.random(
                    types.get(i), Samples.at(new long[] {10 - i, 8 - i, 5}, 30 + i, 6 + i, 8), random));
        same(operation, larger, inner, seed);
        Interval whole = Samples.at(new long[] {0, 0, 0}, 48, 9, 4), fours = Samples.at(new long[] {4, 3, 1}, 36, 5, 2);
        List<Voxels> cut =
                types.stream().map(t -> Samples.random(t, whole, random)).toList();
        same(operation, cut, fours, seed);
        Interval across = Samples.at(new long[] {3, 3, 1}, 700, 2, 2);
        List<Voxels> wide = types.stream()
                .map(t -> Samples.random(t, Samples.at(new long[] {0, 2, 0}, 707, 3, 3), random))
                .toList();
        same(operation, wide, across, seed);
    }

    private static void same(Pointwise operation, List<Voxels> images, Interval interval, long seed) {
        List<VoxelType> types = images.stream().map(Voxels::type).toList();
        Expression e = operation.expression(types);
        assertThat(e.type()).isEqualTo(operation.outputType(types));
        Voxels expected = Voxels.zeros(e.type(), interval);
        PointwiseKernel.reference(e, images, List.of(), expected);
        Voxels actual = DeviceRun.pointwise(e, images, List.of(), expected);
        if (IN_BOTH_SHAPES.contains(operation.name()))
            assertThat(DeviceRun.pointwise(new GpuShapedLane(TestDevices.lane()), e, images, List.of(), expected))
                    .as("%s of %s in a GPU's shape, seed %d", operation, types, seed)
                    .isEqualTo(actual);
        double tolerance = INEXACT.contains(operation.name()) ? 1e-6 : 0;
        String what = operation + " of " + types + ", seed " + seed;
        for (int i = 0; i < expected.count(); i++) equal(expected, actual, i, tolerance, what);
    }

    private static void equal(Voxels expected, Voxels actual, int i, double tolerance, String what) {
        if (tolerance > 0 && expected.type().floating()) {
            double e = expected.real(i), a = actual.real(i);
            if (Double.isFinite(e) && Math.abs(e - a) <= tolerance * Math.abs(e)) return;
        }
        if (tolerance > 0 && !expected.type().floating()) {
            assertThat(Math.abs(actual.integer(i) - expected.integer(i))).isLessThanOrEqualTo(1);
            return;
        }
        if (bits(expected, i) != bits(actual, i))
            assertThat(actual.real(i)).as("%s, voxel %d", what, i).isEqualTo(expected.real(i));
    }

    private static long bits(Voxels voxels, int i) {
        return voxels.type().floating() ? Double.doubleToLongBits(voxels.real(i)) : voxels.integer(i);
    }

    @Test
    void fusedEqualsUnfusedBitForBit() {
        VoxelType in = VoxelType.UINT16;
        List<Pointwise> chain = List.of(
                step("multiply-scalar", Map.of("value", 1.7, "type", "uint8")),
                step("square-root", Map.of()),
                step("divide-scalar", Map.of("value", 3)),
                step("exponential", Map.of()),
                step("rescale", Map.of("from", "[0, 200]", "to", "[0, 60000]", "type", "int32")),
                step("add-scalar", Map.of("value", 0.1)));
        Voxels image = Samples.random(in, Samples.interval(65, 33, 17), new Random(5));
        Expression fused = Expression.image(0, in);
        Voxels stored = image, host = image;
        for (Pointwise step : chain) {
            Expression own = step.expression(List.of(stored.type()));
            Expression before = fused;
            fused = own.substitute(i -> before, s -> s);
            stored = DeviceRun.pointwise(own, List.of(stored), List.of(), stored);
            Voxels next = Voxels.zeros(own.type(), host.interval());
            PointwiseKernel.reference(own, List.of(host), List.of(), next);
            host = next;
        }
        assertThat(DeviceRun.pointwise(fused, List.of(image), List.of(), image).bytes())
                .isEqualTo(stored.bytes());
        Voxels together = Voxels.zeros(fused.type(), image.interval());
        PointwiseKernel.reference(fused, List.of(image), List.of(), together);
        assertThat(together.bytes()).isEqualTo(host.bytes());
    }

    private static Pointwise step(String name, Map<String, ?> parameters) {
        return (Pointwise) Catalogue.entry(name).bind(parameters);
    }

    @Test
    void aScalarInputIsComparedExactly() {
        Pointwise greater = Comparison.withScalar(org.kachel.op.expression.Relation.GREATER);
        Voxels image = Samples.random(VoxelType.FLOAT32, Samples.interval(31, 7, 5), new Random(6));
        Expression e = greater.expression(List.of(VoxelType.FLOAT32));
        double[] threshold = {Math.nextDown((double) image.bytes().getFloat(4 * 17))};
        Voxels out = DeviceRun.pointwise(e, List.of(image), List.of(threshold), image);
        for (int i = 0; i < image.count(); i++)
            assertThat(out.integer(i)).isEqualTo(image.real(i) > threshold[0] ? 1 : 0);
    }

    @Test
    void aUserExpressionRunsOnTheDevice() {
        Pointwise e = (Pointwise) Catalogue.entry("expression")
                .bind(Map.of("formula", "z = x > 3 ? (x - y) * (x - y) : min(x, y) % 5", "type", "float64"));
        check(e, List.of(VoxelType.UINT8, VoxelType.FLOAT32), 8);
        check(e, List.of(VoxelType.INT64, VoxelType.FLOAT64), 9);
    }

    @Test
    void wrongRequestsAreNamed() {
        assertThatThrownBy(() -> Catalogue.entry("divide-scalar").bind(Map.of("value", 0)))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("value is 0");
        assertThatThrownBy(() -> Catalogue.entry("add-scalar").bind(Map.of("value", Double.NaN)))
                .isInstanceOf(ParameterException.class);
        assertThatThrownBy(() -> Catalogue.entry("clip").bind(Map.of("min", 3, "max", 2)))
                .isInstanceOf(ParameterException.class);
        assertThatThrownBy(() -> Catalogue.entry("expression").bind(Map.of("formula", "x + w(", "inputs", "x, y")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("^");
        assertThatThrownBy(() -> Catalogue.entry("treshold")).hasMessageContaining("did you mean threshold");
    }

    @Test
    void integersBeyondDoubleStayExact() {
        long big = (1L << 62) + 1;
        Voxels x = Voxels.zeros(VoxelType.UINT64, Samples.interval(3, 1, 1));
        Voxels y = Voxels.zeros(VoxelType.UINT64, Samples.interval(3, 1, 1));
        IntStream.range(0, 3).forEach(i -> x.setInteger(i, big));
        IntStream.range(0, 3).forEach(i -> y.setInteger(i, big + i - 1));
        Pointwise min = (Pointwise) Catalogue.entry("minimum-images").bind(Map.of("type", "uint64"));
        Voxels out = DeviceRun.pointwise(
                min.expression(List.of(VoxelType.UINT64, VoxelType.UINT64)), List.of(x, y), List.of(), x);
        assertThat(out.integer(0)).isEqualTo(big - 1);
        assertThat(out.integer(2)).isEqualTo(big);
        Pointwise mask = (Pointwise) Catalogue.entry("mask").bind(Map.of());
        assertThat(DeviceRun.pointwise(
                                mask.expression(List.of(VoxelType.UINT64, VoxelType.UINT64)),
                                List.of(x, y),
                                List.of(),
                                x)
                        .integer(1))
                .isEqualTo(big);
    }
}
