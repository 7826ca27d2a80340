package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * Geometric operations: the device equals the reference to the bit, and a block made from exactly the source that it asks for
 * equals the same part of the whole, for all types and odd sizes.
 */
class GatherTest {
    private static final long[][] SIZES = {{1, 1, 1}, {1, 37, 1}, {31, 7, 5}, {40, 1, 33}, {70, 65, 34}};

    record Case(String operation, Map<String, ?> parameters) {
        Gather bind() {
            return (Gather) Catalogue.entry(operation).bind(parameters);
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                        Stream.of(
                                        "flip-x",
                                        "flip-y",
                                        "flip-z",
                                        "reslice-top",
                                        "reslice-bottom",
                                        "reslice-left",
                                        "reslice-right")
                                .map(name -> new Case(name, Map.of())),
                        Stream.of("xyz", "xzy", "yxz", "yzx", "zxy", "[z, y, x]")
                                .map(order -> new Case("transpose", Map.of("order", order))),
                        Stream.of(2, 3, List.of(4, 1, 2))
                                .map(factor -> new Case("downsample", Map.of("factor", factor))),
                        Stream.of(2, List.of(1, 3, 2))
                                .map(factor -> new Case("downsample", Map.of("factor", factor, "method", "mode"))),
                        Stream.of("linear", "nearest").flatMap(GatherTest::transforms),
                        Stream.of("linear", "nearest").flatMap(GatherTest::rays),
                        Stream.of("maximum", "minimum", "mean", "sum", "standard-deviation", "arg-maximum")
                                .flatMap(of -> Stream.of("x", "y", "z")
                                        .map(axis -> new Case(of + "-projection", Map.of("axis", axis)))),
                        Stream.of(
                                new Case("crop", Map.of()),
                                new Case(
                                        "pad",
                                        Map.of("before", List.of(3, 0, 40), "after", List.of(0, 5, 1), "value", 300)),
                                new Case("pad", Map.of("before", 2, "value", -1.5)),
                                new Case("translate", Map.of("by", List.of(3, -2, 1))),
                                new Case("translate", Map.of("by", List.of(0, 50, 0)))))
                .flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void deviceEqualsReferenceAndBlocksEqualTheWhole(Case given) {
        long seed = Long.getLong("kachel.seed", System.nanoTime());
        Random random = new Random(seed);
        for (VoxelType type : types(given))
            for (long[] size : SIZES) {
                Voxels image = StencilTesting.random(type, random, size);
                check(given.bind(), image, random, "%s on %s %s, seed %d".formatted(given, type, Size.of(size), seed));
            }
    }

    private static Stream<Case> transforms(String interpolation) {
        return Stream.of(
                new Case("affine", Map.of("interpolation", interpolation)),
                new Case(
                        "affine",
                        Map.of(
                                "interpolation", interpolation,
                                "rotate", List.of(10, -33, 71),
                                "scale", List.of(1.3, 0.7, 1.1),
                                "shear", List.of(0.2, 0, -0.1),
                                "translate", List.of(2.5, -1, 0))),
                new Case(
                        "affine",
                        Map.of("interpolation", interpolation, "matrix", "0.6 -0.8 0.1 9  0.8 0.6 0 -3  0 0.2 1 0.5")),
                new Case("rotate", Map.of("interpolation", interpolation, "angle", 90, "axis", "x", "size", "fit")),
                new Case("rotate", Map.of("interpolation", interpolation, "angle", 30, "size", "fit")),
                new Case("scale", Map.of("interpolation", interpolation, "factor", List.of(2, 0.5, 1), "size", "fit")));
    }

    private static Stream<Case> rays(String interpolation) {
        return Stream.of(
                new Case("radial-reslice", Map.of("interpolation", interpolation, "angles", 12)),
                new Case(
                        "radial-reslice",
                        Map.of(
                                "interpolation",
                                interpolation,
                                "angles",
                                9,
                                "start-angle",
                                -30.5,
                                "angle-step",
                                17,
                                "radius",
                                50,
                                "centre",
                                List.of(4.25, -3),
                                "scale",
                                List.of(0.75, 1.5))),
                new Case("radial-reslice", Map.of("interpolation", interpolation, "radius", 5, "centre", 1e9)));
    }

    /** All where arithmetic has a type; one of each size where bits are moved. */
    private static List<VoxelType> types(Case given) {
        if (given.bind() instanceof Rearrangement
                || "nearest".equals(given.parameters().get("interpolation")))
            return List.of(VoxelType.INT8, VoxelType.UINT16, VoxelType.FLOAT32, VoxelType.UINT64);
        if (Set.of("x", "y").contains(String.valueOf(given.parameters().get("axis"))))
            return List.of(VoxelType.UINT8, VoxelType.FLOAT32, VoxelType.INT64);
        boolean labels = "mode".equals(given.parameters().get("method"));
        return Stream.of(VoxelType.values())
                .filter(type -> !labels || !type.floating())
                .toList();
    }

    private static void check(Gather gather, Voxels image, Random random, String about) {
        Interval all = Size.of(gather.outputSize(image.interval().dimensionsAsLongArray()))
                .volume();
        Voxels whole = reference(gather, image, image.interval(), all);
        assertThat(StencilTesting.difference(device(gather, image, image.interval(), all), whole))
                .as(about)
                .isNull();
        for (int i = 0; i < 2; i++) {
            Interval target = part(all, random);
            Interval source = gather.source(target, image.interval());
            if (Intervals.isEmpty(source)) {
                assertFilled(StencilTesting.crop(whole, target), gather, about);
                continue;
            }
            assertThat(Intervals.contains(image.interval(), source)).as(about).isTrue();
            Voxels expected = StencilTesting.crop(whole, target), from = StencilTesting.crop(image, source);
            String where = about + ", target " + Intervals.toString(target);
            assertThat(StencilTesting.difference(reference(gather, from, image.interval(), target), expected))
                    .as(where)
                    .isNull();
            assertThat(StencilTesting.difference(device(gather, from, image.interval(), target), expected))
                    .as(where)
                    .isNull();
        }
    }

    private static void assertFilled(Voxels part, Gather gather, String about) {
        Voxels fill = Voxels.zeros(part.type(), part.interval());
        for (int i = 0; i < fill.count(); i++) fill.setReal(i, gather.fill());
        assertThat(StencilTesting.difference(part, fill)).as(about).isNull();
    }

    private static Interval part(Interval all, Random random) {
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            min[d] = random.nextInt((int) all.dimension(d));
            max[d] = min[d] + random.nextInt((int) (all.dimension(d) - min[d]));
        }
        return new FinalInterval(min, max);
    }

    static Voxels reference(Gather gather, Voxels in, Interval volume, Interval target) {
        Voxels out = Voxels.zeros(gather.outputType(in.type()), target);
        gather.reference(in, volume, out);
        return out;
    }

    private static Voxels device(Gather gather, Voxels in, Interval volume, Interval target) {
        return StencilTesting.device(
                gather.outputType(in.type()), in, target, (lane, from, to) -> gather.enqueue(lane, from, volume, to));
    }

    /** A GPU's work-items take several planes of the same ray. */
    @ParameterizedTest
    @ValueSource(strings = {"linear", "nearest"})
    void raysOfAGpusShapeAreTheSame(String interpolation) {
        Random random = new Random(7);
        for (Case given : rays(interpolation).toList()) {
            Voxels image = StencilTesting.random(VoxelType.INT16, random, 40, 31, 9);
            Interval all =
                    Size.of(given.bind().outputSize(new long[] {40, 31, 9})).volume();
            Voxels actual = StencilTesting.device(
                    given.bind().outputType(image.type()),
                    image,
                    all,
                    (lane, in, out) -> given.bind().enqueue(new GpuShapedLane(lane), in, image.interval(), out));
            assertThat(StencilTesting.difference(actual, reference(given.bind(), image, image.interval(), all)))
                    .as(given.toString())
                    .isNull();
        }
    }

    /** An image of two axes that is made larger keeps its one plane, and its grey values. */
    @Test
    void aFlatImageStaysFlatWhereItIsScaled() {
        Gather twice = new Case("scale", Map.of("factor", 2, "size", "fit")).bind();
        assertThat(twice.outputSize(new long[] {9, 7, 1})).containsExactly(18, 14, 1);
        Voxels image = Voxels.zeros(VoxelType.UINT8, new FinalInterval(9, 7, 1));
        for (int i = 0; i < image.count(); i++) image.setReal(i, 100);
        Voxels scaled = reference(twice, image, image.interval(), new FinalInterval(18, 14, 1));
        assertThat(scaled.real(scaled.index(8, 6, 0))).isEqualTo(100);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        refused("crop", Map.of("from", List.of(10, 0, 0)), "from is 10 along x, but the image has voxels 0 to 9");
        refused(
                "crop",
                Map.of("from", List.of(0, 2, 0), "size", List.of(5, 9, 0)),
                "size is 9 along y, but from voxel 2 on the image has 8");
        refused("transpose", Map.of("order", "xxy"), "must name x, y and z once each");
        refused("affine", Map.of("scale", List.of(1, 0, 1)), "affine: scale is 0 along y, but must be another number");
        refused("scale", Map.of("factor", 0), "scale: factor is 0 along x, but must be another number");
        refused("scale", Map.of("factor", "inf"), "factor is Infinity, but must be a finite number");
        refused("affine", Map.of("matrix", "1 0 0 0 2 0 0 0 0 0 1 0"), "cannot be inverted");
        refused("affine", Map.of("matrix", List.of(1, 2, 3)), "must be 12 numbers");
        assertThatThrownBy(() ->
                        new Case("downsample", Map.of("method", "mode")).bind().outputType(VoxelType.FLOAT32))
                .hasMessageContaining("integers");
        refused("pad", Map.of("before", -1), "must be at least 0");
        refused("radial-reslice", Map.of("centre", List.of(1, 2, 3)), "centre has a third number");
        refused("radial-reslice", Map.of("scale", 0), "scale is 0, but must be at least 0.001");
        refused("radial-reslice", Map.of("angles", 0), "angles is 0, but must be at least 1");
    }

    /** The size that would come out stands in the message, and the parameter that asks for it. */
    @Test
    void whatIsTooLargeIsRefused() {
        String limits = "at most 2147483647 along an axis and 1125899906842624 in all can be computed";
        refused(
                "affine",
                Map.of("scale", 1e6, "size", "fit"),
                "affine: 'size' makes the result 10000000 x 10000000 x 10000000 voxels large; " + limits);
        refused("pad", Map.of("before", 1 << 30, "after", 1 << 30), "pad: 'before' makes the result 2147483658 x");
        refused("pad", Map.of("after", 1 << 30), "pad: 'after' makes the result 1073741834 x");
        refused("radial-reslice", Map.of("radius", 1e9), "radius is 1000000000, but must be at most 1048576");
        refused(
                "radial-reslice",
                Map.of("centre", 1e9, "scale", 1e-3),
                "'centre' makes the result 1414213562374 x 10 x 360");
    }

    private static void refused(String operation, Map<String, ?> parameters, String message) {
        assertThatThrownBy(() -> new Case(operation, parameters).bind().outputSize(new long[] {10, 10, 10}))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(message);
    }
}
