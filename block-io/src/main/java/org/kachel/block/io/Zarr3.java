package org.kachel.block.io;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kachel.block.VoxelType;

/** Zarr version 3: {@code zarr.json}. */
final class Zarr3 {
    static final String METADATA = "zarr.json";

    private Zarr3() {}

    static boolean isArray(Json json) throws VolumeException {
        return json.get("node_type").text("").equals("array");
    }

    static StoredArray parse(String path, Json json) throws VolumeException {
        if (json.get("zarr_format").integer(3) != 3)
            throw json.get("zarr_format").wrong("3");
        VoxelType type = type(json.get("data_type"));
        long[] shape = json.get("shape").longs();
        Json grid = json.get("chunk_grid");
        if (!grid.get("name").text().equals("regular")) throw grid.get("name").wrong("regular");
        int[] object = grid.get("configuration").get("chunk_shape").ints();
        if (json.has("storage_transformers")
                && !json.get("storage_transformers").elements().isEmpty())
            throw new VolumeException(json.get("storage_transformers").where() + ": no storage transformer is known");
        Chain chain = chain(json.get("codecs"), object, type, true);
        for (int size : object) if (size < 1) throw grid.wrong("a grid of chunks that are not empty");
        StoredArray.check(json, shape, chain.chunk, type);
        return new StoredArray(
                StoredArray.ContainerFormat.ZARR3,
                path,
                type,
                chain.byteOrder,
                shape,
                object,
                chain.chunk,
                chain.order,
                FillValue.parse(json.get("fill_value"), type),
                chain.codecs,
                keys(json.get("chunk_key_encoding")),
                chain.shards,
                names(json, shape.length),
                json.get("attributes"));
    }

    private static VoxelType type(Json json) throws VolumeException {
        if (json.node().isTextual()) {
            if (json.text().equals("bool")) return VoxelType.UINT8;
            for (VoxelType type : VoxelType.values()) if (type.toString().equals(json.text())) return type;
        }
        throw json.wrong("bool or one of "
                + String.join(
                        ", ",
                        Arrays.stream(VoxelType.values())
                                .map(VoxelType::toString)
                                .toList()));
    }

    private static StoredArray.KeyStyle keys(Json json) throws VolumeException {
        String name = json.get("name").text("default");
        Json separator = json.get("configuration").get("separator");
        if (name.equals("v2")) return new StoredArray.KeyStyle("", Zarr2.separator(separator), false);
        if (!name.equals("default")) throw json.get("name").wrong("default or v2");
        String text = separator.isMissing() ? "/" : Zarr2.separator(separator);
        return new StoredArray.KeyStyle("c" + text, text, false);
    }

    /** What a list of codecs comes to. */
    private record Chain(
            int[] chunk,
            int[] order,
            ByteOrder byteOrder,
            List<Codec> codecs,
            Optional<StoredArray.ShardIndex> shards) {}

    private static Chain chain(Json json, int[] chunk, VoxelType type, boolean outer) throws VolumeException {
        int[] order = new int[chunk.length];
        for (int i = 0; i < order.length; i++) order[i] = i;
        ByteOrder byteOrder = null;
        List<Codec> codecs = new ArrayList<>();
        for (Json codec : json.elements()) {
            String name = codec.get("name").text();
            if (byteOrder != null) codecs.add(Codecs.zarr3(codec, type));
            else if (name.equals("transpose"))
                order = transposed(order, codec.get("configuration").get("order"));
            else if (name.equals("bytes"))
                byteOrder = endian(codec.get("configuration").get("endian"));
            else if (name.equals("sharding_indexed")) return sharded(json, codec, chunk, type, outer);
            else throw unknown(codec, name);
        }
        if (byteOrder == null) throw new VolumeException(json.where() + " has no codec 'bytes'");
        return new Chain(chunk, order, byteOrder, List.copyOf(codecs), Optional.empty());
    }

    private static VolumeException unknown(Json codec, String name) {
        return new VolumeException(codec.where() + ": the codec '" + name
                + "' is not known before the bytes; known are transpose, bytes, sharding_indexed");
    }

    private static Chain sharded(Json all, Json codec, int[] shard, VoxelType type, boolean outer)
            throws VolumeException {
        if (!outer || all.elements().size() != 1)
            throw new VolumeException(all.where() + ": sharding_indexed is read where it is the only codec,"
                    + " not inside another shard or between other codecs");
        Json configuration = codec.get("configuration");
        int[] chunk = configuration.get("chunk_shape").ints();
        if (chunk.length != shard.length) throw configuration.get("chunk_shape").wrong(shard.length + " sizes");
        for (int i = 0; i < chunk.length; i++)
            if (chunk[i] < 1 || shard[i] % chunk[i] != 0)
                throw configuration.get("chunk_shape").wrong("a divisor of the shard " + Arrays.toString(shard));
        Chain inner = chain(configuration.get("codecs"), chunk, type, false);
        return new Chain(inner.chunk, inner.order, inner.byteOrder, inner.codecs, Optional.of(index(configuration)));
    }

    private static StoredArray.ShardIndex index(Json configuration) throws VolumeException {
        Json location = configuration.get("index_location");
        String text = location.text("end");
        if (!text.equals("end") && !text.equals("start")) throw location.wrong("start or end");
        List<Json> codecs = configuration.get("index_codecs").elements();
        boolean checksum =
                codecs.size() == 2 && codecs.get(1).get("name").text().equals("crc32c");
        if (codecs.isEmpty()
                || codecs.size() > (checksum ? 2 : 1)
                || !codecs.get(0).get("name").text().equals("bytes"))
            throw configuration.get("index_codecs").wrong("bytes, or bytes and crc32c");
        return new StoredArray.ShardIndex(
                text.equals("end"),
                checksum,
                endian(codecs.get(0).get("configuration").get("endian")));
    }

    private static ByteOrder endian(Json json) throws VolumeException {
        String text = json.text("little");
        if (text.equals("little")) return ByteOrder.LITTLE_ENDIAN;
        if (text.equals("big")) return ByteOrder.BIG_ENDIAN;
        throw json.wrong("little or big");
    }

    private static int[] transposed(int[] before, Json json) throws VolumeException {
        int[] permutation = permutation(json, before.length);
        int[] after = new int[before.length];
        for (int i = 0; i < after.length; i++) after[i] = before[permutation[i]];
        return after;
    }

    /** {@code order}; early drafts wrote C and F. */
    private static int[] permutation(Json json, int axes) throws VolumeException {
        int[] permutation = new int[axes];
        if (json.node().isTextual()) {
            boolean c = json.text().equals("C");
            if (!c && !json.text().equals("F")) throw json.wrong("a permutation of the axes, C or F");
            for (int i = 0; i < axes; i++) permutation[i] = c ? i : axes - 1 - i;
            return permutation;
        }
        permutation = json.ints();
        int[] sorted = permutation.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) if (sorted[i] != i) throw json.wrong("a permutation of the axes");
        if (permutation.length != axes) throw json.wrong("a permutation of " + axes + " axes");
        return permutation;
    }

    private static List<String> names(Json json, int axes) {
        List<String> names = new ArrayList<>();
        json.node().path("dimension_names").forEach(name -> names.add(name.asText("")));
        return names.size() == axes ? List.copyOf(names) : List.of();
    }

    /** {@code zarr.json} of a three-dimensional array, z first. */
    static ObjectNode metadata(VolumeSpec spec, int[] chunk, Optional<Codec> codec) {
        ObjectNode json = Json.object().put("zarr_format", 3).put("node_type", "array");
        json.putArray("shape").add(spec.size()[2]).add(spec.size()[1]).add(spec.size()[0]);
        json.put("data_type", spec.type().toString());
        json.putObject("chunk_grid")
                .put("name", "regular")
                .putObject("configuration")
                .putArray("chunk_shape")
                .add(chunk[2])
                .add(chunk[1])
                .add(chunk[0]);
        json.putObject("chunk_key_encoding")
                .put("name", "default")
                .putObject("configuration")
                .put("separator", "/");
        json.put("fill_value", 0);
        ArrayNode codecs = json.putArray("codecs");
        codecs.addObject().put("name", "bytes").putObject("configuration").put("endian", "little");
        codec.ifPresent(c -> codecs.add(Codecs.zarr3(c)));
        json.putArray("dimension_names").add("z").add("y").add("x");
        json.putObject("attributes");
        return json;
    }

    static ObjectNode group() {
        return Json.object().put("zarr_format", 3).put("node_type", "group");
    }
}
