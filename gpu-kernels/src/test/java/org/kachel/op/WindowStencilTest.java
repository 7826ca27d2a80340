package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.BoxFilter.Statistic;
import org.kachel.op.Footprint.Form;
import org.kachel.op.WindowKernel.Shape;

/** Filters over a window: the device computes the bits of the reference, and blocks never show. */
class WindowStencilTest {
    private static final long SEED = 22;
    /** The last two are wider than what a work-item of a CPU makes, and deeper than its slabs. */
    private static final long[][] SIZES = {
        {1, 1, 1}, {1, 19, 1}, {31, 7, 5}, {65, 33, 3}, {40, 9, 1}, {2101, 3, 2}, {9, 5, 45}
    };

    static Stream<WindowStencil> operations() {
        Halo odd = new Halo(2, 1, 3);
        return Stream.of(
                new MedianFilter(new Footprint(Form.BOX, Halo.of(1)), Border.CLAMP),
                new MedianFilter(new Footprint(Form.BOX, odd), Border.REFLECT),
                new MedianFilter(new Footprint(Form.SPHERE, odd), Border.CLAMP),
                new FootprintFilter(Statistic.MINIMUM, new Footprint(Form.SPHERE, odd), Border.CLAMP),
                new FootprintFilter(Statistic.MAXIMUM, new Footprint(Form.CROSS, odd), Border.ZERO),
                new FootprintFilter(Statistic.MEAN, new Footprint(Form.SPHERE, odd), Border.MIRROR),
                new Derivative(Derivative.Kind.SOBEL, Border.CLAMP),
                new Derivative(Derivative.Kind.LAPLACE_BOX, Border.REFLECT),
                new Derivative(Derivative.Kind.LAPLACE_DIAMOND, Border.CLAMP),
                new Derivative(Derivative.Kind.GRADIENT_X, Border.MIRROR),
                new Derivative(Derivative.Kind.GRADIENT_Y, Border.ZERO),
                new Derivative(Derivative.Kind.GRADIENT_Z, Border.CLAMP),
                new BinaryEdge(),
                new LabelEdges(),
                new LocalMaxima(false),
                new VarianceBox(false, new Halo(5, 0, 1), Border.REFLECT),
                new VarianceBox(false, odd, Border.CLAMP),
                new VarianceBox(true, new Halo(1, 2, 0), Border.ZERO));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void deviceEqualsReferenceForAllTypes(WindowStencil operation) {
        for (VoxelType type : VoxelType.values())
            for (Shape shape : Shape.values()) agree(operation, type, shape, 37, 7, 5);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void deviceEqualsReferenceForAllSizes(WindowStencil operation) {
        for (long[] size : SIZES) for (Shape shape : Shape.values()) agree(operation, VoxelType.UINT16, shape, size);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void blocksNeverShow(WindowStencil operation) {
        Random random = new Random(SEED);
        Voxels image = StencilTesting.random(VoxelType.FLOAT32, random, 45, 23, 11);
        Voxels whole = StencilTesting.reference(operation, image, image.interval());
        for (int i = 0; i < 6; i++) {
            Interval target = block(random, image.interval());
            Voxels part = StencilTesting.crop(image, operation.halo().grow(target, image.interval()));
            Voxels expected = StencilTesting.crop(whole, target);
            assertThat(StencilTesting.difference(StencilTesting.reference(operation, part, target), expected))
                    .as("%s, seed %d, block %d, reference", operation, SEED, i)
                    .isNull();
            for (Shape shape : Shape.values())
                assertThat(StencilTesting.difference(run(operation, shape, part, target), expected))
                        .as("%s, seed %d, block %d, %s", operation, SEED, i, shape)
                        .isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void nanInfinitiesAndZerosOfBothSigns(WindowStencil operation) {
        for (VoxelType type : List.of(VoxelType.FLOAT32, VoxelType.FLOAT64)) {
            Voxels image = Samples.random(type, new FinalInterval(33, 9, 4), new Random(SEED));
            for (int i = 1; i < image.count(); i += 5) image.setReal(i, i % 2 == 0 ? 0.0 : -0.0);
            negativeNan(image, 17);
            Voxels expected = StencilTesting.reference(operation, image, image.interval());
            for (Shape shape : Shape.values())
                assertThat(StencilTesting.difference(run(operation, shape, image, image.interval()), expected))
                        .as("%s %s", type, shape)
                        .isNull();
        }
    }

    private static void negativeNan(Voxels image, int i) {
        if (image.type() == VoxelType.FLOAT32) image.bytes().putInt(4 * i, 0xffc00000);
        else image.bytes().putLong(8 * i, 0xfff8000000000000L);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void tasksTakeThemAlong(WindowStencil operation) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(operation);
        assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
                .isEqualTo(operation);
    }

    /** Sums of 16-bit squares over more than 2¹⁷ voxels leave 64 bits. */
    @ParameterizedTest
    @EnumSource(Shape.class)
    void varianceOfALargeBox(Shape shape) {
        Voxels image = StencilTesting.random(VoxelType.INT16, new Random(SEED), 2, 1, 19);
        for (int i = 0; i < image.count(); i++) image.setInteger(i, i % 3 == 0 ? 32767 : -32768);
        WindowStencil operation = new VarianceBox(false, new Halo(120, 0, 120), Border.MIRROR);
        WindowStencil larger = new VarianceBox(false, new Halo(120, 120, 10), Border.REFLECT);
        agree(operation, VoxelType.INT16, shape, 2, 1, 19);
        Voxels square = Voxels.zeros(VoxelType.UINT16, new FinalInterval(2, 2, 2));
        for (int i = 0; i < square.count(); i++) square.setInteger(i, 65535L * (i & 1));
        Voxels expected = StencilTesting.reference(larger, square, square.interval());
        assertThat(StencilTesting.difference(run(larger, shape, square, square.interval()), expected))
                .isNull();
        assertThat(expected.real(0)).isBetween(65535.0 * 65535 / 4 * 0.999, 65535.0 * 65535 / 4);
    }

    /** All mantissas are alike but for the exponent's parity: two octaves, and the ends of the range. */
    @ParameterizedTest
    @EnumSource(Shape.class)
    void rootsAreRoundedToNearest(Shape shape) {
        Random random = new Random(SEED);
        Voxels image = Voxels.zeros(VoxelType.FLOAT32, new FinalInterval(1 << 16, 3, 1));
        for (int i = 0; i < image.count(); i++)
            image.bytes().putInt(4 * i, i % 3 == 0 ? random.nextInt(0x7f800001) : 0x3f800000 + random.nextInt(1 << 24));
        int vector = shape == Shape.GPU ? 1 : 16;
        Map<String, String> macros =
                Map.of("V", Integer.toString(vector), "BORDER", "0", "IN", "float", "OUT", "float");
        String text = Border.TEXT + source("Window.cl") + source("RoundedRoot.cl")
                + "__kernel void root(__global const float *in, __global float *out) {\n"
                + "    const size_t i = get_global_id(0) * V;\n    STORE(rounded_root(LOAD(in + i)), out + i);\n}\n";
        Voxels roots = StencilTesting.device(VoxelType.FLOAT32, image, image.interval(), (lane, in, out) -> {
            WorkSize size = WorkSize.of(image.count() / vector).groups(16);
            lane.launch(new Program("root", text, macros), "root", size, in.buffer(), out.buffer());
        });
        for (int i = 0; i < image.count(); i++)
            assertThat(roots.real(i)).as("root of %s", image.real(i)).isEqualTo((float) Math.sqrt(image.real(i)));
    }

    private static String source(String file) {
        return Program.resource(WindowKernel.class, file, Map.of()).source();
    }

    @Test
    void spheresAsClijCountsThem() {
        for (int[] known : new int[][] {{0, 1}, {1, 7}, {2, 33}, {3, 123}, {4, 257}})
            assertThat(new Footprint(Form.SPHERE, Halo.of(known[0])).count()).isEqualTo(known[1]);
        assertThat(new Footprint(Form.CROSS, new Halo(2, 1, 0)).count()).isEqualTo(7);
        assertThat(new Footprint(Form.SPHERE, new Halo(3, 0, 0)).count()).isEqualTo(7);
    }

    @Test
    void medianPutsNanLast() {
        Voxels image = Voxels.zeros(VoxelType.FLOAT32, new FinalInterval(3, 3, 1));
        for (int i = 0; i < 9; i++) image.setReal(i, i < 5 ? -i : Double.NaN);
        Stencil median = new MedianFilter(new Footprint(Form.BOX, Halo.of(1)), Border.CLAMP);
        Voxels out = StencilTesting.device(median, image, image.interval());
        assertThat(out.real(4)).isZero();
    }

    private static Interval block(Random random, Interval volume) {
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            min[d] = random.nextInt((int) volume.dimension(d));
            max[d] = min[d] + random.nextInt((int) (volume.dimension(d) - min[d]));
        }
        return new FinalInterval(min, max);
    }

    private static void agree(WindowStencil operation, VoxelType type, Shape shape, long... size) {
        Voxels image = StencilTesting.random(type, new Random(SEED), size);
        Voxels expected = StencilTesting.reference(operation, image, image.interval());
        assertThat(StencilTesting.difference(run(operation, shape, image, image.interval()), expected))
                .as("%s of %s %s, %s, seed %d", operation, type, Arrays.toString(size), shape, SEED)
                .isNull();
    }

    private static Voxels run(WindowStencil operation, Shape shape, Voxels image, Interval target) {
        // a GPU has no stack for the other
        Shape taken = TestDevices.device().info().gpu() ? Shape.GPU : shape;
        return StencilTesting.device(
                operation.outputType(image.type()), image, target, (l, i, o) -> operation.enqueue(l, taken, i, o));
    }
}
