package org.kachel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kachel.block.io.Stores;
import org.kachel.block.io.VolumeException;

/** Where Spark's and our own log goes: a file, never the terminal. Says so before the first logger wakes up. */
final class LogFile {
    /** How a line of the log is written. */
    enum Format {
        PLAIN("kachel.log", "kachel-log4j2.properties"),
        JSON("kachel.jsonl", "kachel-log4j2-json.properties");

        private final String file;
        private final String settings;

        Format(String file, String settings) {
            this.file = file;
            this.settings = settings;
        }
    }

    private LogFile() {}

    /** {@code kachel.log} in the folder of a local output; in the cache where the output is elsewhere. */
    static void beside(String output) throws VolumeException {
        beside(output, Format.PLAIN);
    }

    /** The same in a format, which gives the file its name. */
    static void beside(String output, Format format) throws VolumeException {
        Optional<Path> local = Stores.local(output).map(Path::toAbsolutePath);
        if (local.isEmpty()) use(cache(), format);
        else use(local.get().getParent(), format);
    }

    static void inCache() {
        use(cache(), Format.PLAIN);
    }

    private static Path cache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return folder.resolve("kachel");
    }

    private static void use(Path folder, Format format) {
        if (System.getProperty("kachel.log") == null)
            System.setProperty(
                    "kachel.log", writable(folder).resolve(format.file).toString());
        if (System.getProperty("log4j2.configurationFile") == null)
            System.setProperty("log4j2.configurationFile", "classpath:" + format.settings);
    }

    private static Path writable(Path folder) {
        try {
            Files.createDirectories(folder);
            if (Files.isWritable(folder)) return folder;
        } catch (java.io.IOException e) {
            // the run itself will say that the place cannot be written
        }
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
