package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import net.imglib2.FinalInterval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.op.expression.PointwiseKernel;

/**
 * References against scipy and pyclesperanto (see the goldens' README): integers exactly, floats within 1e-6 of the image's
 * or the result's range, since the oracle computes in float64.
 */
class NeighbourhoodGoldenTest {
    private static final String FOLDER = "/golden/neighbourhood/";

    static Stream<String> goldens() throws IOException {
        try (InputStream in = NeighbourhoodGoldenTest.class.getResourceAsStream(FOLDER + "goldens.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void referenceEqualsGolden(String line) throws IOException {
        String[] c = line.split(",", -1);
        Voxels image = image(c[3]);
        Voxels expected =
                load(c[0], VoxelType.named(c[7]), Long.parseLong(c[4]), Long.parseLong(c[5]), Long.parseLong(c[6]));
        Voxels actual = run(Catalogue.entry(c[1]).bind(parameters(c[2])), List.of(image));
        assertThat(actual.type()).isEqualTo(expected.type());
        double tolerance = expected.type().floating() ? 1e-6 * Math.max(range(image), range(expected)) : 0;
        for (int i = 0; i < expected.count(); i++)
            if (Math.abs(actual.real(i) - expected.real(i)) > tolerance)
                assertThat(actual.real(i)).as("%s, voxel %d", c[0], i).isEqualTo(expected.real(i));
    }

    private static Voxels image(String name) throws IOException {
        VoxelType type = name.equals("real")
                ? VoxelType.FLOAT32
                : name.equals("nuclei3d_small") ? VoxelType.UINT16 : VoxelType.UINT8;
        return name.startsWith("blobs") ? load(name, type, 256, 254, 1) : load(name, type, 56, 48, 24);
    }

    private static double range(Voxels image) {
        double min = Double.POSITIVE_INFINITY, max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < image.count(); i++) {
            min = Math.min(min, image.real(i));
            max = Math.max(max, image.real(i));
        }
        return max - min;
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        for (String p : text.isEmpty() ? new String[0] : text.split(";")) {
            String[] pair = p.split("=");
            parameters.put(pair[0], pair[1].replace(' ', ','));
        }
        return parameters;
    }

    private static Voxels load(String name, VoxelType type, long... size) throws IOException {
        try (InputStream in = NeighbourhoodGoldenTest.class.getResourceAsStream(FOLDER + name + ".gz")) {
            return new Voxels(type, new FinalInterval(size), ByteBuffer.wrap(new GZIPInputStream(in).readAllBytes()));
        }
    }

    /** An image of a composite's graph, computed at once. */
    private record Computed(Voxels image) implements Composite.Operand {}

    private static final Composite.Builder AT_ONCE = new Composite.Builder() {
        @Override
        public Composite.Operand apply(Operation operation, Composite.Operand... inputs) {
            return new Computed(run(
                    operation,
                    Arrays.stream(inputs).map(o -> ((Computed) o).image()).toList()));
        }

        @Override
        public Composite.Operand apply(String name, Map<String, ?> parameters, Composite.Operand... inputs) {
            return apply(Catalogue.entry(name).bind(parameters), inputs);
        }
    };

    private static Voxels run(Operation operation, List<Voxels> images) {
        if (operation instanceof Stencil s)
            return StencilTesting.reference(s, images.get(0), images.get(0).interval());
        if (operation instanceof Composite c)
            return ((Computed) c.expand(
                            images.stream()
                                    .<Composite.Operand>map(Computed::new)
                                    .toList(),
                            AT_ONCE))
                    .image();
        Pointwise p = (Pointwise) operation;
        List<VoxelType> types = images.stream().map(Voxels::type).toList();
        Voxels out = Voxels.zeros(p.outputType(types), images.get(0).interval());
        PointwiseKernel.reference(p.expression(types), images, List.of(), out);
        return out;
    }
}
