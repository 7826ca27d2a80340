package org.kachel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kachel.block.io.Stores;
import org.kachel.block.io.VolumeException;

/** Where Spark's and our own log goes: a file, never the terminal. Says so before the first logger wakes up. */
final class LogFile {
    private LogFile() {}

    /** {@code kachel.log} in the folder of a local output; in the cache where the output is elsewhere. */
    static void beside(String output) throws VolumeException {
        Optional<Path> local = Stores.local(output).map(Path::toAbsolutePath);
        if (local.isEmpty()) inCache();
        else use(local.get().resolveSibling("kachel.log"));
    }

    static void inCache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        use(folder.resolve("kachel").resolve("kachel.log"));
    }

    private static void use(Path file) {
        if (System.getProperty("kachel.log") == null)
            System.setProperty("kachel.log", writable(file).toString());
        if (System.getProperty("log4j2.configurationFile") == null)
            System.setProperty("log4j2.configurationFile", "classpath:kachel-log4j2.properties");
    }

    private static Path writable(Path file) {
        try {
            Files.createDirectories(file.getParent());
            if (Files.isWritable(file.getParent())) return file;
        } catch (java.io.IOException e) {
            // the run itself will say that the place cannot be written
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "kachel.log");
    }
}
