package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import net.imglib2.Interval;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.expression.Expression;
import org.kachel.pipeline.DeviceEngine;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.JavaEngine;

/**
 * What keeps a type of 64-bit integers is exact beyond 2⁵³, and saturates where the type ends: beside whole numbers of any
 * length, on the device, in a GPU's shape and in Java.
 */
class WholeArithmeticTest {
    private static final long SEED = Long.getLong("kachel.seed", System.nanoTime());
    private static final long[] AWKWARD = {
        0,
        1,
        -1,
        2,
        -2,
        1L << 53,
        (1L << 53) + 1,
        -(1L << 53) - 1,
        (1L << 62) + 1,
        -(1L << 62) - 1,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        0x7ffffffffffffc01L,
        0x8000000000000401L
    };
    private static final Map<String, BinaryOperator<BigInteger>> FORMULAS = Map.of(
            "add-images", BigInteger::add,
            "subtract-images", BigInteger::subtract,
            "absolute-difference", (x, y) -> x.subtract(y).abs(),
            "minimum-images", BigInteger::min,
            "maximum-images", BigInteger::max,
            "absolute", (x, y) -> x.abs(),
            "invert", (x, y) -> x.negate());

    private static Map<String, Engine> engines;

    @BeforeAll
    static void open() {
        engines = Map.of(
                "device", new DeviceEngine(TestDevices.device().lane(1L << 28)),
                "GPU's shape",
                        new DeviceEngine(new GpuShapedLane(TestDevices.device().lane(1L << 28))),
                "Java", new JavaEngine());
    }

    @AfterAll
    static void close() {
        engines.values().forEach(Engine::close);
    }

    private record Case(VoxelType type, String name) {}

    static Stream<Case> hats() {
        return Stream.of(VoxelType.UINT64, VoxelType.INT64)
                .flatMap(type -> Morphology.ENTRIES.stream()
                        .map(CatalogueEntry::name)
                        .filter(name -> name.contains("-hat-"))
                        .map(name -> new Case(type, name)));
    }

    @ParameterizedTest
    @MethodSource("hats")
    void hatsAreExactAndSaturate(Case hat) {
        Voxels image = image(hat.type(), Samples.interval(13, 7, 5), new Random(SEED));
        boolean top = hat.name().startsWith("top");
        boolean[] inside = element(hat.name());
        BinaryOperator<BigInteger> first = top ? BigInteger::min : BigInteger::max;
        BinaryOperator<BigInteger> second = top ? BigInteger::max : BigInteger::min;
        BigInteger[] x = values(image);
        BigInteger[] filtered = folded(folded(x, image, inside, first), image, inside, second);
        BigInteger[] expected = new BigInteger[x.length];
        for (int i = 0; i < x.length; i++)
            expected[i] = (top ? x[i].subtract(filtered[i]) : filtered[i].subtract(x[i]));
        same(hat, Map.of("radius", 1), List.of(image), expected);
    }

    static Stream<Case> formulas() {
        return Stream.of(VoxelType.UINT64, VoxelType.INT64)
                .flatMap(type -> FORMULAS.keySet().stream().sorted().map(name -> new Case(type, name)));
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void formulasAreExactAndSaturate(Case formula) {
        int n = AWKWARD.length;
        Voxels x = Voxels.zeros(formula.type(), Samples.interval(n, n, 3)), y = Voxels.zeros(x.type(), x.interval());
        Random random = new Random(SEED);
        for (int i = 0; i < x.count(); i++) {
            x.setInteger(i, i < n * n ? AWKWARD[i % n] : random.nextLong());
            y.setInteger(i, i < n * n ? AWKWARD[i / n] : random.nextLong());
        }
        BigInteger[] a = values(x), b = values(y), expected = new BigInteger[a.length];
        for (int i = 0; i < a.length; i++)
            expected[i] = FORMULAS.get(formula.name()).apply(a[i], b[i]);
        boolean two = Catalogue.entry(formula.name()).requiredInputs() == 2;
        same(formula, Map.of("type", formula.type().toString()), two ? List.of(x, y) : List.of(x), expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = VoxelType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UINT64", "INT64"})
    void otherTypesAreComputedAsReals(VoxelType type) {
        Expression difference = new SameTypeDifference().expression(List.of(type, type));
        VoxelType arithmetic =
                difference instanceof Expression.Cast cast ? cast.value().type() : difference.type();
        assertThat(arithmetic)
                .isEqualTo(type.bytes() < 4 || type == VoxelType.FLOAT32 ? VoxelType.FLOAT32 : VoxelType.FLOAT64);
    }

    @Test
    void wholeArithmeticTakesOneWideTypeOnly() {
        Expression x = Expression.image(0, VoxelType.INT64);
        for (VoxelType other : List.of(VoxelType.UINT64, VoxelType.INT32, VoxelType.FLOAT64))
            assertThatThrownBy(() -> Expression.wholeSum(x, Expression.image(1, other)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(other.toString());
        Expression narrow = Expression.image(1, VoxelType.UINT8);
        assertThatThrownBy(() -> Expression.wholeDifference(narrow, narrow)).hasMessageContaining("uint8");
    }

    private static void same(Case chosen, Map<String, Object> parameters, List<Voxels> images, BigInteger[] expected) {
        Map<String, Voxels> inputs = new LinkedHashMap<>();
        images.forEach(image -> inputs.put("in-" + inputs.size(), image));
        CatalogueCase run = new CatalogueCase(Catalogue.entry(chosen.name()), parameters, chosen.type());
        engines.forEach((engine, on) -> {
            Voxels result = run.run(on, inputs).image();
            assertThat(result.type()).isEqualTo(chosen.type());
            BigInteger[] actual = values(result);
            for (int i = 0; i < expected.length; i++)
                assertThat(actual[i])
                        .as("%s, %s, voxel %d, seed %d", run, engine, i, SEED)
                        .isEqualTo(saturated(expected[i], chosen.type()));
        });
    }

    /** Awkward values, their near neighbours, and values of the whole type. */
    private static Voxels image(VoxelType type, Interval interval, Random random) {
        Voxels image = Voxels.zeros(type, interval);
        for (int i = 0; i < image.count(); i++) {
            long awkward = AWKWARD[random.nextInt(AWKWARD.length)];
            image.setInteger(
                    i,
                    switch (random.nextInt(4)) {
                        case 0 -> awkward;
                        case 1 -> random.nextLong();
                        default -> (1L << 62) + random.nextInt(1000);
                    });
        }
        return image;
    }

    /** Which of the 27 voxels about one belong to the structuring element of radius 1. A sphere is a cross then. */
    private static boolean[] element(String name) {
        boolean[] inside = new boolean[27];
        for (int k = 0; k < 27; k++) {
            int distance = Math.abs(k % 3 - 1) + Math.abs(k / 3 % 3 - 1) + Math.abs(k / 9 - 1);
            inside[k] = name.endsWith("box") || distance <= 1;
        }
        return inside;
    }

    private static BigInteger[] folded(
            BigInteger[] x, Voxels shape, boolean[] inside, BinaryOperator<BigInteger> fold) {
        int nx = shape.sizeX(), ny = shape.sizeY(), nz = shape.sizeZ();
        BigInteger[] result = x.clone();
        for (int i = 0; i < x.length; i++)
            for (int k = 0; k < 27; k++) {
                if (!inside[k]) continue;
                int at = clamped(i % nx + k % 3 - 1, nx);
                int y = clamped(i / nx % ny + k / 3 % 3 - 1, ny), z = clamped(i / nx / ny + k / 9 - 1, nz);
                result[i] = fold.apply(result[i], x[(z * ny + y) * nx + at]);
            }
        return result;
    }

    private static int clamped(int position, int n) {
        return Math.max(0, Math.min(n - 1, position));
    }

    private static BigInteger[] values(Voxels voxels) {
        BigInteger[] values = new BigInteger[voxels.count()];
        for (int i = 0; i < values.length; i++) {
            long v = voxels.integer(i);
            values[i] = voxels.type() == VoxelType.UINT64
                    ? new BigInteger(Long.toUnsignedString(v))
                    : BigInteger.valueOf(v);
        }
        return values;
    }

    private static BigInteger saturated(BigInteger value, VoxelType type) {
        BigInteger one = BigInteger.ONE;
        BigInteger least = type.signed() ? one.shiftLeft(63).negate() : BigInteger.ZERO;
        return value.max(least).min(least.add(one.shiftLeft(64)).subtract(one));
    }
}
