package org.kachel.block.io;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decoded chunks of all open volumes of this process, the least recently used dropped first once the bytes exceed the
 * budget. Thread-safe; never locked while a chunk is decoded, so two threads may decode the same one.
 *
 * <p>A chunk is lent: what nobody uses may be dropped, and its array is decoded into again. So a long run settles on a
 * fixed set of arrays, instead of making garbage that is old before it is collected.
 */
final class ChunkCache {
    /** MiB of decoded chunks that are kept. */
    static final String PROPERTY = "kachel.chunk-cache-mib";

    /** A quarter of the heap, where that is more: the halos of a block are its neighbours' chunks. */
    private static final long DEFAULT_MIB =
            Math.max(64, Math.min(1024, Runtime.getRuntime().maxMemory() >> 22));

    private static final int OVERHEAD = 128;

    /** Arrays that wait for the next chunk: about one per thread, and little beside the budget. */
    private static final int SPARE = 8;

    private static final ChunkCache SHARED = new ChunkCache(Long.getLong(PROPERTY, DEFAULT_MIB) << 20);

    /** A chunk of one open volume; {@code kind} keeps shard indices apart. */
    record Key(long volume, int kind, long index) {}

    /** A chunk while somebody uses it, empty where it is known that no such chunk is stored. */
    static final class Loan {
        private final Optional<Chunk> chunk;
        private int users;

        private Loan(Optional<Chunk> chunk) {
            this.chunk = chunk;
        }

        Optional<Chunk> chunk() {
            return chunk;
        }
    }

    private final long budget;
    private final Map<Key, Loan> chunks = new LinkedHashMap<>(64, 0.75f, true);
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
    private long bytes;

    ChunkCache(long budget) {
        this.budget = budget;
    }

    static ChunkCache shared() {
        return SHARED;
    }

    /** Null where it is not known; else to be given back. */
    synchronized Loan take(Key key) {
        Loan known = chunks.get(key);
        if (known != null) known.users++;
        return known;
    }

    /** Keeps a chunk, whose bytes nobody else may hold on to, and lends it. */
    synchronized Loan put(Key key, Optional<Chunk> chunk) {
        Loan loan = new Loan(chunk);
        loan.users = 1;
        long size = size(loan);
        if (size > budget) return loan;
        Loan before = chunks.put(key, loan);
        if (before != null) dropped(before);
        bytes += size;
        Iterator<Loan> oldest = chunks.values().iterator();
        while (bytes > budget && oldest.hasNext()) {
            Loan unused = oldest.next();
            if (unused.users > 0) continue;
            oldest.remove();
            dropped(unused);
        }
        return loan;
    }

    synchronized void giveBack(Loan loan) {
        loan.users--;
    }

    private void dropped(Loan loan) {
        bytes -= size(loan);
        if (loan.users > 0 || loan.chunk.isEmpty() || size(loan) > budget / 64) return;
        if (spare.size() == SPARE) spare.remove();
        spare.add(loan.chunk.get().bytes());
    }

    /** An array of {@code length} bytes, with any contents. */
    byte[] room(int length) {
        synchronized (this) {
            for (Iterator<byte[]> all = spare.descendingIterator(); all.hasNext(); ) {
                byte[] array = all.next();
                if (array.length != length) continue;
                all.remove();
                return array;
            }
        }
        return new byte[length];
    }

    /** Forgets all chunks of a volume. */
    synchronized void drop(long volume) {
        for (Iterator<Map.Entry<Key, Loan>> all = chunks.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Key, Loan> entry = all.next();
            if (entry.getKey().volume != volume) continue;
            bytes -= size(entry.getValue());
            all.remove();
        }
        spare.clear();
    }

    synchronized long bytes() {
        return bytes;
    }

    private static long size(Loan loan) {
        return OVERHEAD + loan.chunk.map(c -> (long) c.bytes().length).orElse(0L);
    }
}
