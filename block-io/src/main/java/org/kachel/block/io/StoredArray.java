package org.kachel.block.io;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.kachel.block.VoxelType;

/**
 * How an array lies in its container, whatever the format.
 *
 * <p>*Shape*: sizes slowest axis first, as Zarr lists them; N5's are turned round when they are read.
 *
 * @param path the array's folder in the store
 * @param object size of a stored object: the chunk, or the shard
 * @param chunk size of what is decoded at once; equals {@code object} without shards
 * @param order the axes as the bytes of a chunk run, slowest first
 * @param fill one element of the fill value, little-endian
 * @param codecs bytes-to-bytes codecs in the order of encoding
 * @param keys how a stored object is called
 * @param names of the axes, where the array itself tells; else empty
 */
record StoredArray(
        ContainerFormat format,
        String path,
        VoxelType type,
        ByteOrder byteOrder,
        long[] shape,
        int[] object,
        int[] chunk,
        int[] order,
        byte[] fill,
        List<Codec> codecs,
        KeyStyle keys,
        Optional<ShardIndex> shards,
        List<String> names,
        Json attributes) {

    /** The container formats. */
    enum ContainerFormat {
        ZARR2("zarr2"),
        ZARR3("zarr3"),
        N5("n5");

        private final String text;

        ContainerFormat(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** The name of an object: {@code prefix}, then its grid position, fastest axis first if {@code reversed}. */
    record KeyStyle(String prefix, String separator, boolean reversed) {
        String key(long[] position) {
            StringJoiner key = new StringJoiner(separator, prefix, "");
            for (int i = 0; i < position.length; i++)
                key.add(Long.toString(position[reversed ? position.length - 1 - i : i]));
            return key.toString();
        }
    }

    /** Where a shard says what it holds. */
    record ShardIndex(boolean atEnd, boolean checksum, ByteOrder byteOrder) {}

    private static final int MAX_AXES = 32;

    /** Bytes of an array: sizes and positions then add up without overflow. */
    private static final long MAX_BYTES = 1L << 62;

    private static final long MAX_CHUNK_BYTES = Integer.MAX_VALUE - 64;

    StoredArray {
        if (shape.length != object.length || shape.length != chunk.length || shape.length != order.length)
            throw new IllegalArgumentException("sizes of different numbers of axes");
    }

    int axes() {
        return shape.length;
    }

    /** Bytes of one whole chunk. */
    int chunkBytes() {
        int bytes = type.bytes();
        for (int size : chunk) bytes *= size;
        return bytes;
    }

    /** The key in the store of the object at {@code position} of the grid of objects. */
    String key(long[] position) {
        return Keys.join(path, keys.key(position));
    }

    /** Refuses sizes that no array can have, before anything is allocated. */
    static void check(Json where, long[] shape, int[] chunk, VoxelType type) throws VolumeException {
        if (shape.length == 0 || shape.length > MAX_AXES)
            throw new VolumeException(
                    where.where() + ": an array needs 1 to " + MAX_AXES + " axes, this has " + shape.length);
        if (chunk.length != shape.length)
            throw new VolumeException(
                    "%s: the array has %d axes, its chunks %d".formatted(where.where(), shape.length, chunk.length));
        long bytes = type.bytes();
        for (long size : shape) {
            if (size < 1) throw new VolumeException(where.where() + ": an axis has the size " + size);
            if (size > MAX_BYTES / bytes) throw overflow(where, shape);
            bytes *= size;
        }
        requireChunk(where, chunk, type);
    }

    /** A chunk is decoded into one array, which Java counts in 31 bits; how much of that fits is known when it is read. */
    private static void requireChunk(Json where, int[] chunk, VoxelType type) throws VolumeException {
        long bytes = type.bytes();
        for (int size : chunk) {
            if (size < 1) throw new VolumeException(where.where() + ": a chunk has the size " + size);
            if (size > MAX_CHUNK_BYTES / bytes)
                throw new VolumeException(
                        "%s: a chunk of %s voxels of %s; at most %d bytes (2 GiB) are read, as one Java array"
                                .formatted(where.where(), Arrays.toString(chunk), type, MAX_CHUNK_BYTES));
            bytes *= size;
        }
    }

    private static VolumeException overflow(Json where, long[] shape) {
        return new VolumeException("%s: the sizes %s overflow what 64 bits can count, with room for sums"
                .formatted(where.where(), Arrays.toString(shape)));
    }
}
