package org.kachel.block.io;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decoded chunks of all open volumes of this process, the least recently used dropped first once the bytes exceed the
 * budget. Thread-safe; not locked while a chunk is decoded, which one thread does and others that want it wait for.
 *
 * <p>Chunks that all their readers have read go first, and beyond half of the budget at once: they are read again only
 * where the whole volume is.
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
        private final Key key;
        private final Optional<Chunk> chunk;
        private int users;
        private int reads;
        private int expected;

        private Loan(Key key, Optional<Chunk> chunk) {
            this.key = key;
            this.chunk = chunk;
        }

        Optional<Chunk> chunk() {
            return chunk;
        }

        private Loan lend(int readers) {
            users++;
            reads++;
            if (readers > 0) expected = readers;
            return this;
        }

        private boolean served() {
            return users == 0 && expected > 0 && reads >= expected;
        }

        private long size() {
            return OVERHEAD + chunk.map(c -> (long) c.bytes().length).orElse(0L);
        }
    }

    private final long budget;
    private final Map<Key, Loan> wanted = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Key, Loan> served = new LinkedHashMap<>();
    private final Set<Key> making = new HashSet<>();
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
    private long bytes;

    ChunkCache(long budget) {
        this.budget = budget;
    }

    static ChunkCache shared() {
        return SHARED;
    }

    /**
     * Null where it is not known: then the caller makes it, and tells by {@link #put} or {@link #failed}; whoever asks
     * meanwhile waits. Else to be given back.
     *
     * @param readers how often the chunk is read in all, 0 where this reader cannot tell
     */
    synchronized Loan take(Key key, int readers) {
        while (making.contains(key) && waited()) {}
        Loan known = wanted.get(key);
        if (known != null) return known.lend(readers);
        known = served.remove(key);
        if (known == null) {
            making.add(key);
            return null;
        }
        known.reads = 0;
        wanted.put(key, known);
        return known.lend(readers);
    }

    /** Whether the wait was left alone; who is told to stop does not wait for others. */
    private boolean waited() {
        try {
            wait();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Nobody need wait for this chunk: the next one tries anew. */
    synchronized void failed(Key key) {
        making.remove(key);
        notifyAll();
    }

    /** Keeps a chunk, whose bytes nobody else may hold on to, and lends it. */
    synchronized Loan put(Key key, Optional<Chunk> chunk, int readers) {
        making.remove(key);
        notifyAll();
        Loan loan = new Loan(key, chunk);
        if (loan.size() > budget) return loan.lend(readers);
        Loan before = wanted.put(key, loan);
        if (before == null) before = served.remove(key);
        if (before != null) {
            loan.reads = before.reads;
            loan.expected = before.expected;
            dropped(before);
        }
        bytes += loan.size();
        loan.lend(readers);
        shrink();
        return loan;
    }

    synchronized void giveBack(Loan loan) {
        loan.users--;
        if (!loan.served() || !wanted.remove(loan.key, loan)) return;
        served.put(loan.key, loan);
        shrink();
    }

    private void shrink() {
        drop(served, budget / 2);
        drop(wanted, budget);
    }

    private void drop(Map<Key, Loan> from, long most) {
        Iterator<Loan> oldest = from.values().iterator();
        while (bytes > most && oldest.hasNext()) {
            Loan unused = oldest.next();
            if (unused.users > 0) continue;
            oldest.remove();
            dropped(unused);
        }
    }

    private void dropped(Loan loan) {
        bytes -= loan.size();
        if (loan.users > 0 || loan.chunk.isEmpty() || loan.size() > budget / 64) return;
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
    synchronized void forget(long volume) {
        forget(volume, wanted);
        forget(volume, served);
        spare.clear();
    }

    private void forget(long volume, Map<Key, Loan> among) {
        for (Iterator<Loan> all = among.values().iterator(); all.hasNext(); ) {
            Loan loan = all.next();
            if (loan.key.volume != volume) continue;
            bytes -= loan.size();
            all.remove();
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
