package org.kachel.op;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.gpu.Lane;
import org.kachel.op.kernel.KernelFile;
import org.kachel.op.kernel.KernelFileException;
import org.kachel.op.kernel.UserFunction;

/**
 * One of CLIJ2's files.
 *
 * @param name without {@code .cl} and {@code _x}
 */
record ClijFile(String name, TextFile text) {
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");
    private static final Pattern KERNEL = Pattern.compile("\\b(?:__)?kernel\\s+void\\s+(\\w+)");
    private static final Pattern WRITTEN = Pattern.compile("\\bIMAGE_(dst\\w*)_TYPE");

    /** What CLIJ2's Java gives its kernels besides images and numbers. */
    private static final Map<String, Object> DEFINES = Map.of("NUMBER_OF_HISTOGRAM_BINS", 256);

    static ClijFile read(Path path) throws IOException {
        String name = path.getFileName().toString().replaceAll("(_x)?\\.cl$", "");
        return new ClijFile(name, new TextFile(path.getFileName().toString(), Files.readString(path)));
    }

    /** Compiles every kernel in it; null, or why one cannot be. */
    String compile(Lane lane, VoxelType type, boolean flat) {
        Interval volume = new FinalInterval(4, 4, flat ? 1 : 4);
        List<String> kernels = matches(KERNEL);
        if (kernels.isEmpty()) return "no kernel found";
        for (String kernel : kernels)
            try {
                UserFunction function = function(kernel);
                List<VoxelType> types = Collections.nCopies(function.images().size(), type);
                Map<String, String> ones =
                        function.numbers().stream().collect(Collectors.toMap(n -> n.name(), n -> "1", (a, b) -> a));
                UserKernel bound = bind(function, type, ones);
                (types.isEmpty() ? bound : bound.on(types)).compile(lane, types, volume);
            } catch (KernelFileException | ParameterException e) {
                return reason(e.getMessage());
            }
        return null;
    }

    /** The kernel as a step, which makes an image of {@code type}. */
    UserKernel bind(VoxelType type, Map<String, String> numbers) {
        Map<String, String> arguments = new HashMap<>(numbers);
        String output = arguments.remove("output");
        KernelFile file = new KernelFile(text.name(), text.text());
        UserFunction function = output == null ? function("") : file.function("", output);
        return bind(function, type, arguments);
    }

    private UserKernel bind(UserFunction function, VoxelType type, Map<String, String> numbers) {
        return (UserKernel) Catalogue.entry("kernel")
                .bind(Map.of(
                        "file",
                        text,
                        "function",
                        function.name(),
                        "output",
                        function.output(),
                        "type",
                        type.toString(),
                        "define",
                        DEFINES,
                        "arguments",
                        numbers));
    }

    /** The result is what is called dst, or else the first image that can be. */
    private UserFunction function(String kernel) {
        KernelFile file = new KernelFile(text.name(), text.text());
        List<String> outputs = new ArrayList<>(List.of(""));
        outputs.addAll(matches(WRITTEN));
        KernelFileException first = null;
        for (String output : outputs)
            try {
                return file.function(kernel, output);
            } catch (KernelFileException e) {
                if (first == null) first = e;
            }
        throw first;
    }

    private List<String> matches(Pattern pattern) {
        return pattern.matcher(COMMENT.matcher(text.text()).replaceAll(" "))
                .results()
                .map(m -> m.group(1))
                .distinct()
                .toList();
    }

    /** What the first line with an error says, without the place where the compiler keeps its copy. */
    private static String reason(String message) {
        return message.lines()
                .filter(line -> line.contains("error:"))
                .findFirst()
                .map(line -> line.replaceAll("(error: )?\\S*:\\d+:\\d+: (error: )?", "")
                        .trim())
                .orElse(message.lines().findFirst().orElse(""));
    }
}
