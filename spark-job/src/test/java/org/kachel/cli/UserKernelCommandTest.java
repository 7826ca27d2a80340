package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.job.LocalSpark;

/** Users' kernels from a file through Spark to a volume, and what is said where that cannot be. */
@ExtendWith(LocalSpark.class)
class UserKernelCommandTest {
    /** The range of a box, less a threshold; two images, a number of an earlier step, a number of the user's. */
    private static final String SOURCE = """
            __constant sampler_t sampler = CLK_ADDRESS_CLAMP_TO_EDGE | CLK_FILTER_NEAREST;

            __kernel void range_above(
                IMAGE_src_TYPE src, IMAGE_other_TYPE other, IMAGE_dst_TYPE dst, const int radius, const float offset
            ) {
              const int x = get_global_id(0);
              const int y = get_global_id(1);
              const int z = get_global_id(2);
              float least = INFINITY, most = -INFINITY;
              for (int k = -radius; k <= radius; k++)
                for (int j = -radius; j <= radius; j++)
                  for (int i = -radius; i <= radius; i++) {
                    float v = READ_IMAGE(src, sampler, POS_src_INSTANCE(x + i, y + j, z + k, 0)).x;
                    least = min(least, v);
                    most = max(most, (float) READ_IMAGE(other, sampler, POS_other_INSTANCE(x + i, y + j, z + k, 0)).x);
                  }
              WRITE_IMAGE(dst, POS_dst_INSTANCE(x, y, z, 0), CONVERT_dst_PIXEL_TYPE(most - least - offset));
            }
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void volume() throws IOException {
        Voxels voxels = Voxels.zeros(VoxelType.UINT16, new FinalInterval(40, 30, 20));
        Random random = new Random(4);
        for (int i = 0; i < voxels.count(); i++) voxels.setInteger(i, random.nextInt(1000));
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.ZARR2,
                VoxelType.UINT16,
                new long[] {40, 30, 20},
                new int[] {16, 16, 16},
                "zstd:1",
                Spacing.VOXELS,
                false);
        try (VolumeWriter writer = Volumes.writer(VolumeAddress.of(path("in.zarr")), spec)) {
            writer.write(voxels);
            writer.finish();
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String step, String output, String more) throws IOException {
        Path file =
                Files.writeString(folder.resolve("p.yaml"), """
                input: {volume: '%s'}
                steps:
                - {name: smooth, op: mean-box, radius: 1}
                - {name: mean, op: mean, of: input}
                - {name: s, op: kernel, %s}
                - {name: doubled, op: multiply-scalar, value: 2}
                output: {volume: '%s', format: zarr2, write: {s: s, doubled: doubled}}
                %s
                """.formatted(path("in.zarr"), step, path(output), more));
        return kachel("run", file, "--quiet", "--overwrite");
    }

    private int kachel(Object... args) {
        return Kachel.execute(
                new PrintWriter(out),
                new PrintWriter(err),
                Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    }

    private String source(String text) throws IOException {
        return Files.writeString(folder.resolve("my kernel.cl"), text).toString();
    }

    private Voxels read(String output, String step) throws IOException {
        try (Volume volume = Volumes.open(VolumeAddress.of(path(output)).dataset(step))) {
            Voxels voxels = Voxels.zeros(volume.type(), volume.interval());
            volume.read(voxels);
            return voxels;
        }
    }

    @Test
    void blocksMakeTheWholeImage() throws IOException {
        String step = "file: '%s', halo: 2, type: int16, of: {src: smooth, offset: mean, other: input},"
                        .formatted(source(SOURCE))
                + " arguments: {radius: 2}";
        assertThat(run(step, "whole.zarr", "block: [40, 30, 20]"))
                .as(err.toString())
                .isZero();
        Voxels whole = read("whole.zarr", "s");
        assertThat(whole.type()).isEqualTo(VoxelType.INT16);
        assertThat(whole.real(5000)).isNotZero();
        for (String block : new String[] {"16", "[16, 8, 7]", "[9, 30, 4]"}) {
            assertThat(run(step, "tiled.zarr", "block: " + block))
                    .as(err.toString())
                    .isZero();
            for (String image : new String[] {"s", "doubled"})
                assertThat(read("tiled.zarr", image).bytes())
                        .as(block)
                        .isEqualTo(read("whole.zarr", image).bytes());
        }
    }

    /** A halo that is too small is the user's error, and shows: the law has to fail here, or the test above proves nothing. */
    @Test
    void aHaloThatIsTooSmallShows() throws IOException {
        String step = "file: '%s', halo: 1, of: {src: smooth, offset: mean, other: input}, arguments: {radius: 2}"
                .formatted(source(SOURCE));
        assertThat(run(step, "whole.zarr", "block: [40, 30, 20]"))
                .as(err.toString())
                .isZero();
        assertThat(run(step, "tiled.zarr", "block: 16")).as(err.toString()).isZero();
        assertThat(read("tiled.zarr", "s").bytes())
                .isNotEqualTo(read("whole.zarr", "s").bytes());
    }

    @Test
    void applyTakesTheNumbersToo() throws IOException {
        String invert = source("kernel void invert(IMAGE_a_TYPE a, IMAGE_b_TYPE b, float top) {"
                + " POS_a_TYPE p = POS_a_INSTANCE(get_global_id(0), get_global_id(1), get_global_id(2), 0);"
                + " WRITE_IMAGE(b, p, top - READ_IMAGE(a, s, p).x); }");
        assertThat(kachel(
                        "apply",
                        "kernel",
                        path("in.zarr"),
                        path("out.zarr"),
                        "--format",
                        "zarr2",
                        "--quiet",
                        "--param",
                        "file=" + invert,
                        "--param",
                        "arguments={top: 500}"))
                .as(err.toString())
                .isZero();
        Voxels in = read("in.zarr", ""), result = read("out.zarr", "");
        for (int i = 0; i < in.count(); i++) assertThat(result.integer(i)).isEqualTo(Math.max(0, 500 - in.integer(i)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        file: nowhere.cl                                        | p.yaml:5: steps[2].file: kernel: the file 'nowhere.cl' is not there
        halo: 1                                                 | p.yaml:5: steps[2].file: kernel needs 'file'
        file: FILE                                              | p.yaml:5: steps[2].arguments: kernel: the kernel range_above needs radius (int), offset (float)
        file: FILE, arguments: {radius: 1}                      | p.yaml:5: steps[2].arguments: kernel: the kernel range_above needs offset (float)
        file: FILE, arguments: {radius: 1, offset: 1, top: 1}   | kernel: the kernel range_above takes no number 'top'; it takes radius, offset
        file: FILE, arguments: 3                                | p.yaml:5: steps[2].arguments: must be a list of 'key: value'
        file: FILE, arguments: {radius: 1, offset: 1}           | kernel: the kernel range_above reads 2 images (src, other), but the step gives 1
        file: FILE, arguments: {radius: 1, offset: 1}, of: {src: smooth, other: mean} | kernel: 'other' of the kernel range_above is an image, but the step gives a number
        file: FILE, arguments: {radius: 1, offset: 1}, of: {src: smooth} | p.yaml:5: steps[2].of: kernel: the kernel range_above also reads other
        file: FILE, arguments: {radius: 1, offset: 1}, of: {src: smooth, othr: input} | steps[2].of: kernel: the kernel range_above has no input 'othr'; it has src, other, radius, offset
        file: FILE, halo: -1                                    | steps[2].halo: kernel: halo is -1, but must be at least 0
        file: FILE, function: nope                              | steps[2].file: kernel: FILE: has no kernel 'nope'; it has range_above
        file: FILE, constants: {radius: 1}                      | steps[2].constants: kernel has no parameter 'constants'
        """)
    void wrongRequestsAreRefusedBeforeAnythingRuns(String step, String message) throws IOException {
        String file = source(SOURCE);
        assertThat(run(step.replace("FILE", "'" + file + "'"), "out.zarr", "")).isEqualTo(2);
        assertThat(err.toString()).contains(message.replace("FILE", file));
        assertThat(folder.resolve("out.zarr")).doesNotExist();
    }

    @Test
    void aCompileErrorIsTheUsersAndStopsThePlan() throws IOException {
        String file = source(SOURCE.replace("float least = INFINITY", "flat least = INFINITY"));
        String step = "file: '%s', of: [input, input], arguments: {radius: 1, offset: 0}".formatted(file);
        assertThat(run(step.replace("[input, input]", "{src: input, other: input}"), "out.zarr", ""))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("my kernel.cl does not compile for ", ":9:", "    9 |   flat least = INFINITY");
        assertThat(folder.resolve("out.zarr")).doesNotExist();
    }

    @Test
    void plainJavaCannotRunIt() throws IOException {
        String step = "file: '%s', of: {src: input, other: input}, arguments: {radius: 1, offset: 0}"
                .formatted(source(SOURCE));
        assertThat(run(step, "out.zarr", "device: java")).isEqualTo(2);
        assertThat(err.toString())
                .contains("the kernel range_above is OpenCL C: it needs a GPU, or a CPU with an OpenCL driver");
    }
}
