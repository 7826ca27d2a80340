package org.kachel.block.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import net.imglib2.FinalInterval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Small sound containers to start from: the golden ones, and our own of every format, type of codec and pyramid. */
final class SeedContainers {
    private static final long[] SIZE = {7, 6, 5};
    private static final int[] CHUNK = {4, 4, 4};
    private static final List<String> CODECS = List.of(
            "raw",
            "zstd:1",
            "gzip:1",
            "zlib:1",
            "lz4",
            "blosc-lz4-shuffle",
            "blosc-zstd-bitshuffle",
            "blosc-zlib",
            "blosc-blosclz",
            "blosc-lz4hc");

    /**
     * A container to open.
     *
     * @param root of the container
     * @param files that metadata and chunks lie in, sorted
     */
    record Seed(Path root, List<Path> files) {
        VolumeAddress address() {
            return VolumeAddress.of(root.toString());
        }
    }

    private final Path folder;
    private final List<Seed> seeds = new ArrayList<>();

    private SeedContainers(Path folder) {
        this.folder = folder;
    }

    /** Writes them all under {@code folder}. */
    static List<Seed> in(Path folder) throws IOException {
        SeedContainers containers = new SeedContainers(folder);
        containers.golden();
        for (VolumeSpec.Format format : VolumeSpec.Format.values())
            for (String codec : CODECS) containers.own(format, codec);
        containers.pyramids();
        containers.checksummed();
        containers.sharded();
        containers.variableBlock();
        return containers.seeds;
    }

    private void add(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            seeds.add(new Seed(root, files.filter(Files::isRegularFile).sorted().toList()));
        }
    }

    private void golden() throws IOException {
        Path golden = folder.resolve("golden");
        try (ZipInputStream zip = new ZipInputStream(resource("golden-containers.zip"))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = golden.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
        try (InputStream in = resource("golden-containers.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) add(golden.resolve(line.split("\t")[0]));
        }
        add(golden.resolve("neuroglancer/ome_zarr_0.4"));
        add(golden.resolve("neuroglancer/ome_zarr_0.5"));
    }

    private static InputStream resource(String name) {
        return SeedContainers.class.getResourceAsStream(name);
    }

    private static Voxels voxels(VoxelType type) {
        return RoundTripTest.random(type, new FinalInterval(SIZE), 1);
    }

    private void own(VolumeSpec.Format format, String codec) throws IOException {
        Path root = folder.resolve(format + "-" + codec.replace(':', '_'));
        write(root, "a", format, codec, Levels.ONE, false);
        add(root);
    }

    private static void write(
            Path root, String dataset, VolumeSpec.Format format, String codec, Levels levels, boolean label)
            throws IOException {
        VolumeAddress address = new VolumeAddress(root.toString(), dataset, -1, -1);
        VolumeSpec spec = new VolumeSpec(
                format, VoxelType.UINT16, SIZE, CHUNK, codec, new Spacing(1, 2, 3, "micrometer"), label, levels);
        for (int level = levels.count() - 1; level >= 0; level--)
            try (VolumeWriter writer = Volumes.writer(address, spec, level)) {
                writer.write(RoundTripTest.random(
                        VoxelType.UINT16, new FinalInterval(spec.level(level).size()), 1));
                if (level == 0) writer.finish();
            }
    }

    private void pyramids() throws IOException {
        for (VolumeSpec.Format format : VolumeSpec.Format.values()) {
            if (!format.pyramids()) continue;
            Path root = folder.resolve("pyramid-" + format);
            write(root, "", format, "zstd:1", new Levels(2, List.of(2, 2, 2), "mean"), false);
            write(root, "labels/nuclei", format, "gzip:1", new Levels(2, List.of(2, 2, 2), "mode"), true);
            add(root);
        }
    }

    /** Zarr v3 with a CRC-32C of raw and of compressed bytes. */
    private void checksummed() throws IOException {
        for (String codec : List.of("raw", "zstd:1")) {
            Path root = folder.resolve("crc32c-" + codec.replace(':', '_'));
            write(root, "", VolumeSpec.Format.ZARR3, codec, Levels.ONE, false);
            change(
                    root.resolve(Zarr3.METADATA),
                    json -> json.withArray("codecs").addObject().put("name", "crc32c"));
            try (Stream<Path> files = Files.walk(root.resolve("c"))) {
                for (Path chunk : files.filter(Files::isRegularFile).toList()) {
                    byte[] plain = Files.readAllBytes(chunk);
                    byte[] checked = new byte[plain.length + 4];
                    new Crc32cCodec().encode(plain, plain.length, checked, 0);
                    Files.write(chunk, checked);
                }
            }
            add(root);
        }
    }

    /** One shard of 2 × 2 × 2 chunks for each codec, index at the start or the end, with or without a checksum. */
    private void sharded() throws IOException {
        boolean atEnd = false;
        for (String codec : CODECS) {
            atEnd = !atEnd;
            Path root = folder.resolve("sharded-" + codec.replace(':', '_'));
            write(root, "", VolumeSpec.Format.ZARR3, codec, Levels.ONE, false);
            boolean end = atEnd;
            change(root.resolve(Zarr3.METADATA), json -> shard(json, end));
            shard(root, atEnd);
            add(root);
        }
    }

    private static void shard(ObjectNode json, boolean atEnd) {
        JsonNode inner = json.get("codecs");
        ((ObjectNode) json.at("/chunk_grid/configuration"))
                .putArray("chunk_shape")
                .add(8)
                .add(8)
                .add(8);
        ObjectNode configuration = json.putArray("codecs")
                .addObject()
                .put("name", "sharding_indexed")
                .putObject("configuration");
        configuration.putArray("chunk_shape").add(4).add(4).add(4);
        configuration.set("codecs", inner);
        configuration
                .putArray("index_codecs")
                .addObject()
                .put("name", "bytes")
                .putObject("configuration")
                .put("endian", "little");
        if (atEnd) configuration.withArray("index_codecs").addObject().put("name", "crc32c");
        configuration.put("index_location", atEnd ? "end" : "start");
    }

    private static void shard(Path root, boolean atEnd) throws IOException {
        ByteBuffer shard = ByteBuffer.allocate(1 << 16).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        ByteBuffer index = ByteBuffer.allocate(8 * 16 + 4).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        if (!atEnd) shard.position(8 * 16);
        for (int i = 0; i < 8; i++) {
            Path chunk = root.resolve("c/%d/%d/%d".formatted(i >> 2, i >> 1 & 1, i & 1));
            byte[] bytes = Files.exists(chunk) ? Files.readAllBytes(chunk) : null;
            Files.deleteIfExists(chunk);
            index.putLong(bytes == null ? -1 : shard.position()).putLong(bytes == null ? -1 : bytes.length);
            if (bytes != null) shard.put(bytes);
        }
        if (atEnd) {
            new Crc32cCodec().encode(index.array().clone(), 8 * 16, index.array(), 0);
            shard.put(index.array());
        } else shard.put(0, index.array(), 0, 8 * 16);
        Files.write(root.resolve("c/0/0/0"), Arrays.copyOf(shard.array(), shard.position()));
    }

    /** An N5 block of mode 1, which states how many elements follow. */
    private void variableBlock() throws IOException {
        Path root = folder.resolve("n5-mode-1");
        write(root, "", VolumeSpec.Format.N5, "raw", Levels.ONE, false);
        Path chunk = root.resolve("0/0/0");
        ByteBuffer plain = ByteBuffer.wrap(Files.readAllBytes(chunk));
        ByteBuffer stated = ByteBuffer.allocate(plain.capacity() + 4);
        stated.put(plain.array(), 0, N5.HEADER_3D).putShort(0, (short) 1);
        stated.putInt(64).put(plain.array(), N5.HEADER_3D, plain.capacity() - N5.HEADER_3D);
        Files.write(chunk, stated.array());
        add(root);
    }

    private static void change(Path file, java.util.function.Consumer<ObjectNode> change) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(file.toFile());
        change.accept(json);
        Files.write(file, mapper.writeValueAsBytes(json));
    }
}
