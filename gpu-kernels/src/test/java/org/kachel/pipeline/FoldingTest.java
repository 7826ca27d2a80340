package org.kachel.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.Halo;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.Catalogue;
import org.kachel.op.GpuShapedLane;

/** Pointwise steps in a filter's store give the bits that they give as a kernel of their own. */
class FoldingTest {
    private static final long SEED = Long.getLong("kachel.seed", System.nanoTime());
    private static final double[] NUMBERS = {0.25, 3, 1, 0, 0, 0};

    /** A step behind a filter: each kernel that has a store, with and without further images, numbers and narrower types. */
    private record Case(String name, Graph graph) {
        static Case of(String name, long[] size, VoxelType type, String... steps) {
            GraphBuilder graph = new GraphBuilder().source("input", type, Size.of(new FinalInterval(size)));
            for (String step : steps) add(graph, step.split(" "));
            return new Case(name, graph.build());
        }

        /** {@code name operation input[,input] parameter=value …} */
        private static void add(GraphBuilder graph, String... words) {
            Map<String, Object> parameters = new HashMap<>();
            for (int i = 3; i < words.length; i++) {
                String[] pair = words[i].split("=");
                parameters.put(pair[0], value(pair[1]));
            }
            graph.step(words[0], Catalogue.entry(words[1]).bind(parameters), List.of(words[2].split(",")));
        }

        private static Object value(String text) {
            if (text.contains("/"))
                return Stream.of(text.split("/")).map(Integer::valueOf).toList();
            return text.matches("-?[0-9]+")
                    ? (Object) Integer.valueOf(text)
                    : text.matches("-?[0-9.]+") ? (Object) Double.valueOf(text) : text;
        }

        int last() {
            return graph.nodes().size() - 1;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> kernels() {
        long[] block = {70, 37, 21}, plane = {150, 40, 1}, long1 = {40, 3, 30};
        String difference = "d subtract-images input,f type=float32";
        return Stream.of(
                Case.of("top-hat of a large box", block, VoxelType.FLOAT32, "t top-hat-box input radius=5"),
                Case.of("top-hat of a small box", block, VoxelType.UINT16, "t top-hat-box input radius=1"),
                Case.of("bottom-hat of bytes", block, VoxelType.INT8, "t bottom-hat-box input radius=2"),
                Case.of("background", block, VoxelType.UINT8, "t subtract-background input sigma=2"),
                Case.of("two Gaussians", block, VoxelType.FLOAT32, "t difference-of-gaussian input sigma1=1 sigma2=3"),
                Case.of(
                        "threshold",
                        block,
                        VoxelType.UINT16,
                        "f gaussian-blur input sigma=1",
                        "t threshold f value=9000"),
                Case.of("rows", plane, VoxelType.FLOAT32, "f minimum-box input radius=9", difference),
                Case.of("a window", long1, VoxelType.FLOAT32, "f mean-box input radius=70/0/0", difference),
                Case.of("a window down", long1, VoxelType.FLOAT32, "f mean-box input radius=0/1/70", difference),
                Case.of("nothing but the step", block, VoxelType.FLOAT32, "f mean-box input radius=0", difference),
                Case.of(
                        "found number",
                        block,
                        VoxelType.FLOAT32,
                        "f gaussian-blur input sigma=1",
                        "t threshold-auto f"));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void bitsAreThoseOfTwoKernels(Case given) throws IOException {
        Random random = new Random(SEED);
        assertThat(folds(given)).isEqualTo(1);
        compare(given, random);
    }

    @Test
    void bitsOfRandomProgramsAreThoseWithoutFolding() throws IOException {
        for (int i = 0; i < Integer.getInteger("kachel.cases", 6); i++) {
            Random random = new Random(SEED + i);
            Case given = random(random, SEED + i);
            compare(given, random);
        }
    }

    private static Case random(Random random, long seed) {
        List<String> steps = new ArrayList<>(), names = new ArrayList<>(List.of("input"));
        for (int i = 0; i < 5 + random.nextInt(4); i++) {
            String image = names.get(names.size() - 1 - random.nextInt(Math.min(2, names.size())));
            String other = names.get(random.nextInt(names.size()));
            names.add("s" + i);
            steps.add("s" + i + " "
                    + switch (random.nextInt(7)) {
                        case 0 -> "mean-box " + image + " radius=" + random.nextInt(3) + "/1/" + random.nextInt(2);
                        case 1 -> "minimum-box " + image + " radius=1";
                        case 2 -> "gaussian-blur " + image + " sigma=0.5";
                        case 3 -> "add-scalar " + image + " value=" + random.nextInt(9);
                        case 4 -> "threshold " + image + " value=" + random.nextInt(90);
                        case 5 -> "maximum-images " + image + "," + other;
                        default -> "subtract-images " + image + "," + other;
                    });
        }
        VoxelType type = random.nextBoolean() ? VoxelType.UINT8 : VoxelType.FLOAT32;
        return Case.of("seed " + seed + ": " + steps, new long[] {40, 23, 9}, type, steps.toArray(String[]::new));
    }

    @Test
    void foldsWhereNothingElseNeedsTheFilter() {
        String filter = "f mean-box input radius=1", step = "t add-scalar f value=1";
        long[] size = {9, 9, 9};
        assertThat(folds(Case.of("alone", size, VoxelType.UINT8, filter, step))).isOne();
        assertThat(folds(Case.of("a median", size, VoxelType.UINT8, "f median-box input radius=1", step)))
                .isZero();
        Case twice =
                Case.of("twice", size, VoxelType.UINT8, filter, step, "u minimum-box f radius=1", "w add-images t,u");
        assertThat(folds(twice)).isOne();
        assertThat(folds(Case.of("far", size, VoxelType.UINT8, "f maximum-box input radius=40", step)))
                .isZero();
        Case root = Case.of("root", size, VoxelType.UINT8, filter, step);
        Map<Integer, Halo> roots = Map.of(1, Halo.NONE, 2, Halo.NONE);
        assertThat(Compiler.compile(root.graph(), Set.of(), roots).describe()).hasSize(3);
    }

    @Test
    void theFiltersImageIsNotHeld() {
        Case given = Case.of(
                "t", new long[] {64, 64, 64}, VoxelType.UINT8, "f mean-box input radius=1", "t threshold f value=3");
        Interval all = new FinalInterval(64, 64, 64);
        assertThat(program(given, false).peakBytes(all)).isEqualTo((4 + 1) << 18);
        assertThat(program(given, true).peakBytes(all)).isEqualTo((1 + 1) << 18);
    }

    private static long folds(Case given) {
        return program(given, false).describe().size()
                - program(given, true).describe().size();
    }

    private static BlockProgram program(Case given, boolean folding) {
        return Compiler.compile(given.graph(), Set.of(), Map.of(given.last(), Halo.NONE), folding);
    }

    /** On every engine the folded program gives the bytes of the other, on a part of the image. */
    private static void compare(Case given, Random random) throws IOException {
        Node input = given.graph().node(0);
        Voxels image = Voxels.zeros(input.type(), input.size().volume());
        for (int i = 0; i < image.count(); i++)
            if (image.type().floating()) image.setReal(i, random.nextGaussian() * 100);
            else image.setInteger(i, random.nextLong());
        Interval target = part(input.size().volume(), random);
        for (int engine = 0; engine < 3; engine++)
            try (Engine one = engine(engine);
                    Engine other = engine(engine)) {
                byte[] folded = run(one, program(given, true), target, image);
                byte[] apart = run(other, program(given, false), target, image);
                assertThat(Arrays.mismatch(folded, apart))
                        .as("first byte that differs, %s, seed %d, engine %d", given, SEED, engine)
                        .isNegative();
            }
    }

    private static Engine engine(int number) {
        return switch (number) {
            case 0 -> new JavaEngine();
            case 1 -> new DeviceEngine(TestDevices.lane());
            default -> new DeviceEngine(new GpuShapedLane(TestDevices.lane()));
        };
    }

    private static Interval part(Interval volume, Random random) {
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            min[d] = random.nextInt((int) Math.max(1, volume.dimension(d) / 4));
            max[d] = volume.max(d) - random.nextInt((int) Math.max(1, volume.dimension(d) / 4));
        }
        return new FinalInterval(min, max);
    }

    private static byte[] run(Engine engine, BlockProgram program, Interval target, Voxels image) throws IOException {
        Map<Integer, double[]> numbers = new HashMap<>();
        for (int node = 0; node < 40; node++) numbers.put(node, NUMBERS);
        Map<Integer, Image> images = program.run(engine, target, (node, into) -> crop(image, into), numbers);
        try (Image result = images.values().iterator().next();
                Engine.Download download = engine.download(result)) {
            engine.finish();
            Voxels voxels = download.voxels();
            byte[] bytes = new byte[(int) Voxels.byteCount(voxels.type(), voxels.interval())];
            voxels.bytes().get(0, bytes);
            return bytes;
        }
    }

    private static void crop(Voxels image, Voxels into) {
        Interval part = into.interval();
        int width = into.sizeX() * image.type().bytes(), at = 0;
        for (long z = part.min(2); z <= part.max(2); z++)
            for (long y = part.min(1); y <= part.max(1); y++, at += width)
                into.bytes()
                        .put(
                                at,
                                image.bytes(),
                                image.index(part.min(0), y, z) * image.type().bytes(),
                                width);
    }
}
