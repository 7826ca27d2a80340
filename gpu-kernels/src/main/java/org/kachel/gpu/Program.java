package org.kachel.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * OpenCL C source and the macros that it is compiled with. Equal programs are compiled once per device.
 *
 * @param name for messages
 * @param prelude whole lines that stand before the source; messages count lines from the source's first
 * @param source OpenCL C 1.2
 * @param macros passed as {@code -D name=value}
 */
public record Program(String name, String prelude, String source, Map<String, String> macros) {
    private record Place(Class<?> owner, String file) {}

    /** Read once: programs are asked for at every launch. */
    private static final Map<Place, String> TEXTS = new ConcurrentHashMap<>();

    public Program {
        if (!prelude.isEmpty() && !prelude.endsWith("\n"))
            throw new IllegalArgumentException("the prelude of " + name + " does not end with its last line");
        macros = java.util.Collections.unmodifiableMap(new TreeMap<>(macros));
    }

    public Program(String name, String source, Map<String, String> macros) {
        this(name, "", source, macros);
    }

    /** The {@code .cl} resource beside {@code owner}, such as {@code GaussianBlur.cl} for {@code GaussianBlur.class}. */
    public static Program beside(Class<?> owner, Map<String, String> macros) {
        return resource(owner, owner.getSimpleName() + ".cl", macros);
    }

    public static Program resource(Class<?> owner, String file, Map<String, String> macros) {
        return new Program(file, TEXTS.computeIfAbsent(new Place(owner, file), Program::text), macros);
    }

    private static String text(Place place) {
        Class<?> owner = place.owner();
        String file = place.file();
        try (InputStream in = owner.getResourceAsStream(file)) {
            if (in == null) throw new IllegalStateException("no resource " + file + " beside " + owner.getName());
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
