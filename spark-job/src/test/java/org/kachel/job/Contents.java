package org.kachel.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What runs leave, to be compared. */
public final class Contents {
    /** What has times or places in it, and what was being written when a process was killed, which is no result. */
    private static final String ASIDE =
            "(.*\\.report\\.(json|html)|.*\\.log|.*\\.ledger/.*|(.*/)?\\.[^/]+\\.part(ial)?)";

    private Contents() {}

    /** Every file below {@code root} with length and hash of its bytes, by path; without reports, logs and ledgers. */
    public static Map<String, String> of(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (name.matches(ASIDE)) continue;
                byte[] bytes = content(file);
                contents.put(name, Arrays.hashCode(bytes) + " " + bytes.length);
            }
        }
        return contents;
    }

    /**
     * All bytes; of Parquet those before the footer, which holds all values: the footer names each column's encodings in the order of
     * a hash set, which is another in each process.
     */
    private static byte[] content(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (!file.toString().endsWith(".parquet")) return bytes;
        int footer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
        return Arrays.copyOf(bytes, bytes.length - 8 - footer);
    }
}
