package org.kachel.block.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kachel.block.VoxelType;

/** Zarr version 2: {@code .zarray}, {@code .zgroup} and {@code .zattrs}. */
final class Zarr2 {
    static final String ARRAY = ".zarray";
    static final String GROUP = ".zgroup";
    static final String ATTRIBUTES = ".zattrs";

    private Zarr2() {}

    static StoredArray parse(Store store, String path, Json json) throws IOException {
        if (json.get("zarr_format").integer(2) != 2)
            throw json.get("zarr_format").wrong("2");
        Json dtype = json.get("dtype");
        VoxelType type = type(dtype);
        long[] shape = json.get("shape").longs();
        int[] chunk = json.get("chunks").ints();
        StoredArray.check(json, shape, chunk, type);
        Json filters = json.get("filters");
        if (!filters.isMissing() && !filters.elements().isEmpty())
            throw new VolumeException(filters.where() + ": the filter '"
                    + filters.elements().get(0).get("id").text("?") + "' is not known; none is");
        List<Codec> codecs = new ArrayList<>();
        if (json.has("compressor")) codecs.add(Codecs.zarr2(json.get("compressor"), type));
        Json attributes = Json.read(store, Keys.join(path, ATTRIBUTES))
                .orElseGet(() -> new Json(Json.object(), store.root() + "/" + path));
        return new StoredArray(
                StoredArray.ContainerFormat.ZARR2,
                path,
                type,
                dtype.text().charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                shape,
                chunk,
                chunk,
                order(json.get("order"), shape.length),
                FillValue.parse(json.get("fill_value"), type),
                List.copyOf(codecs),
                new StoredArray.KeyStyle("", separator(json.get("dimension_separator")), false),
                Optional.empty(),
                names(attributes, shape.length),
                attributes);
    }

    private static VoxelType type(Json dtype) throws VolumeException {
        String text = dtype.node().isTextual() ? dtype.text() : "";
        if (text.length() == 3 && "<>|".indexOf(text.charAt(0)) >= 0)
            switch (text.substring(1)) {
                case "b1", "u1":
                    return VoxelType.UINT8;
                case "i1":
                    return VoxelType.INT8;
                case "u2":
                    return VoxelType.UINT16;
                case "i2":
                    return VoxelType.INT16;
                case "u4":
                    return VoxelType.UINT32;
                case "i4":
                    return VoxelType.INT32;
                case "u8":
                    return VoxelType.UINT64;
                case "i8":
                    return VoxelType.INT64;
                case "f4":
                    return VoxelType.FLOAT32;
                case "f8":
                    return VoxelType.FLOAT64;
                default:
                    break;
            }
        throw dtype.wrong("one of b1, u1, i1, u2, i2, u4, i4, u8, i8, f4, f8 behind <, > or |");
    }

    private static int[] order(Json json, int axes) throws VolumeException {
        String text = json.text("C");
        if (!text.equals("C") && !text.equals("F")) throw json.wrong("C or F");
        int[] order = new int[axes];
        for (int i = 0; i < axes; i++) order[i] = text.equals("C") ? i : axes - 1 - i;
        return order;
    }

    static String separator(Json json) throws VolumeException {
        String text = json.text(".");
        if (!text.equals(".") && !text.equals("/")) throw json.wrong("'.' or '/'");
        return text;
    }

    /** Axis names as xarray writes them into the attributes. */
    private static List<String> names(Json attributes, int axes) {
        List<String> names = new ArrayList<>();
        attributes.node().path("_ARRAY_DIMENSIONS").forEach(name -> names.add(name.asText("")));
        return names.size() == axes ? List.copyOf(names) : List.of();
    }

    /** {@code .zarray} of a three-dimensional array, z first. */
    static ObjectNode metadata(VolumeSpec spec, int[] chunk, Optional<Codec> codec, String separator) {
        ObjectNode json = Json.object();
        json.putArray("chunks").add(chunk[2]).add(chunk[1]).add(chunk[0]);
        if (codec.isPresent()) json.set("compressor", Codecs.zarr2(codec.get()));
        else json.putNull("compressor");
        json.put("dimension_separator", separator)
                .put("dtype", dtype(spec.type()))
                .put("fill_value", 0)
                .putNull("filters")
                .put("order", "C");
        json.putArray("shape").add(spec.size()[2]).add(spec.size()[1]).add(spec.size()[0]);
        return json.put("zarr_format", 2);
    }

    private static String dtype(VoxelType type) {
        String kind = type.floating() ? "f" : type.signed() ? "i" : "u";
        return (type.bytes() == 1 ? "|" : "<") + kind + type.bytes();
    }

    static ObjectNode group() {
        return Json.object().put("zarr_format", 2);
    }
}
