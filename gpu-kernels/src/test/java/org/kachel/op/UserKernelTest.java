package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.jocl.TestDevices;

class UserKernelTest {
    /** Mean of a box by a local array: reads beyond the edge are clamped. */
    private static final String MEAN_3D = """
            // Mean of the voxels around each voxel. /* not a comment inside
            __constant sampler_t sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP_TO_EDGE | CLK_FILTER_NEAREST;

            inline float total(float values[], const int n) {
              float sum = 0;
              for (int i = 0; i < n; i++) sum += values[i];
              return sum;
            }

            __kernel void mean_of_box_3d(
                IMAGE_src_TYPE src,
                IMAGE_dst_TYPE dst,
                const int radius // in voxels
            ) {
              const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
              const POS_src_TYPE centre = POS_src_INSTANCE(x, y, z, 0);
              float values[MAX_ARRAY_SIZE];
              int n = 0;
              for (int k = -radius; k <= radius; k++)
                for (int j = -radius; j <= radius; j++)
                  for (int i = -radius; i <= radius; i++) {
                    POS_src_TYPE at = centre + POS_src_INSTANCE(i, j, k, 0);
                    values[n] = (float) READ_src_IMAGE(src, sampler, at).x;
                    n++;
                  }
              WRITE_dst_IMAGE(dst, POS_dst_INSTANCE(x, y, z, 0), CONVERT_dst_PIXEL_TYPE(total(values, n) / n));
            }
            """;

    private static UserKernel bind(String source, Object... more) {
        Map<String, Object> parameters = new HashMap<>(Map.of("file", new TextFile("my.cl", source)));
        for (int i = 0; i < more.length; i += 2) parameters.put((String) more[i], more[i + 1]);
        return (UserKernel) Catalogue.entry("kernel").bind(parameters);
    }

    private static Voxels run(UserKernel kernel, Interval target, Interval volume, Voxels... images) {
        return run(kernel, target, volume, List.of(), images);
    }

    private static Voxels run(
            UserKernel kernel, Interval target, Interval volume, List<double[]> scalars, Voxels... images) {
        List<VoxelType> types = Arrays.stream(images).map(Voxels::type).toList();
        UserKernel typed = scalars.isEmpty() ? kernel.on(types) : kernel;
        try (Lane lane = TestDevices.lane();
                DeviceImage out = DeviceImage.allocate(lane, typed.outputType(types), target)) {
            List<DeviceImage> in = new ArrayList<>();
            for (Voxels image : images) in.add(DeviceRun.upload(lane, image));
            typed.compile(lane, types, volume);
            typed.enqueue(lane, in, scalars, volume, out);
            Voxels result = DeviceRun.download(lane, out);
            in.forEach(DeviceImage::close);
            return result;
        }
    }

    private static Voxels whole(UserKernel kernel, Voxels... images) {
        return run(kernel, images[0].interval(), images[0].interval(), images);
    }

    private static double clamped(Voxels image, long x, long y, long z) {
        Interval v = image.interval();
        return image.real(image.index(
                Math.max(v.min(0), Math.min(v.max(0), x)),
                Math.max(v.min(1), Math.min(v.max(1), y)),
                Math.max(v.min(2), Math.min(v.max(2), z))));
    }

    private static float mean(Voxels image, int radius, long x, long y, long z) {
        float sum = 0;
        int n = 0;
        for (int k = -radius; k <= radius; k++)
            for (int j = -radius; j <= radius; j++)
                for (int i = -radius; i <= radius; i++, n++) sum += (float) clamped(image, x + i, y + j, z + k);
        return sum / n;
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void readsClampToTheEdgeAndStoresSaturateThenTruncate(VoxelType type) {
        Voxels image = Voxels.zeros(VoxelType.FLOAT32, new FinalInterval(13, 7, 5));
        Random random = new Random(1);
        for (int i = 0; i < image.count(); i++) image.setReal(i, random.nextGaussian() * 1e5 * (i % 9));
        Voxels out = whole(bind(MEAN_3D, "halo", 1, "type", type.toString(), "arguments", Map.of("radius", 1)), image);
        Voxels expected = Voxels.zeros(type, image.interval());
        for (int z = 0, i = 0; z < 5; z++)
            for (int y = 0; y < 7; y++) for (int x = 0; x < 13; x++) expected.setReal(i++, mean(image, 1, x, y, z));
        assertThat(StencilTesting.difference(out, expected)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void blockwiseEqualsWhole(long seed) {
        Random random = new Random(seed);
        long[] size = {1 + random.nextInt(40), 1 + random.nextInt(30), 2 + random.nextInt(9)};
        Voxels image = Samples.finite(VoxelType.UINT16, new FinalInterval(size), random);
        UserKernel kernel = bind(MEAN_3D, "halo", 2, "type", "float32", "arguments", "{radius: 2}");
        Voxels whole = whole(kernel, image);
        for (int round = 0; round < 10; round++) {
            long[] min = new long[3], max = new long[3];
            for (int d = 0; d < 3; d++) {
                min[d] = random.nextInt((int) size[d]);
                max[d] = min[d] + random.nextInt((int) (size[d] - min[d]));
            }
            Interval target = new FinalInterval(min, max);
            Interval read = kernel.halo().grow(target, image.interval());
            Voxels given = random.nextBoolean() ? image : StencilTesting.crop(image, read);
            Voxels block = run(kernel, target, image.interval(), given);
            assertThat(StencilTesting.difference(block, StencilTesting.crop(whole, target)))
                    .as("seed %d, round %d", seed, round)
                    .isNull();
        }
    }

    @Test
    void aFlatVolumeHasPositionsOfTwoAxes() {
        String source = """
                __kernel void mirror_gradient(IMAGE_dst_TYPE dst, IMAGE_src_TYPE src) {
                  const sampler_t sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_FILTER_NEAREST;
                  int2 pos = (int2)(get_global_id(0), get_global_id(1));
                  POS_src_TYPE right = POS_src_INSTANCE(pos.x + 1, pos.y, 0, 0);
                  float v = READ_IMAGE(src, sampler, right).x - READ_IMAGE(src, sampler, pos).x;
                  if (GET_IMAGE_DEPTH(src) == 1 && IMAGE_SIZE_src_WIDTH == GET_IMAGE_WIDTH(dst))
                    WRITE_IMAGE(dst, pos, CONVERT_dst_PIXEL_TYPE(v));
                }
                """;
        Voxels image = Samples.finite(VoxelType.INT16, new FinalInterval(70, 9, 1), new Random(5));
        Voxels out = whole(bind(source, "halo", List.of(1, 0)), image);
        Voxels expected = Voxels.zeros(VoxelType.INT16, image.interval());
        for (int y = 0, i = 0; y < 9; y++)
            for (int x = 0; x < 70; x++, i++) expected.setReal(i, clamped(image, x + 1, y, 0) - image.real(i));
        assertThat(StencilTesting.difference(out, expected)).isNull();
    }

    /** Each plane by itself, where the kernel knows two axes and the volume has three. */
    @Test
    void aKernelOfTwoAxesWorksOnEachPlane() {
        String source = """
                kernel void down(IMAGE_a_TYPE a, IMAGE_b_TYPE b) {
                  int2 p = (int2)(get_global_id(0), get_global_id(1));
                  WRITE_IMAGE(b, p, READ_IMAGE(a, 0, p + (int2)(0, 1)).x);
                }
                """;
        Voxels image = Samples.finite(VoxelType.FLOAT64, new FinalInterval(9, 8, 4), new Random(5));
        Voxels out = whole(bind(source, "halo", List.of(0, 1, 0)), image);
        assertThat(out.real(out.index(3, 4, 2))).isEqualTo(image.real(image.index(3, 5, 2)));
        assertThat(out.real(out.index(3, 7, 3))).isEqualTo(image.real(image.index(3, 7, 3)));
    }

    private static final String BLEND = """
            #define HALF (0.5f)
            __kernel void other_kernel(IMAGE_unused_TYPE unused, IMAGE_dst_TYPE dst) {
              WRITE_dst_IMAGE(dst, POS_unused_INSTANCE(0, 0, 0, 0), 1);
            }
            __kernel void blend(IMAGE_src1_TYPE src1, const float factor, IMAGE_src2_TYPE src2, IMAGE_dst_TYPE dst,
                                long offset, __global const uchar* raw) {
              const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
              POS_dst_TYPE p = POS_dst_INSTANCE(x, y, z, 0);
              IMAGE_src1_PIXEL_TYPE a = READ_IMAGE(src1, sampler, p).x;
              float b = READ_IMAGE(src2, sampler, p).x;
              float c = raw[((long) z * GET_IMAGE_HEIGHT(dst) + y) * GET_IMAGE_WIDTH(dst) + x];
              WRITE_IMAGE(dst, p, HALF * a + factor * b + offset + c * WEIGHT);
            }
            """;

    @Test
    void imagesOfSeveralTypesBindByName() {
        Interval volume = new FinalInterval(31, 7, 5);
        Random random = new Random(9);
        Voxels a = Samples.finite(VoxelType.UINT16, volume, random),
                b = Samples.finite(VoxelType.FLOAT32, volume, random);
        Voxels raw = Samples.finite(VoxelType.UINT8, volume, random);
        UserKernel kernel = bind(
                BLEND,
                "function",
                "blend",
                "type",
                "uint8",
                "inputs",
                "src2, raw, src1",
                "arguments",
                Map.of("factor", 2.5, "offset", "-100"),
                "define",
                Map.of("WEIGHT", "(1.0f / 2)"));
        Voxels out = whole(kernel, b, raw, a);
        for (int i = 0; i < out.count(); i++) {
            float v = 0.5f * (int) a.real(i) + 2.5f * (float) b.real(i) + -100 + (float) raw.real(i) * 0.5f;
            assertThat(out.integer(i)).isEqualTo((long) Math.max(0, Math.min(255, v)));
        }
    }

    /** What an earlier step found, as a number of the kernel. */
    @Test
    void numbersOfStepsBindByNameToo() {
        UserKernel kernel = bind(
                BLEND,
                "function",
                "blend",
                "type",
                "float32",
                "inputs",
                "src1,factor,src2,raw",
                "arguments",
                Map.of("offset", 0),
                "define",
                Map.of("WEIGHT", 0));
        UserKernel typed = kernel.on(Arrays.asList(VoxelType.FLOAT32, null, VoxelType.FLOAT32, VoxelType.UINT8));
        Interval volume = new FinalInterval(3, 2, 1);
        Voxels ones = Voxels.zeros(VoxelType.FLOAT32, volume);
        for (int i = 0; i < ones.count(); i++) ones.setReal(i, 1);
        Voxels out = run(
                typed, volume, volume, List.of(new double[] {7}), ones, ones, Voxels.zeros(VoxelType.UINT8, volume));
        assertThat(out.real(4)).isEqualTo(7.5);
        assertThatThrownBy(() ->
                        kernel.on(List.of(VoxelType.FLOAT32, VoxelType.UINT8, VoxelType.FLOAT32, VoxelType.UINT8)))
                .hasMessage("kernel: 'factor' of the kernel blend is a number, but the step gives an image");
        assertThatThrownBy(() -> kernel.on(Arrays.asList(VoxelType.FLOAT32, null, VoxelType.FLOAT32, VoxelType.INT8)))
                .hasMessage("kernel: 'raw' of the kernel blend points to uchar, but the image is int8");
    }

    /** Work-items that wait for each other come in the number that the image has voxels, and not one more. */
    @Test
    void groupedKernelsGetExactlyTheirWorkItems() {
        String source = """
                __kernel void sizes(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst) {
                  int4 p = (int4)(get_global_id(0), get_global_id(1), get_global_id(2), 0);
                  WRITE_IMAGE(dst, p, get_global_size(0) * get_global_size(1) * get_global_size(2));
                }
                """;
        Voxels image = Voxels.zeros(VoxelType.UINT16, new FinalInterval(13, 7, 5));
        assertThat(whole(bind(source), image).integer(17)).isEqualTo(13 * 7 * 5);
    }

    @Test
    void writesOutsideAreDroppedAndVoxelsThatNobodyWritesAreZero() {
        String source = """
                __kernel void shift(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst) {
                  int4 p = (int4)(get_global_id(0), get_global_id(1), get_global_id(2), 0);
                  WRITE_IMAGE(dst, p + (int4)(1, 0, 0, 0), READ_IMAGE(src, s, p).x + 1);
                  WRITE_IMAGE(dst, p - (int4)(0, 1000, 0, 0), 9);
                }
                """;
        Voxels image = Samples.finite(VoxelType.UINT8, new FinalInterval(6, 3, 2), new Random(2));
        Voxels out = whole(bind(source, "halo", 1), image);
        for (int y = 0; y < 3; y++)
            for (int x = 0; x < 6; x++)
                assertThat(out.integer(out.index(x, y, 1)))
                        .isEqualTo(x == 0 ? 0 : image.integer(image.index(x - 1, y, 1)) + 1);
    }

    /** CLIJ2's iterations tell by a flag whether anything changed; one step of them is a kernel like any other. */
    @Test
    void imagesThatNobodyKeepsAreDropped() {
        String source = """
                kernel void grow(IMAGE_flag_dst_TYPE flag_dst, IMAGE_src_TYPE src, IMAGE_dst_TYPE dst) {
                  int4 p = (int4)(get_global_id(0), get_global_id(1), get_global_id(2), 0);
                  float v = READ_src_IMAGE(src, s, p + (int4)(1, 0, 0, 0)).x;
                  if (v > 0) WRITE_flag_dst_IMAGE(flag_dst, POS_flag_dst_INSTANCE(0, 0, 0, 0), 1);
                  WRITE_flag_dst_IMAGE(flag_dst, p, 3);
                  WRITE_dst_IMAGE(dst, p, v);
                }
                """;
        Voxels image = Samples.finite(VoxelType.UINT8, new FinalInterval(6, 3, 2), new Random(2));
        Voxels out = whole(bind(source, "halo", 1), image);
        assertThat(out.integer(8)).isEqualTo(image.integer(9));
        assertThatThrownBy(() -> bind(source, "inputs", "src,flag_dst"))
                .hasMessage("kernel: the kernel grow has no input 'flag_dst'; it has src");
    }

    /** CLIJ2 takes integers through float; here those of 64 bits keep every bit. */
    @Test
    void integersStayWhole() {
        String source = """
                kernel void copy(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst) {
                  int4 p = (int4)(get_global_id(0), get_global_id(1), get_global_id(2), 0);
                  WRITE_dst_IMAGE(dst, p, CONVERT_dst_PIXEL_TYPE(READ_src_IMAGE(src, s, p).x));
                }
                """;
        for (VoxelType type : List.of(VoxelType.UINT64, VoxelType.INT64, VoxelType.UINT32, VoxelType.FLOAT64)) {
            Voxels image = StencilTesting.random(type, new Random(3), 20, 3, 2);
            assertThat(StencilTesting.difference(whole(bind(source), image), image))
                    .isNull();
        }
    }

    @Test
    void compileErrorsShowTheUsersOwnLine() {
        String source = """
                // first
                __kernel void wrong(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst) {
                  int4 p = (int4)(get_global_id(0), 0, 0, 0);
                  float v = READ_src_IMAGE(src, s, p).x + missing;
                  WRITE_dst_IMAGE(dst, p, v);
                }
                """;
        Voxels image = Voxels.zeros(VoxelType.UINT8, new FinalInterval(6, 3, 2));
        assertThatThrownBy(() -> whole(bind(source), image))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("my.cl does not compile for")
                .hasMessageContaining(":4:")
                .hasMessageContaining("    4 |   float v = READ_src_IMAGE(src, s, p).x + missing;");
    }

    @Test
    void saysThatBuffersHaveNoFractionalCoordinates() {
        String source = """
                __kernel void between(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst) {
                  float4 p = (float4)(get_global_id(0) + 0.5f, 0, 0, 0);
                  WRITE_dst_IMAGE(dst, (int4)(0, 0, 0, 0), READ_src_IMAGE(src, s, p).x);
                }
                """;
        Voxels image = Voxels.zeros(VoxelType.UINT8, new FinalInterval(6, 3, 2));
        assertThatThrownBy(() -> whole(bind(source), image))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("images are buffers here, which have whole coordinates")
                .hasMessageContaining("    3 |   WRITE_dst_IMAGE");
    }

    @Test
    void refusesWhatDoesNotFitTheSignature() {
        refused("arguments", "kernel: the kernel mean_of_box_3d needs radius (int)");
        refused(
                "arguments",
                "kernel: the kernel mean_of_box_3d takes no number 'sigma'; it takes radius",
                "arguments",
                Map.of("sigma", 1));
        refused(
                "arguments",
                "kernel: radius is 1.5, but must be a number that int holds",
                "arguments",
                Map.of("radius", 1.5));
        refused(
                "arguments",
                "kernel: radius is x, but must be a number that int holds",
                "arguments",
                Map.of("radius", "x"));
        refused("arguments", "kernel: arguments is 3, but must be a list {name: value, …}", "arguments", 3);
        refused(
                "of",
                "kernel: the kernel mean_of_box_3d has no input 'image'; it has src, radius",
                "arguments",
                "{radius: 1}",
                "inputs",
                "image");
        refused("of", "kernel: the kernel mean_of_box_3d also reads src", "inputs", "radius");
        refused(
                "arguments",
                "kernel: 'radius' is given twice: by `arguments` and by `of`",
                "arguments",
                "{radius: 1}",
                "inputs",
                "radius,src");
        refused(
                "define",
                "kernel: 'a b' is not a macro's name",
                "arguments",
                "{radius: 1}",
                "define",
                Map.of("a b", 1));
        refused("file", "kernel: my.cl: has no kernel 'median'; it has mean_of_box_3d", "function", "median");
        assertThatThrownBy(() -> bind(MEAN_3D, "arguments", "{radius: 1}").on(List.of(VoxelType.INT8, VoxelType.INT8)))
                .hasMessage("kernel: the kernel mean_of_box_3d reads 1 images (src), but the step gives 2");
        assertThatThrownBy(() -> Catalogue.entry("kernel").bind(Map.of("file", "no/such.cl")))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("kernel: the file 'no/such.cl' is not there, seen from /");
    }

    private static void refused(String parameter, String message, Object... more) {
        assertThatThrownBy(() -> bind(MEAN_3D, more))
                .isInstanceOfSatisfying(
                        ParameterException.class, e -> assertThat(e.parameter()).isEqualTo(parameter))
                .hasMessage(message);
    }
}
