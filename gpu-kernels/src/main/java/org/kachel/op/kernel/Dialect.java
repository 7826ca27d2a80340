package org.kachel.op.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kachel.block.VoxelType;
import org.kachel.gpu.Program;

/** What stands before a user's file, so that CLIJ2's macros mean buffers of certain types. */
public final class Dialect {
    private static final String ACCESS = access();

    /** The macros that are made of an image's name. */
    private static final Pattern IMAGE =
            Pattern.compile("\\b(?:IMAGE|POS|READ|WRITE|CONVERT)_(\\w+?)" + "_(?:PIXEL_TYPE|TYPE|IMAGE|INSTANCE)\\b");

    private Dialect() {}

    /**
     * The file as a program.
     *
     * @param types of the images that are bound; images of other kernels in the file are float
     * @param planar whether positions have two axes
     * @param defines the user's constants
     */
    public static Program program(
            KernelFile file, Map<String, VoxelType> types, boolean planar, Map<String, String> defines) {
        StringBuilder text = new StringBuilder();
        defines.forEach((name, value) -> text.append("#define %s %s\n".formatted(name, value)));
        text.append(ACCESS);
        Map<String, VoxelType> images = images(file, types);
        new TreeSet<>(images.values()).forEach(t -> text.append("KACHEL_ACCESS(%s)\n".formatted(t.openClName())));
        images.forEach((name, type) -> text.append(macros(name, type, planar)));
        return new Program(file.name(), text.toString(), file.source(), Map.of());
    }

    private static Map<String, VoxelType> images(KernelFile file, Map<String, VoxelType> bound) {
        Map<String, VoxelType> images = new TreeMap<>();
        Matcher used = IMAGE.matcher(file.source());
        while (used.find()) images.put(used.group(1), VoxelType.FLOAT32);
        images.putAll(bound);
        return images;
    }

    private static String macros(String k, VoxelType type, boolean planar) {
        String t = type.openClName();
        String size = "GET_IMAGE_WIDTH(a), GET_IMAGE_HEIGHT(a), GET_IMAGE_DEPTH(a)";
        return """
                #define IMAGE_@_TYPE long image_size_@_width, long image_size_@_height, long image_size_@_depth, __global #*
                #define IMAGE_@_PIXEL_TYPE #
                #define CONVERT_@_PIXEL_TYPE %s
                #define READ_@_IMAGE(a, b, c) kachel_read(%s, a, c)
                #define WRITE_@_IMAGE(a, b, c) kachel_write(%s, a, b, CONVERT_@_PIXEL_TYPE(c))
                #define POS_@_TYPE %s
                #define POS_@_INSTANCE(p0, p1, p2, p3) %s
                #define IMAGE_SIZE_@_WIDTH GET_IMAGE_WIDTH(@)
                #define IMAGE_SIZE_@_HEIGHT GET_IMAGE_HEIGHT(@)
                #define IMAGE_SIZE_@_DEPTH GET_IMAGE_DEPTH(@)
                """.replace("#*", t + "*").replace("PIXEL_TYPE #", "PIXEL_TYPE " + t).replace("@", k).formatted(
                "convert_" + t + (type.floating() ? "" : "_sat"),
                size,
                size,
                planar ? "int2" : "int4",
                planar ? "((int2)(p0, p1))" : "((int4)(p0, p1, p2, p3))");
    }

    private static String access() {
        try (InputStream in = Dialect.class.getResourceAsStream("Access.cl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
