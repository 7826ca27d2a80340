package org.kachel.gpu.jocl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jocl.CL;

/**
 * Loads JOCL's native part once per process. JOCL unpacks it into {@code java.io.tmpdir} under a fixed name and believes
 * whatever file it finds there, so that a file truncated by a full disk would break every later process. It gets a folder of
 * its own: the property points there only while the class initializes, and the folder goes as soon as the library is mapped
 * (where the system allows it, else at exit).
 */
final class NativeLibrary {
    private static final String TMPDIR = "java.io.tmpdir";

    private NativeLibrary() {}

    /** <em>Errors</em>: {@link LinkageError} without a native library for this machine or without OpenCL. */
    static void load() {
        Holder.touch();
    }

    /** The JVM's class initialization is the lock. */
    private static final class Holder {
        static {
            loadFromOwnFolder();
        }

        static void touch() {}
    }

    private static void loadFromOwnFolder() {
        Path folder;
        try {
            folder = Files.createTempDirectory("kachel-jocl-").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for the OpenCL binding", e);
        }
        String before = System.getProperty(TMPDIR);
        System.setProperty(TMPDIR, folder.toString());
        try {
            CL.setExceptionsEnabled(true);
        } finally {
            System.setProperty(TMPDIR, before);
            if (!delete(folder)) Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        }
    }

    private static boolean delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : List.copyOf(files.toList())) Files.deleteIfExists(file);
        } catch (IOException e) {
            return false; // Windows keeps a loaded library's file
        }
        return folder.toFile().delete();
    }
}
