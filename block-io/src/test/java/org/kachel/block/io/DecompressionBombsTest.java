package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kachel.block.Voxels;

/** Few bytes that claim to be many are refused, in a Java of 128 MiB of heap and 32 MiB of direct memory. */
class DecompressionBombsTest {
    private static final String REFUSED = "refused: ";
    private static final int SIDE = 128;

    /** 2 GiB less what Java keeps. */
    private static final int[] HUGE = {1, 1, Integer.MAX_VALUE - 64};

    /** Fits into half of the heap; what a few bytes cannot hold is no reason to take it. */
    private static final int[] LARGE = {1, 1, 60 << 20};

    /** Classes that are loaded meanwhile, but far from the chunk. */
    private static final long MOST_ALLOCATED = 24 << 20;

    /** Beside the heap: Java itself, code, and what the codecs' natives hold. */
    private static final long MOST_RESIDENT = 400L << 20;

    @TempDir
    Path folder;

    private void container(String name, byte[] zarray, byte[] chunk) throws IOException {
        Path root = Files.createDirectories(folder.resolve(name));
        Files.write(root.resolve(".zarray"), zarray);
        Files.write(root.resolve("0.0.0"), chunk);
    }

    private static final Map<String, String> COMPRESSORS = Map.of(
            "gzip", "{\"id\":\"gzip\"}",
            "zlib", "{\"id\":\"zlib\"}",
            "zstd", "{\"id\":\"zstd\"}",
            "zstd that states its size", "{\"id\":\"zstd\"}",
            "lz4", "{\"id\":\"lz4\"}",
            "blosc", "{\"id\":\"blosc\"}");

    @Test
    void areRefusedInALittleHeap() throws Exception {
        for (Map.Entry<String, byte[]> bomb : Bombs.all().entrySet()) {
            String compressor = COMPRESSORS.get(bomb.getKey());
            if (compressor == null) continue;
            container(bomb.getKey(), Bombs.zarr2(compressor, SIDE, SIDE, SIDE), bomb.getValue());
            container(bomb.getKey() + " huge", Bombs.zarr2(compressor, HUGE), bomb.getValue());
            container(bomb.getKey() + " small", Bombs.zarr2(compressor, HUGE), new byte[100]);
        }
        n5(Bombs.all().get("n5 lz4"));
        container("raw huge", Bombs.zarr2("null", HUGE), new byte[100]);
        sparse("raw chunk", "0.0.0", (1L << 31) - 100, Bombs.zarr2("null", HUGE));
        sparse("long chunk", "0.0.0", (1L << 31) - 100, Bombs.zarr2("null", SIDE, SIDE, SIDE));
        sparse("metadata", ".zarray", 3L << 30, new byte[0]);
        container(
                "brackets",
                ("{\"a\":[" + "{},".repeat(5 << 20) + "{}]}").getBytes(StandardCharsets.UTF_8),
                new byte[0]);
        container("names", names(), new byte[0]);
        List<String> lines = forked();
        List<String> outcomes =
                lines.stream().filter(line -> !line.startsWith("resident")).toList();
        try (var containers = Files.list(folder)) {
            assertThat(outcomes).hasSize((int) containers.count());
        }
        assertThat(outcomes)
                .allSatisfy(line -> assertThat(line).startsWith(REFUSED).contains(folder.toString()));
        assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("resident"));
        for (String line : lines)
            if (line.startsWith("resident"))
                assertThat(Long.parseLong(line.split(" ")[1])).isLessThan(MOST_RESIDENT);
    }

    private void n5(byte[] bomb) throws IOException {
        Path root = folder.resolve("n5 lz4");
        Files.createDirectories(root.resolve("0/0"));
        Files.writeString(
                root.resolve("attributes.json"),
                "{\"dimensions\":[128,128,128],\"blockSize\":[128,128,128],\"dataType\":\"uint8\",\"compression\":{\"type\":\"lz4\"}}");
        byte[] block = new byte[N5.HEADER_3D + bomb.length];
        N5.putHeader(block, SIDE, SIDE, SIDE);
        System.arraycopy(bomb, 0, block, N5.HEADER_3D, bomb.length);
        Files.write(root.resolve("0/0/0"), block);
    }

    /** A file with a hole, which costs who sends it nothing. */
    private void sparse(String name, String key, long bytes, byte[] zarray) throws IOException {
        container(name, zarray, new byte[0]);
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve(name).resolve(key).toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    private static byte[] names() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 600_000; i++) json.append('"').append(i).append("\":[],");
        return json.append("\"a\":1}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<String> forked() throws Exception {
        Path output = Files.createTempFile("bombs", ".txt");
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:MaxDirectMemorySize=32m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            DecompressionBombsTest.class.getName(),
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(100, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(ended).as(Files.readString(output)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readAllLines(output);
        } finally {
            Files.delete(output);
        }
    }

    /** Reads a voxel of each container below the folder, in a process of its own. */
    public static void main(String[] arguments) throws IOException {
        List<Path> containers = new ArrayList<>();
        try (var all = Files.list(Path.of(arguments[0]))) {
            all.sorted().forEach(containers::add);
        }
        for (Path container : containers) {
            long start = System.nanoTime();
            String outcome;
            try {
                read(container);
                outcome = "read: " + container;
            } catch (IOException e) {
                outcome = REFUSED + e.getMessage();
            } catch (RuntimeException | Error e) {
                outcome = e + ": " + container;
            }
            System.out.printf(Locale.ROOT, "%s (%.1f s)%n", outcome, (System.nanoTime() - start) / 1e9);
        }
        if (Files.isReadable(Path.of("/proc/self/status")))
            for (String line : Files.readAllLines(Path.of("/proc/self/status")))
                if (line.startsWith("VmHWM:"))
                    System.out.println("resident " + (Long.parseLong(line.replaceAll("\\D", "")) << 10));
    }

    private static void read(Path container) throws IOException {
        try (Volume volume = Volumes.open(VolumeAddress.of(container.toString()))) {
            volume.read(Voxels.zeros(volume.type(), new FinalInterval(1, 1, 1)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null",
                "{\"id\":\"gzip\"}",
                "{\"id\":\"zlib\"}",
                "{\"id\":\"zstd\"}",
                "{\"id\":\"lz4\"}",
                "{\"id\":\"blosc\"}"
            })
    void noMemoryIsTakenForWhatAFewBytesCannotHold(String compressor) throws Exception {
        byte[] chunk = Bombs.blosc(LARGE[2]);
        byte[] lz4 = {(byte) (LARGE[2]), (byte) (LARGE[2] >> 8), (byte) (LARGE[2] >> 16), (byte) (LARGE[2] >> 24), 0, 0
        };
        container("a", Bombs.zarr2(compressor, LARGE), compressor.contains("blosc") ? chunk : lz4);
        try (GuardedRun guard = new GuardedRun(MOST_ALLOCATED)) {
            assertThat(guard.fault(folder.toString(), () -> {
                        read(folder.resolve("a"));
                        return null;
                    }))
                    .isEmpty();
            assertThat(guard.refusal()).isPresent();
        }
    }
}
