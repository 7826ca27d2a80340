package org.kachel.op;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kachel.block.Halo;
import org.kachel.op.kernel.KernelFile;
import org.kachel.op.kernel.KernelFileException;
import org.kachel.op.kernel.KernelParameter;
import org.kachel.op.kernel.UserFunction;

/** The catalogue's {@code kernel}: binds a user's file, checked against what the kernel's signature says. */
final class UserKernelEntry {
    private static final TextFile EXAMPLE = new TextFile("sharpen.cl", """
            __kernel void sharpen(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst) {
              const sampler_t at = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP_TO_EDGE | CLK_FILTER_NEAREST;
              const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
              const float middle = READ_IMAGE(src, at, POS_src_INSTANCE(x, y, z, 0)).x;
              const float left = READ_IMAGE(src, at, POS_src_INSTANCE(x - 1, y, z, 0)).x;
              const float right = READ_IMAGE(src, at, POS_src_INSTANCE(x + 1, y, z, 0)).x;
              WRITE_IMAGE(dst, POS_dst_INSTANCE(x, y, z, 0), CONVERT_dst_PIXEL_TYPE(3 * middle - left - right));
            }
            """);

    static final CatalogueEntry ENTRY = new CatalogueEntry(
                    "kernel",
                    "a user's OpenCL kernel in CLIJ2's dialect; needs an OpenCL device",
                    List.of("src"),
                    1,
                    true,
                    List.of(
                            Parameter.file("file", "path of the .cl file, from the working directory"),
                            Parameter.text("function", "", "the kernel's name, where the file has several"),
                            Parameter.text(
                                    "output",
                                    "",
                                    "the image that is the result, where the kernel writes several and none is called dst"),
                            Parameter.integerPerAxis(
                                    "halo", "0", 0, 1 << 20, "voxels", "how far around a voxel the kernel reads"),
                            Parameter.voxelType("type", "", "the result's type, by default that of the first image"),
                            Parameter.table("arguments", "the kernel's numbers, by name"),
                            Parameter.table("define", "macros that the file is compiled with, by name"),
                            Parameter.text(
                                    "inputs",
                                    "",
                                    "what the kernel calls the step's inputs, in their order, separated by commas; "
                                            + "left out, the images that it reads in its own order")),
                    UserKernelEntry::bind)
            .example(Map.of("file", EXAMPLE, "halo", 1));

    private UserKernelEntry() {}

    private static UserKernel bind(Arguments a) {
        TextFile text = a.file("file");
        KernelFile file = new KernelFile(text.name(), text.text());
        UserFunction function = function(file, textOr(a, "function"), textOr(a, "output"));
        int[] halo = a.integers("halo");
        UserKernel kernel = new UserKernel(
                file,
                function,
                new Halo(halo[0], halo[1], halo[2]),
                a.has("type") ? a.type("type") : null,
                inputs(a),
                arguments(function, a.table("arguments")),
                defines(a.table("define")));
        check(kernel);
        return kernel;
    }

    private static String textOr(Arguments a, String name) {
        return a.has(name) ? a.text(name) : "";
    }

    private static UserFunction function(KernelFile file, String name, String output) {
        try {
            return file.function(name, output);
        } catch (KernelFileException e) {
            throw new ParameterException("file", "kernel: " + e.getMessage());
        }
    }

    private static List<String> inputs(Arguments a) {
        if (!a.has("inputs")) return List.of();
        return Arrays.stream(a.text("inputs").replaceAll("[\\[\\]]", "").split(","))
                .map(String::trim)
                .toList();
    }

    private static Map<String, Double> arguments(UserFunction function, Map<String, Object> given) {
        Map<String, KernelParameter> numbers = function.numbers().stream()
                .collect(Collectors.toMap(KernelParameter::name, p -> p, (x, y) -> x, LinkedHashMap::new));
        Map<String, Double> arguments = new TreeMap<>();
        given.forEach((name, value) -> {
            KernelParameter parameter = numbers.get(name);
            if (parameter == null)
                throw wrong(
                        "arguments",
                        "the kernel %s takes no number '%s'; it takes %s"
                                .formatted(
                                        function.name(),
                                        name,
                                        numbers.isEmpty() ? "none" : String.join(", ", numbers.keySet())));
            arguments.put(name, number(parameter, value));
        });
        return arguments;
    }

    private static double number(KernelParameter parameter, Object value) {
        try {
            double v = value instanceof Number n
                    ? n.doubleValue()
                    : Double.parseDouble(value.toString().trim());
            if (UserKernel.fits(parameter.type(), v)) return v;
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(
                "arguments",
                "%s is %s, but must be a number that %s holds".formatted(parameter.name(), value, parameter.type()));
    }

    private static Map<String, String> defines(Map<String, Object> given) {
        Map<String, String> defines = new TreeMap<>();
        given.forEach((name, value) -> {
            if (!name.matches("[A-Za-z_]\\w*")) throw wrong("define", "'" + name + "' is not a macro's name");
            if (value.toString().contains("\n")) throw wrong("define", name + " has several lines");
            defines.put(name, value.toString());
        });
        return defines;
    }

    /** Every number is given once; what the step names is a parameter. */
    private static void check(UserKernel kernel) {
        UserFunction function = kernel.function();
        List<String> known = function.parameters().stream()
                .map(KernelParameter::name)
                .filter(n -> !function.writes(n))
                .toList();
        for (String input : kernel.inputs()) {
            if (!known.contains(input))
                throw wrong(
                        "of",
                        "the kernel %s has no input '%s'; it has %s"
                                .formatted(function.name(), input, String.join(", ", known)));
            if (kernel.arguments().containsKey(input))
                throw wrong("arguments", "'" + input + "' is given twice: by `arguments` and by `of`");
        }
        List<String> missing = function.numbers().stream()
                .filter(p -> !kernel.arguments().containsKey(p.name())
                        && !kernel.inputs().contains(p.name()))
                .map(p -> p.name() + " (" + p.type() + ")")
                .toList();
        if (!missing.isEmpty())
            throw wrong("arguments", "the kernel %s needs %s".formatted(function.name(), String.join(", ", missing)));
        List<String> images = function.images().stream()
                .filter(i -> !kernel.inputs().contains(i))
                .toList();
        if (!kernel.inputs().isEmpty() && !images.isEmpty())
            throw wrong("of", "the kernel %s also reads %s".formatted(function.name(), String.join(", ", images)));
    }

    private static ParameterException wrong(String parameter, String message) {
        return new ParameterException(parameter, "kernel: " + message);
    }
}
