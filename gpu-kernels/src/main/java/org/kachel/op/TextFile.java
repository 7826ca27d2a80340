package org.kachel.op;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A text that a parameter names, read where the pipeline is, so that it travels.
 *
 * @param name the path, as it was written
 */
public record TextFile(String name, String text) implements Serializable {
    private static final long MOST_BYTES = 16 << 20;

    /**
     * The file that {@code value} is the path of, from the working directory; {@code value} itself where it has been read.
     *
     * <p>*Errors*: {@link ParameterException} where it cannot be read.
     */
    static TextFile of(String operation, String parameter, Object value) {
        if (value instanceof TextFile read) return read;
        String name = value.toString();
        try {
            Path path = Path.of(name);
            if (Files.isDirectory(path)) throw wrong(operation, parameter, name, "is a folder");
            if (Files.size(path) > MOST_BYTES) throw wrong(operation, parameter, name, "is larger than 16 MiB");
            return new TextFile(
                    name, new String(Files.readAllBytes(path), StandardCharsets.UTF_8).replace("\ufeff", ""));
        } catch (NoSuchFileException e) {
            throw wrong(
                    operation,
                    parameter,
                    name,
                    "is not there, seen from " + Path.of("").toAbsolutePath());
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw wrong(operation, parameter, name, "cannot be read: " + e.getMessage());
        }
    }

    private static ParameterException wrong(String operation, String parameter, String name, String what) {
        return new ParameterException(parameter, "%s: the file '%s' %s".formatted(operation, name, what));
    }
}
