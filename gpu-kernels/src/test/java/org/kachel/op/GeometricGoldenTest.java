package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * References against numpy and scipy (see the goldens' README): integers exactly, floats within 2e-7 of their value (a float32
 * rounded elsewhere), interpolated ones within 1e-6 of the image's range, since the oracle's weights are float64.
 */
class GeometricGoldenTest {
    private static final String FOLDER = "/golden/geometric/";
    private static final double RANGE = 65535;

    static Stream<String> goldens() throws IOException {
        try (InputStream in = GeometricGoldenTest.class.getResourceAsStream(FOLDER + "goldens.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void referenceEqualsGolden(String line) throws IOException {
        String[] c = line.split(",", -1);
        Voxels image = load("image", VoxelType.UINT16, new Size(23, 19, 11));
        Size size = new Size(Long.parseLong(c[3]), Long.parseLong(c[4]), Long.parseLong(c[5]));
        Voxels expected = load(c[0], VoxelType.named(c[6]), size);
        Gather gather = (Gather) Catalogue.entry(c[1]).bind(parameters(c[2]));
        assertThat(Size.of(gather.outputSize(new long[] {23, 19, 11}))).isEqualTo(size);
        Voxels actual = GatherTest.reference(gather, image, image.interval(), size.volume());
        assertThat(actual.type()).isEqualTo(expected.type());
        for (int i = 0; i < expected.count(); i++) {
            double tolerance = expected.type().floating() ? tolerance(gather, expected.real(i)) : 0;
            if (Math.abs(actual.real(i) - expected.real(i)) > tolerance)
                assertThat(actual.real(i)).as("%s, voxel %d", c[0], i).isEqualTo(expected.real(i));
        }
    }

    private static double tolerance(Gather gather, double value) {
        return gather instanceof Affine || gather instanceof RadialReslice ? 1e-6 * RANGE : 2e-7 * Math.abs(value);
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        for (String p : text.split(";"))
            if (!p.isEmpty()) parameters.put(p.split("=")[0], p.split("=")[1].replace(' ', ','));
        return parameters;
    }

    private static Voxels load(String name, VoxelType type, Size size) throws IOException {
        try (InputStream in = GeometricGoldenTest.class.getResourceAsStream(FOLDER + name + ".gz")) {
            return new Voxels(type, size.volume(), ByteBuffer.wrap(new GZIPInputStream(in).readAllBytes()));
        }
    }
}
