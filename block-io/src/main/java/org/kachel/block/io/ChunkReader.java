package org.kachel.block.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;

/** Fetches and decodes the chunks of one array. Thread-safe. */
final class ChunkReader {
    private static final int INDEX_ENTRY = 16;
    private static final int MAX_INDEX_BYTES = 1 << 28;
    private static final int INDEX = 1;

    /** Half of the heap: the voxels that are read want their share as well. */
    private static final long MAX_CHUNK_BYTES = Math.min(Runtime.getRuntime().maxMemory() / 2, Integer.MAX_VALUE - 64);

    /** What an encoded chunk may have more than twice the bytes of the plain one: headers, checksums, many small frames. */
    private static final int ENCODED_SLACK = 1 << 16;

    private final Store store;
    private final StoredArray array;
    private final ChunkCache cache;
    private final long volume;

    /** Arrays for what is read, as many as there are threads that read at once. */
    private final Queue<byte[]> encoded = new ConcurrentLinkedQueue<>();

    ChunkReader(Store store, StoredArray array, ChunkCache cache, long volume) {
        this.store = store;
        this.array = array;
        this.cache = cache;
        this.volume = volume;
    }

    /** The chunk at a position of the grid of chunks; empty where none is stored. */
    Optional<Chunk> read(long[] position) throws IOException {
        String key = key(position);
        byte[] scratch = encoded.poll();
        if (scratch == null) scratch = new byte[0];
        try {
            ByteBuffer object = array.shards().isPresent()
                    ? fromShard(key, position, scratch)
                    : store.read(key, scratch, mostEncoded());
            if (object == null) return Optional.empty();
            scratch = object.array();
            return Optional.of(decode(object));
        } catch (VolumeException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new BadChunkException(store.root() + "/" + key, e.getMessage(), e);
        } finally {
            encoded.add(scratch);
        }
    }

    /** The key of the object that holds a chunk. */
    String key(long[] position) {
        return array.key(objectPosition(position));
    }

    /** Its path, for messages. */
    String where(long[] position) {
        return store.root() + "/" + key(position);
    }

    private long[] objectPosition(long[] position) {
        long[] object = new long[position.length];
        for (int i = 0; i < object.length; i++) object[i] = position[i] / (array.object()[i] / array.chunk()[i]);
        return object;
    }

    /** The chunk in an array of its own: {@code bytes} are read into again. */
    private Chunk decode(ByteBuffer object) throws IOException {
        ByteBuffer bytes = object;
        int[] size = array.format() == StoredArray.ContainerFormat.N5 ? N5.header(bytes, array) : array.chunk();
        int expected = array.type().bytes();
        for (int s : size) expected *= s;
        requireFits(expected);
        List<Codec> codecs = array.codecs();
        IntFunction<byte[]> kept = cache::room;
        for (int i = codecs.size() - 1; i >= 0; i--) {
            long most = codecs.get(i).most(bytes);
            if (i == 0 && most < expected)
                throw new IOException("its %d bytes of %s hold at most %d, expected %d"
                        .formatted(bytes.remaining(), codecs.get(i).name(), most, expected));
            bytes = codecs.get(i).decode(bytes, (int) Math.min(most, room(i, expected)), i == 0 ? kept : byte[]::new);
        }
        if (bytes.remaining() != expected)
            throw new IOException("it holds %d bytes, expected %d".formatted(bytes.remaining(), expected));
        if (bytes.array() == object.array()) bytes = ByteBuffer.wrap(copy(bytes));
        int offset = bytes.arrayOffset() + bytes.position();
        if (array.byteOrder() == ByteOrder.BIG_ENDIAN)
            LittleEndian.swap(bytes.array(), offset, expected, array.type().bytes());
        return new Chunk(bytes.array(), offset, size);
    }

    /** What the decoded bytes of codec {@code i} can be at most: the chunk, grown by the codecs before it. */
    private int room(int i, int expected) {
        long room = expected;
        for (int before = 0; before < i; before++) room = room + room / 64 + 1024;
        return (int) Math.min(Integer.MAX_VALUE - 64, room);
    }

    private static void requireFits(long bytes) throws IOException {
        if (bytes > MAX_CHUNK_BYTES)
            throw new IOException(
                    ("a chunk of %d bytes; at most %d are read, half of the heap: give Java more memory (-Xmx),"
                                    + " or write the volume anew with smaller chunks")
                            .formatted(bytes, MAX_CHUNK_BYTES));
    }

    /** More bytes than this are no chunk of the array, however badly encoded. */
    private int mostEncoded() {
        return (int) Math.min(MAX_CHUNK_BYTES, 2L * array.chunkBytes() + ENCODED_SLACK);
    }

    private byte[] copy(ByteBuffer bytes) {
        byte[] copy = cache.room(bytes.remaining());
        bytes.get(bytes.position(), copy);
        return copy;
    }

    private ByteBuffer fromShard(String key, long[] position, byte[] scratch) throws IOException {
        ChunkCache.Loan index = shardIndex(key, position);
        try {
            if (index.chunk().isEmpty()) return null;
            return fromShard(key, position, index.chunk().get().bytes(), scratch);
        } finally {
            cache.giveBack(index);
        }
    }

    private ByteBuffer fromShard(String key, long[] position, byte[] entries, byte[] scratch) throws IOException {
        int entry = 0;
        for (int i = 0; i < position.length; i++) {
            int across = array.object()[i] / array.chunk()[i];
            entry = entry * across + (int) (position[i] % across);
        }
        long offset = (long) LittleEndian.LONG.get(entries, entry * INDEX_ENTRY);
        long length = (long) LittleEndian.LONG.get(entries, entry * INDEX_ENTRY + 8);
        if (offset == -1 && length == -1) return null;
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length)
            throw new IOException("the shard's index points at %d bytes from %d".formatted(length, offset));
        if (length > mostEncoded())
            throw new IOException("the shard's index gives %d bytes to a chunk of %d; at most %d are read"
                    .formatted(length, array.chunkBytes(), mostEncoded()));
        ByteBuffer bytes = store.read(key, offset, (int) length, scratch);
        if (bytes == null) throw new IOException("the shard is gone");
        return bytes;
    }

    private ChunkCache.Loan shardIndex(String key, long[] position) throws IOException {
        ChunkCache.Key cached = new ChunkCache.Key(volume, INDEX, linear(objectPosition(position)));
        ChunkCache.Loan known = cache.take(cached, 0);
        if (known != null) return known;
        try {
            return cache.put(cached, loadIndex(key), 0);
        } catch (IOException | RuntimeException | Error e) {
            cache.failed(cached);
            throw e;
        }
    }

    private long linear(long[] object) {
        long linear = 0;
        for (int i = 0; i < object.length; i++) {
            long across = (array.shape()[i] + array.object()[i] - 1) / array.object()[i];
            linear = linear * across + object[i];
        }
        return linear;
    }

    private Optional<Chunk> loadIndex(String key) throws IOException {
        StoredArray.ShardIndex shards = array.shards().orElseThrow();
        long size = store.size(key);
        if (size < 0) return Optional.empty();
        long entries = 1;
        for (int i = 0; i < array.axes(); i++) {
            entries *= array.object()[i] / array.chunk()[i];
            if (entries > MAX_INDEX_BYTES / INDEX_ENTRY)
                throw new IOException("a shard of more than " + MAX_INDEX_BYTES / INDEX_ENTRY + " chunks");
        }
        long plain = entries * INDEX_ENTRY;
        requireFits(plain);
        int length = (int) plain + (shards.checksum() ? 4 : 0);
        if (size < length) throw new IOException("%d bytes are too few for the shard's index".formatted(size));
        byte[] bytes = store.read(key, shards.atEnd() ? size - length : 0, length);
        if (bytes == null) return Optional.empty();
        if (shards.checksum()) verify(bytes, (int) plain);
        if (shards.byteOrder() == ByteOrder.BIG_ENDIAN) LittleEndian.swap(bytes, 0, (int) plain, 8);
        return Optional.of(new Chunk(bytes, 0, new int[0]));
    }

    private static void verify(byte[] bytes, int length) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        int stored = (int) LittleEndian.INT.get(bytes, length);
        if (stored != (int) crc.getValue()) throw new IOException("the checksum of the shard's index is wrong");
    }
}
