package org.kachel.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kachel.gpu.DeviceBandwidth;

/**
 * What was measured on one device.
 *
 * @param processors of the CPU that Java and ImageJ ran on
 */
public record BenchResult(
        String device, String kind, String driver, int processors, DeviceBandwidth bandwidth, List<Measurement> rows) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public BenchResult {
        rows = List.copyOf(rows);
    }

    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        JSON.writeValue(part.toFile(), this);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    public static BenchResult read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), BenchResult.class);
    }

    /** Where the measurements of a device are kept for plans: in the user's cache. */
    public static Path cached(String device) {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        if (System.getProperty("kachel.cache") != null) folder = Path.of(System.getProperty("kachel.cache"));
        String name = device.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return folder.resolve("kachel").resolve("bench-" + name + ".json");
    }

    /** What an earlier run measured on a device; empty where there is nothing that can be read. */
    public static Optional<BenchResult> ofCache(String device) {
        try {
            return Optional.of(read(cached(device)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Keeps it for plans, with the rows of earlier runs that were not measured again. */
    public void keep() throws IOException {
        List<Measurement> all = new ArrayList<>(rows);
        ofCache(device).stream()
                .flatMap(earlier -> earlier.rows.stream())
                .filter(row -> rows.stream().noneMatch(row::sameRow))
                .forEach(all::add);
        new BenchResult(device, kind, driver, processors, bandwidth, all).write(cached(device));
    }
}
