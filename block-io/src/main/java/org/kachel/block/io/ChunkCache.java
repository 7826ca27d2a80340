package org.kachel.block.io;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decoded chunks of all open volumes of this process, the least recently used dropped first once the bytes exceed the
 * budget. Thread-safe; never locked while a chunk is decoded, so two threads may decode the same one.
 */
final class ChunkCache {
    /** MiB of decoded chunks that are kept. */
    static final String PROPERTY = "kachel.chunk-cache-mib";

    /** A quarter of the heap, where that is more: the halos of a block are its neighbours' chunks. */
    private static final long DEFAULT_MIB =
            Math.max(64, Math.min(1024, Runtime.getRuntime().maxMemory() >> 22));

    private static final int OVERHEAD = 128;
    private static final ChunkCache SHARED = new ChunkCache(Long.getLong(PROPERTY, DEFAULT_MIB) << 20);

    /** A chunk of one open volume; {@code kind} keeps shard indices apart. */
    record Key(long volume, int kind, long index) {}

    private final long budget;
    private final Map<Key, Optional<Chunk>> chunks = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    ChunkCache(long budget) {
        this.budget = budget;
    }

    static ChunkCache shared() {
        return SHARED;
    }

    /** Null where it is not known; empty where it is known that no such chunk is stored. */
    @SuppressWarnings("NullableOptional")
    synchronized Optional<Chunk> get(Key key) {
        return chunks.get(key);
    }

    synchronized void put(Key key, Optional<Chunk> chunk) {
        long size = size(chunk);
        if (size > budget) return;
        Optional<Chunk> before = chunks.put(key, chunk);
        bytes += size - (before == null ? 0 : size(before));
        Iterator<Optional<Chunk>> oldest = chunks.values().iterator();
        while (bytes > budget && oldest.hasNext()) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    /** Forgets all chunks of a volume. */
    synchronized void drop(long volume) {
        ArrayDeque<Key> gone = new ArrayDeque<>();
        for (Key key : chunks.keySet()) if (key.volume == volume) gone.add(key);
        for (Key key : gone) bytes -= size(chunks.remove(key));
    }

    synchronized long bytes() {
        return bytes;
    }

    private static long size(Optional<Chunk> chunk) {
        return OVERHEAD + chunk.map(c -> (long) c.bytes().length).orElse(0L);
    }
}
