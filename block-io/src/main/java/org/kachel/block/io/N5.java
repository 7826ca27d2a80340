package org.kachel.block.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kachel.block.VoxelType;

/** N5: {@code attributes.json}, sizes fastest axis first, big-endian blocks behind a header, truncated at the edge. */
final class N5 {
    static final String ATTRIBUTES = "attributes.json";

    /** Voxels of the finest level along each axis for one of this, as BigStitcher and n5-viewer read it. */
    static final String FACTORS = "downsamplingFactors";

    private static final String VERSION = "4.0.0";

    private N5() {}

    /** The folder of a pyramid's level below that of the image. */
    static String level(int level) {
        return "s" + level;
    }

    static boolean isArray(Json json) {
        return json.has("dimensions") && json.has("blockSize") && json.has("dataType");
    }

    static StoredArray parse(String path, Json json) throws VolumeException {
        VoxelType type = type(json.get("dataType"));
        long[] shape = json.get("dimensions").longs();
        int[] chunk = json.get("blockSize").ints();
        StoredArray.check(json, shape, chunk, type);
        for (int i = 0; i < shape.length / 2; i++) {
            int j = shape.length - 1 - i;
            long size = shape[i];
            shape[i] = shape[j];
            shape[j] = size;
            int block = chunk[i];
            chunk[i] = chunk[j];
            chunk[j] = block;
        }
        int[] order = new int[shape.length];
        for (int i = 0; i < order.length; i++) order[i] = i;
        return new StoredArray(
                StoredArray.ContainerFormat.N5,
                path,
                type,
                ByteOrder.BIG_ENDIAN,
                shape,
                chunk,
                chunk,
                order,
                new byte[type.bytes()],
                codec(json, type).map(List::of).orElse(List.of()),
                new StoredArray.KeyStyle("", "/", true),
                Optional.empty(),
                List.of(),
                json);
    }

    private static VoxelType type(Json json) throws VolumeException {
        for (VoxelType type : VoxelType.values()) if (type.toString().equals(json.text(""))) return type;
        throw json.wrong("one of "
                + String.join(
                        ", ",
                        Arrays.stream(VoxelType.values())
                                .map(VoxelType::toString)
                                .toList()));
    }

    /** N5 before 2.0 names the codec alone. */
    private static Optional<Codec> codec(Json json, VoxelType type) throws VolumeException {
        if (json.has("compression")) return Codecs.n5(json.get("compression"), type);
        Json old = json.get("compressionType");
        ObjectNode named = Json.object().put("type", old.text("raw"));
        return Codecs.n5(new Json(named, old.where()), type);
    }

    /**
     * The sizes that a block's header states, slowest axis first; {@code object} is moved behind the header.
     *
     * <p>*Errors*: {@link IOException} where the header does not fit the array.
     */
    static int[] header(ByteBuffer object, StoredArray array) throws IOException {
        object.order(ByteOrder.BIG_ENDIAN);
        int axes = array.axes();
        if (object.remaining() < 4 + 4 * axes) throw new IOException("the block's header is cut off");
        int mode = object.getShort() & 0xffff;
        int stated = object.getShort() & 0xffff;
        if (mode > 1) throw new IOException("a block of mode " + mode + "; known are 0 and 1");
        if (stated != axes) throw new IOException("the block has %d axes, the array %d".formatted(stated, axes));
        int[] sizes = new int[axes];
        for (int i = axes - 1; i >= 0; i--) {
            sizes[i] = object.getInt();
            if (sizes[i] < 1 || sizes[i] > array.chunk()[i])
                throw new IOException("the block has the size %d where the array's blocks have %d"
                        .formatted(sizes[i], array.chunk()[i]));
        }
        if (mode == 1) varlength(object, sizes);
        return sizes;
    }

    private static void varlength(ByteBuffer object, int[] sizes) throws IOException {
        if (object.remaining() < 4) throw new IOException("the block's header is cut off");
        long voxels = 1;
        for (int size : sizes) voxels *= size;
        int stated = object.getInt();
        if (stated != voxels) throw new IOException("a block of %d elements for %d voxels".formatted(stated, voxels));
    }

    /** Bytes that {@link #putHeader} writes for three axes. */
    static final int HEADER_3D = 16;

    static void putHeader(byte[] into, int sizeX, int sizeY, int sizeZ) {
        ByteBuffer.wrap(into)
                .order(ByteOrder.BIG_ENDIAN)
                .putShort((short) 0)
                .putShort((short) 3)
                .putInt(sizeX)
                .putInt(sizeY)
                .putInt(sizeZ);
    }

    /** {@code attributes.json} of a three-dimensional array, x first. */
    static ObjectNode metadata(VolumeSpec spec, int[] chunk, Optional<Codec> codec) {
        ObjectNode json = Json.object();
        json.put("dataType", spec.type().toString());
        json.putArray("dimensions").add(spec.size()[0]).add(spec.size()[1]).add(spec.size()[2]);
        json.putArray("blockSize").add(chunk[0]).add(chunk[1]).add(chunk[2]);
        json.set("compression", Codecs.n5(codec));
        Spacing spacing = spec.spacing();
        if (!spacing.equals(Spacing.VOXELS)) {
            ObjectNode resolution = json.putObject("pixelResolution");
            resolution.putArray("dimensions").add(spacing.x()).add(spacing.y()).add(spacing.z());
            resolution.put("unit", spacing.unit());
        }
        return json;
    }

    /** {@code attributes.json} of a container's root. */
    static ObjectNode root() {
        return Json.object().put("n5", VERSION);
    }
}
