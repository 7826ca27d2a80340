package org.kachel.block.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.kachel.block.VoxelType;

/** The codecs by name: from a user's text, and from and to the metadata of each format. */
final class Codecs {
    private static final List<String> BLOSC = List.of("blosclz", "lz4", "lz4hc", "zlib", "zstd");
    private static final List<String> SHUFFLES = List.of("noshuffle", "shuffle", "bitshuffle");
    private static final int BLOSC_LEVEL = 5;

    private Codecs() {}

    /**
     * The codec that {@code text} names, nothing for {@code raw}.
     *
     * <p>*Errors*: {@link IllegalArgumentException} listing the known ones.
     */
    static Optional<Codec> parse(String text, VoxelType type, boolean n5) {
        String name = text.contains(":") ? text.substring(0, text.indexOf(':')) : text;
        boolean levelled = name.length() < text.length();
        return switch (name) {
            case "raw" -> unlevelled(text, levelled, Optional.empty());
            case "zstd" -> Optional.of(new ZstdCodec(level(text, levelled, 1, -7, 22)));
            case "gzip" -> Optional.of(new DeflateCodec(true, level(text, levelled, 6, 0, 9)));
            case "zlib" -> Optional.of(new DeflateCodec(false, level(text, levelled, 6, 0, 9)));
            case "lz4" ->
                unlevelled(
                        text,
                        levelled,
                        Optional.of(n5 ? new Lz4BlockCodec(Lz4BlockCodec.DEFAULT_BLOCK) : new Lz4Codec()));
            default -> {
                if (!name.startsWith("blosc-")) throw unknown(text);
                yield Optional.of(blosc(text, name, level(text, levelled, BLOSC_LEVEL, 0, 9), type));
            }
        };
    }

    private static Codec blosc(String text, String name, int level, VoxelType type) {
        String[] parts = name.split("-", -1);
        String shuffle = parts.length == 3 ? parts[2] : "noshuffle";
        if (parts.length > 3 || !BLOSC.contains(parts[1]) || !SHUFFLES.contains(shuffle)) throw unknown(text);
        return new BloscCodec(parts[1], level, shuffle, type.bytes(), 0);
    }

    private static <T> T unlevelled(String text, boolean levelled, T codec) {
        if (levelled) throw new IllegalArgumentException("codec '" + text + "' takes no level");
        return codec;
    }

    private static int level(String text, boolean levelled, int otherwise, int min, int max) {
        if (!levelled) return otherwise;
        try {
            int level = Integer.parseInt(text.substring(text.indexOf(':') + 1));
            if (level >= min && level <= max) return level;
        } catch (NumberFormatException e) {
            // falls through to the complaint
        }
        throw new IllegalArgumentException("codec '%s' needs a level from %d to %d".formatted(text, min, max));
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("unknown codec '" + text + "'; known are raw, zstd:LEVEL, gzip:LEVEL,"
                + " zlib:LEVEL, lz4, and blosc-NAME[-shuffle|-bitshuffle][:LEVEL] with NAME of "
                + String.join(", ", BLOSC));
    }

    /** From Zarr v2's {@code compressor}. */
    static Codec zarr2(Json json, VoxelType type) throws VolumeException {
        String id = json.get("id").text();
        return switch (id) {
            case "zstd" -> new ZstdCodec(json.get("level").integer(1));
            case "gzip" -> new DeflateCodec(true, json.get("level").integer(1));
            case "zlib" -> new DeflateCodec(false, json.get("level").integer(1));
            case "lz4" -> new Lz4Codec();
            case "blosc" -> numberedBlosc(json, type);
            default -> throw unknown(json, id, "blosc, gzip, lz4, zlib, zstd and null (raw)");
        };
    }

    /** From one bytes-to-bytes codec of Zarr v3. */
    static Codec zarr3(Json json, VoxelType type) throws VolumeException {
        String name = json.get("name").text();
        Json configuration = json.get("configuration");
        return switch (name) {
            case "zstd", "numcodecs.zstd" ->
                new ZstdCodec(configuration.get("level").integer(1));
            case "gzip", "numcodecs.gzip" ->
                new DeflateCodec(true, configuration.get("level").integer(1));
            case "zlib", "numcodecs.zlib" ->
                new DeflateCodec(false, configuration.get("level").integer(1));
            case "lz4", "numcodecs.lz4" -> new Lz4Codec();
            case "crc32c" -> new Crc32cCodec();
            case "numcodecs.blosc" -> numberedBlosc(configuration, type);
            case "blosc" ->
                new BloscCodec(
                        oneOf(BLOSC, configuration.get("cname"), "lz4"),
                        configuration.get("clevel").integer(BLOSC_LEVEL),
                        oneOf(SHUFFLES, configuration.get("shuffle"), "noshuffle"),
                        configuration.get("typesize").integer(type.bytes()),
                        configuration.get("blocksize").integer(0));
            default ->
                throw unknown(json, name, "blosc, crc32c, gzip, zstd, numcodecs.lz4, numcodecs.zlib after 'bytes'");
        };
    }

    /** From N5's {@code compression}; nothing for raw. */
    static Optional<Codec> n5(Json json, VoxelType type) throws VolumeException {
        String name = json.get("type").text();
        return switch (name) {
            case "raw" -> Optional.empty();
            case "gzip" ->
                Optional.of(new DeflateCodec(
                        !json.get("useZlib").flag(false),
                        gzipLevel(json.get("level").integer(6))));
            case "zlib" ->
                Optional.of(new DeflateCodec(false, gzipLevel(json.get("level").integer(6))));
            case "lz4" -> Optional.of(new Lz4BlockCodec(n5Lz4Block(json.get("blockSize"))));
            case "zstd", "zstandard" ->
                Optional.of(new ZstdCodec(json.get("level").integer(3)));
            case "blosc" -> Optional.of(numberedBlosc(json, type));
            default -> throw unknown(json, name, "blosc, gzip, lz4, raw, zstd");
        };
    }

    private static int gzipLevel(int level) {
        return level < 0 ? 6 : level;
    }

    private static int n5Lz4Block(Json json) throws VolumeException {
        int size = json.integer(Lz4BlockCodec.DEFAULT_BLOCK);
        if (size < 64 || size > 1 << 25) throw json.wrong("a block size from 64 to 33554432");
        return size;
    }

    private static Codec numberedBlosc(Json json, VoxelType type) throws VolumeException {
        int shuffle = json.get("shuffle").integer(1);
        if (shuffle == -1) shuffle = type.bytes() == 1 ? 2 : 1;
        if (shuffle < 0 || shuffle > 2) throw json.get("shuffle").wrong("0, 1 or 2");
        return new BloscCodec(
                oneOf(BLOSC, json.get("cname"), "lz4"),
                json.get("clevel").integer(BLOSC_LEVEL),
                SHUFFLES.get(shuffle),
                type.bytes(),
                json.get("blocksize").integer(0));
    }

    private static String oneOf(List<String> known, Json json, String otherwise) throws VolumeException {
        String text = json.text(otherwise);
        if (!known.contains(text)) throw json.wrong("one of " + String.join(", ", known));
        return text;
    }

    private static VolumeException unknown(Json json, String name, String known) {
        return new VolumeException(json.where() + ": the codec '" + name + "' is not known; known are " + known);
    }

    /** Zarr v2's {@code compressor}. */
    static ObjectNode zarr2(Codec codec) {
        ObjectNode json = Json.object();
        if (codec instanceof ZstdCodec zstd) return json.put("id", "zstd").put("level", zstd.level());
        if (codec instanceof DeflateCodec deflate)
            return json.put("id", deflate.gzip() ? "gzip" : "zlib").put("level", deflate.level());
        if (codec instanceof Lz4Codec) return json.put("id", "lz4").put("acceleration", 1);
        BloscCodec blosc = (BloscCodec) codec;
        return json.put("id", "blosc")
                .put("cname", blosc.compressor())
                .put("clevel", blosc.level())
                .put("shuffle", blosc.shuffleNumber())
                .put("blocksize", blosc.blockSize());
    }

    /** One element of Zarr v3's {@code codecs}. */
    static ObjectNode zarr3(Codec codec) {
        ObjectNode json = Json.object();
        if (codec instanceof ZstdCodec zstd) {
            json.put("name", "zstd")
                    .putObject("configuration")
                    .put("level", zstd.level())
                    .put("checksum", true);
        } else if (codec instanceof DeflateCodec deflate) {
            json.put("name", deflate.gzip() ? "gzip" : "numcodecs.zlib")
                    .putObject("configuration")
                    .put("level", deflate.level());
        } else if (codec instanceof Lz4Codec) {
            json.put("name", "numcodecs.lz4").putObject("configuration").put("acceleration", 1);
        } else {
            BloscCodec blosc = (BloscCodec) codec;
            json.put("name", "blosc")
                    .putObject("configuration")
                    .put("cname", blosc.compressor())
                    .put("clevel", blosc.level())
                    .put("shuffle", blosc.shuffle())
                    .put("typesize", blosc.typeSize())
                    .put("blocksize", blosc.blockSize());
        }
        return json;
    }

    /** N5's {@code compression}. */
    static ObjectNode n5(Optional<Codec> codec) {
        ObjectNode json = Json.object();
        if (codec.isEmpty()) return json.put("type", "raw");
        if (codec.get() instanceof ZstdCodec zstd)
            return json.put("type", "zstd").put("level", zstd.level());
        if (codec.get() instanceof DeflateCodec deflate)
            return json.put("type", "gzip").put("level", deflate.level()).put("useZlib", !deflate.gzip());
        if (codec.get() instanceof Lz4BlockCodec lz4)
            return json.put("type", "lz4").put("blockSize", lz4.blockSize());
        BloscCodec blosc = (BloscCodec) codec.get();
        return json.put("type", "blosc")
                .put("cname", blosc.compressor())
                .put("clevel", blosc.level())
                .put("shuffle", blosc.shuffleNumber())
                .put("blocksize", blosc.blockSize());
    }
}
