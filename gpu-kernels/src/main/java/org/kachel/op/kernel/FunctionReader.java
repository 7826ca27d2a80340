package org.kachel.op.kernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one kernel: its parameters, the images that it writes, and what it asks of the work-items' order. */
final class FunctionReader {
    private static final Pattern IMAGE = Pattern.compile("(?:const\\s+)?IMAGE_(\\w+)_TYPE\\s+(\\w+)");
    private static final Pattern POINTER = Pattern.compile(
            "(?:const\\s+)?(?:__)?(?:global|constant)\\s+(?:(?:const|volatile)\\s+)*(\\w+)\\s*(?:const\\s*)?\\*\\s*"
                    + "(?:(?:const|restrict|__restrict|volatile)\\s+)*(\\w+)");
    private static final Pattern NUMBER = Pattern.compile("((?:\\w+\\s+)+)(\\w+)");
    private static final Map<String, String> NUMBERS = Map.of(
            "int", "int",
            "uint", "uint",
            "unsigned", "uint",
            "unsigned int", "uint",
            "long", "long",
            "ulong", "ulong",
            "unsigned long", "ulong",
            "float", "float",
            "double", "double");

    private static final Pattern READ = Pattern.compile("\\bREAD_(?:IMAGE\\s*\\(\\s*(\\w+)|(\\w+)_IMAGE\\b)");
    private static final Pattern WRITE = Pattern.compile("\\bWRITE_(?:IMAGE\\s*\\(\\s*(\\w+)|(\\w+)_IMAGE\\b)");
    private static final Pattern REAL_IMAGE = Pattern.compile(
            "\\b((?:read|write)_image(?:f|i|ui|h)|get_image_(?:width|height|depth|dim|channel_\\w+))\\b");

    /** What shows how many work-items there are, or makes them wait for each other. */
    private static final Pattern GROUPED =
            Pattern.compile("\\b(get_global_size|get_num_groups|get_group_id|get_local_id"
                    + "|get_local_size|barrier|work_group_\\w+|async_work_group\\w*|atom(?:ic)?_\\w+|printf|__local|local"
                    + "|reqd_work_group_size)\\b");

    private final String file;
    private final Code code;
    private final KernelFile.Declaration at;

    FunctionReader(String file, Code code, KernelFile.Declaration at) {
        this.file = file;
        this.code = code;
        this.at = at;
    }

    UserFunction read(String wanted) {
        List<KernelParameter> parameters = parameters();
        refuseImages();
        Set<String> images = parameters.stream()
                .filter(KernelParameter::image)
                .map(KernelParameter::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> written = written(images, wanted);
        String output = output(written, wanted);
        written.remove(output);
        boolean free = !GROUPED.matcher(code.text()).find()
                && parameters.stream().noneMatch(p -> p.kind() == KernelParameter.Kind.POINTER);
        return new UserFunction(at.function(), parameters, output, List.copyOf(written), free);
    }

    private List<KernelParameter> parameters() {
        List<KernelParameter> parameters = new ArrayList<>();
        String list = code.text().substring(at.open() + 1, at.close());
        if (list.isBlank() || list.strip().equals("void"))
            throw wrong(at.open(), at.function() + " has no parameters, so there is nothing that it could write");
        int start = at.open() + 1;
        for (String part : list.split(",", -1)) {
            parameters.add(parameter(
                    part.strip(), start + part.length() - part.stripLeading().length()));
            start += part.length() + 1;
        }
        return parameters;
    }

    private KernelParameter parameter(String text, int position) {
        refuse(text, position);
        Matcher image = IMAGE.matcher(text);
        if (image.matches()) {
            if (!image.group(1).equals(image.group(2)))
                throw wrong(
                        position,
                        "IMAGE_%s_TYPE must be the type of %s, not of %s"
                                .formatted(image.group(1), image.group(1), image.group(2)));
            return new KernelParameter(image.group(2), KernelParameter.Kind.IMAGE, "");
        }
        Matcher pointer = POINTER.matcher(text);
        if (pointer.matches())
            return new KernelParameter(pointer.group(2), KernelParameter.Kind.POINTER, pointer.group(1));
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) throw wrong(position, "parameter '" + text + "' is not understood");
        String type = number.group(1)
                .replaceAll("\\b(const|__private|private)\\b", "")
                .strip()
                .replaceAll("\\s+", " ");
        if (!NUMBERS.containsKey(type))
            throw wrong(
                    position,
                    "parameter %s is of type '%s'; numbers can be int, uint, long, ulong, float or double, images IMAGE_%s_TYPE"
                            .formatted(number.group(2), type, number.group(2)));
        return new KernelParameter(number.group(2), KernelParameter.Kind.NUMBER, NUMBERS.get(type));
    }

    private void refuse(String text, int position) {
        if (text.matches(".*\\bimage\\dd\\w*_t\\b.*"))
            throw wrong(
                    position, "'" + text + "' is an OpenCL image, but images are buffers here: write IMAGE_x_TYPE x");
        if (text.matches(".*\\bsampler_t\\b.*"))
            throw wrong(
                    position, "'" + text + "' is a sampler: declare it in the file; reads clamp to the edge anyway");
        if (text.matches("(?s).*\\b(__)?local\\b.*"))
            throw wrong(position, "'" + text + "' is local memory: declare it inside the kernel");
        if (text.matches("(?s).*\\bDTYPE_IMAGE\\w*.*"))
            throw wrong(position, "'" + text + "' is CLIJ's first dialect: write IMAGE_x_TYPE x, as CLIJ2 does");
    }

    private void refuseImages() {
        Matcher real = REAL_IMAGE.matcher(code.text()).region(at.bodyOpen(), at.bodyClose());
        if (real.find())
            throw wrong(
                    real.start(),
                    real.group(1)
                            + " takes an OpenCL image, but images are buffers here: use READ_IMAGE, WRITE_IMAGE, GET_IMAGE_WIDTH");
    }

    /** The images that the kernel writes: by macro, or, where none is, the one that is wanted or called {@code dst}. */
    private Set<String> written(Set<String> images, String wanted) {
        Set<String> written = named(WRITE);
        written.retainAll(images);
        String named = wanted.isEmpty() ? "dst" : wanted;
        if (written.isEmpty() && images.contains(named)) written.add(named);
        if (written.isEmpty())
            throw wrong(
                    at.bodyOpen(),
                    at.function() + " writes no image: no WRITE_IMAGE(x, …), and none is called " + named);
        for (String read : named(READ))
            if (written.contains(read))
                throw wrong(
                        at.bodyOpen(),
                        at.function() + " reads " + read
                                + ", which it writes: what it would find depends on the order of the work-items");
        return written;
    }

    private String output(Set<String> written, String wanted) {
        if (!wanted.isEmpty() && !written.contains(wanted))
            throw wrong(
                    at.bodyOpen(),
                    at.function() + " does not write '" + wanted + "'; it writes " + String.join(", ", written));
        if (!wanted.isEmpty()) return wanted;
        if (written.size() == 1) return written.iterator().next();
        if (written.contains("dst")) return "dst";
        throw wrong(
                at.bodyOpen(),
                at.function() + " writes several images; name the step's result as `output`: "
                        + String.join(", ", written));
    }

    /** The images that a macro is used on. */
    private Set<String> named(Pattern macro) {
        Set<String> names = new LinkedHashSet<>();
        Matcher used = macro.matcher(code.text()).region(at.bodyOpen(), at.bodyClose());
        while (used.find()) names.add(used.group(1) != null ? used.group(1) : used.group(2));
        return names;
    }

    private KernelFileException wrong(int position, String message) {
        return new KernelFileException(file, code.line(position), message);
    }
}
