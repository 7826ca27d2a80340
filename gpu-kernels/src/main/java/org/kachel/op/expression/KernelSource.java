package org.kachel.op.expression;

import static org.kachel.block.VoxelType.INT64;
import static org.kachel.block.VoxelType.UINT64;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kachel.block.VoxelType;

/**
 * OpenCL C for a tape.
 *
 * <p>{@code value(v0, …, n5, …)} computes one voxel from one voxel of each image and the numbers. Around it two kernels:
 * {@code flat}, where all images cover the same interval and so are one run of voxels ({@link #perItem} to a work-item,
 * loaded and stored as vectors), and {@code rows}, where each image has an offset and strides of its own. A GPU has also
 * {@code rows_of_four}, for offsets, strides and rows that are multiples of four; its {@code rows} has four voxels of a
 * work-item under way at a time. On a CPU a work-item is a long loop, which the compiler turns into vectors. {@link #tail} has
 * no kernel: it is for those of other operations.
 */
final class KernelSource {
    /** Voxels of one work-item of {@code flat} on a CPU. */
    static final int CPU_RUN = 16384;

    private final Tape tape;
    private final List<Expression.Image> images;
    private final List<Integer> numbers;
    private final VoxelType out;

    KernelSource(Tape tape) {
        this.tape = tape;
        images = tape.images();
        numbers = tape.numbers();
        out = tape.steps().get(tape.steps().size() - 1).type();
    }

    /** Voxels of one work-item of {@code flat} on a GPU: at least 16 bytes of the narrowest image. */
    int perItem() {
        int narrowest = Math.min(
                out.bytes(),
                images.stream().mapToInt(i -> i.type().bytes()).min().orElse(8));
        return Math.max(4, 16 / narrowest);
    }

    String gpu() {
        return PREAMBLE + value() + flatVectors() + rows() + rowsOfFour();
    }

    String cpu() {
        return PREAMBLE + value() + flatLoop() + rowsLoop();
    }

    /** What {@link Tail#source} says. */
    String tail() {
        List<Expression.Image> others =
                images.stream().filter(i -> i.index() > 0).toList();
        List<String> given =
                parameters(others, "__global const %1$s *restrict in%2$d, " + places("%2$d"), "const %s n%d");
        List<String> passed = parameters(others, "in%2$d, offset%2$d, strideY%2$d, strideZ%2$d", "n%2$d");
        String load = "other%1$d[j] = in%1$d[offset%1$d + (z) * strideZ%1$d + (y) * strideY%1$d + (x)];";
        return PREAMBLE
                + value()
                + "#define TAIL\n#define KEPT " + out.openClName()
                + "\n#define TAIL_PARAMETERS " + commaBefore(given)
                + "\n#define TAIL_ARGUMENTS " + commaBefore(passed)
                + "\n#define OTHERS(n) " + each(others, "%2$s other%1$d[n];")
                + "\n#define OTHER(j, x, y, z) " + each(others, load)
                + "\n#define STORED(j, v) " + call(i -> i.index() == 0 ? "v" : "other" + i.index() + "[j]") + "\n";
    }

    private static String commaBefore(List<String> parts) {
        return parts.stream().map(p -> ", " + p).collect(Collectors.joining());
    }

    /** The format with the index and the type of each image. */
    private static String each(List<Expression.Image> images, String format) {
        return images.stream()
                .map(i -> format.formatted(i.index(), i.type().openClName()))
                .collect(Collectors.joining(" "));
    }

    private String value() {
        StringBuilder body = new StringBuilder();
        for (int s = 0; s < tape.steps().size(); s++) {
            Tape.Step step = tape.steps().get(s);
            if (step.uniform() || step.node() instanceof Expression.Image) continue;
            body.append("    const %s s%d = %s;\n"
                    .formatted(step.type().openClName(), s, new StepSource(tape, this::name).of(step)));
        }
        return "%s value(%s) {\n%s    return %s;\n}\n"
                .formatted(
                        out.openClName(),
                        join(parameters(images, "const %s v%d", "const %s n%d")),
                        body,
                        name(tape.steps().size() - 1));
    }

    private String name(int s) {
        Tape.Step step = tape.steps().get(s);
        if (step.node() instanceof Expression.Image image) return "v" + image.index();
        return (step.uniform() ? "n" : "s") + s;
    }

    private List<String> parameters(List<Expression.Image> images, String image, String number) {
        return java.util.stream.Stream.concat(
                        images.stream().map(i -> image.formatted(i.type().openClName(), i.index())),
                        numbers.stream()
                                .map(n -> number.formatted(
                                        argumentType(tape.steps().get(n).type()), n)))
                .toList();
    }

    /** Numbers travel as float, double or 64-bit integer. */
    private static String argumentType(VoxelType type) {
        return (type.floating() || type == UINT64 ? type : INT64).openClName();
    }

    private String signature(String kernel, String extra) {
        return "__kernel void %s(%s) {\n"
                .formatted(
                        kernel,
                        join(List.of(
                                join(parameters(images, "__global const %s *restrict in%d", "const %s n%d")),
                                "__global " + out.openClName() + " *restrict out",
                                extra)));
    }

    private String call(java.util.function.Function<Expression.Image, String> voxel) {
        return "value(%s)"
                .formatted(join(java.util.stream.Stream.concat(
                                images.stream().map(voxel), numbers.stream().map(n -> "n" + n))
                        .toList()));
    }

    private String flatVectors() {
        int p = perItem();
        return signature("flat", "const long n")
                + """
                    const size_t i = (size_t) get_global_id(0) * %1$d;
                    if (i + %1$d <= n) {
                %2$s    } else for (size_t j = i; j < n; j++) out[j] = %3$s;
                }
                """.formatted(p, vector(p, "i"), call(i -> "in" + i.index() + "[j]"));
    }

    /** Loads {@code p} voxels of each image at {@code place}, stores their values. */
    private String vector(int p, String place) {
        String load = images.stream()
                .map(i -> "        const %1$s%2$d a%3$d = *(__global const %1$s%2$d *) (in%3$d + %4$s);\n"
                        .formatted(i.type().openClName(), p, i.index(), place))
                .collect(Collectors.joining());
        String results = IntStream.range(0, p)
                .mapToObj(Integer::toHexString)
                .map(c -> call(i -> "a" + i.index() + ".s" + c))
                .collect(Collectors.joining(",\n            "));
        return load
                + "        *(__global %1$s%2$d *) (out + %3$s) = (%1$s%2$d)(%4$s);\n"
                        .formatted(out.openClName(), p, place, results);
    }

    private String flatLoop() {
        return signature("flat", "const long n") + """
                    const size_t begin = (size_t) get_global_id(0) * %1$d;
                    const size_t end = min(begin + %1$d, (size_t) n);
                    for (size_t i = begin; i < end; i++) out[i] = %2$s;
                }
                """.formatted(CPU_RUN, call(i -> "in" + i.index() + "[i]"));
    }

    /** The first axis strides over a row of out; the others are its y and z. */
    private String rowsLoop() {
        return row("rows")
                + "    for (long x = get_global_id(0); x < nx; x += get_global_size(0)) out[x] = %s;\n}\n"
                        .formatted(at("x"));
    }

    private String rows() {
        return row("rows")
                + """
                    const long step = get_global_size(0);
                    long x = get_global_id(0);
                    for (; x + 3 * step < nx; x += 4 * step) {
                        const %1$s a = %2$s, b = %3$s;
                        const %1$s c = %4$s, d = %5$s;
                        out[x] = a;
                        out[x + step] = b;
                        out[x + 2 * step] = c;
                        out[x + 3 * step] = d;
                    }
                    for (; x < nx; x += step) out[x] = %2$s;
                }
                """.formatted(out.openClName(), at("x"), at("x + step"), at("x + 2 * step"), at("x + 3 * step"));
    }

    private String rowsOfFour() {
        return row("rows_of_four")
                + "    const long x = 4 * get_global_id(0);\n    if (x < nx) {\n%s    }\n}\n".formatted(vector(4, "x"));
    }

    private String at(String place) {
        return call(i -> "in" + i.index() + "[" + place + "]");
    }

    /** The parameters for the place of an image, whose number is {@code index}. */
    private static String places(String index) {
        return "const long offset#, const long strideY#, const long strideZ#".replace("#", index);
    }

    /** A kernel's head: every image at the start of its row. */
    private String row(String kernel) {
        String places =
                images.stream().map(i -> places("%1$d").formatted(i.index())).collect(Collectors.joining(", "));
        String starts = images.stream()
                .map(i -> "    in%1$d += offset%1$d + y * strideY%1$d + z * strideZ%1$d;\n".formatted(i.index()))
                .collect(Collectors.joining());
        return signature(kernel, join(List.of(places, "const long nx, const long ny, const long nz")))
                + """
                    const long y = get_global_id(1), z = get_global_id(2);
                    if (y >= ny || z >= nz) return;
                %s    out += (z * ny + y) * nx;
                """.formatted(starts);
    }

    private static String join(List<String> parts) {
        return parts.stream().filter(p -> !p.isEmpty()).collect(Collectors.joining(", "));
    }

    /** What the steps call. Division and square root are correctly rounded where the runtime's build option makes them. */
    private static final String PREAMBLE = """
            #pragma OPENCL FP_CONTRACT OFF
            #pragma OPENCL EXTENSION cl_khr_fp64 : enable
            #define MINIMUM(a, b) ((a) < (b) || (a) != (a) ? (a) : (b))
            #define MAXIMUM(a, b) ((a) > (b) || (a) != (a) ? (a) : (b))
            // saturated, then truncated; whole powers of two as limits, which every type holds
            #define SATURATE(T, v, below, above, least, most) \\
                ((v) != (v) ? (T) 0 : (v) >= (above) ? (T) (most) : (v) <= (below) ? (T) (least) : (T) (v))
            // as -1, 0, 1; 2 where unordered
            int compare_long_double(const long a, const double b) {
                if (b != b) return 2;
                if (b >= 0x1p63) return -1;
                if (b < -0x1p63) return 1;
                const long whole = (long) b;
                const double rest = b - (double) whole;
                return a < whole ? -1 : a > whole ? 1 : rest > 0 ? -1 : rest < 0 ? 1 : 0;
            }
            int compare_ulong_double(const ulong a, const double b) {
                if (b != b) return 2;
                if (b >= 0x1p64) return -1;
                if (b < 0) return 1;
                const ulong whole = (ulong) b;
                const double rest = b < 0x1p53 ? b - (double) whole : 0;
                return a < whole ? -1 : a > whole ? 1 : rest > 0 ? -1 : 0;
            }
            int compare_long_ulong(const long a, const ulong b) {
                return a < 0 || (ulong) a < b ? -1 : (ulong) a > b ? 1 : 0;
            }
            """;
}
