package org.kachel.gpu.jocl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Allocations kept for reuse under one byte limit. Thread-safe.
 *
 * <p>A block that comes back while its queue may still use it lies on that lane's {@link Shelf}: for the lane's later
 * commands if the queue's order protects it (device memory), for nobody if the host would touch it (pinned memory). When the
 * lane's queue has finished, the shelf is emptied into the common store.
 */
final class BufferPool {
    /** Blocks given back by one lane since its queue last finished. Guarded by the pool. */
    static final class Shelf {
        private final Store store = new Store();
    }

    private final String what;
    private final SizeClasses classes;
    private final long limitBytes;
    private final LongFunction<Block> make;
    private final Consumer<Block> free;
    /** Queue order protects a block on a shelf: its lane may take it back, and anyone may release it (OpenCL waits). */
    private final boolean ordered;

    private final Store common = new Store();
    private final Set<Shelf> shelves = new HashSet<>();
    private long allocatedBytes;
    private int inUse;

    BufferPool(
            String what,
            SizeClasses classes,
            long limitBytes,
            boolean ordered,
            LongFunction<Block> make,
            Consumer<Block> free) {
        this.what = what;
        this.classes = classes;
        this.limitBytes = limitBytes;
        this.ordered = ordered;
        this.make = make;
        this.free = free;
    }

    synchronized Shelf shelf() {
        Shelf shelf = new Shelf();
        shelves.add(shelf);
        return shelf;
    }

    /** A block of at least {@code bytes}. <em>Errors</em>: OUT_OF_MEMORY over the limit or from the driver. */
    Block take(Shelf shelf, long bytes) {
        long size = classes.sizeFor(bytes);
        Block kept = reuseOrReserve(shelf, bytes, size);
        if (kept != null) return kept;
        try {
            return make.apply(size);
        } catch (RuntimeException e) {
            synchronized (this) {
                allocatedBytes -= size;
                inUse--;
            }
            throw e;
        }
    }

    private synchronized Block reuseOrReserve(Shelf shelf, long bytes, long size) {
        Block kept = ordered ? shelf.store.take(size, size) : null;
        if (kept == null) kept = common.take(size, classes.largestFor(bytes));
        if (kept == null) reserve(size);
        inUse++;
        return kept;
    }

    private void reserve(long size) {
        shrink(common, size);
        if (ordered) for (Shelf shelf : shelves) shrink(shelf.store, size);
        if (allocatedBytes + size > limitBytes)
            throw Failures.outOfMemory("out of " + what + ": " + size + " bytes wanted, " + allocatedBytes
                    + " in use of a budget of " + limitBytes);
        allocatedBytes += size;
    }

    private void shrink(Store store, long wanted) {
        while (allocatedBytes + wanted > limitBytes) {
            Block largest = store.takeLargest();
            if (largest == null) return;
            release(largest);
        }
    }

    private void release(Block block) {
        allocatedBytes -= block.bytes();
        free.accept(block);
    }

    /** @param queued whether a command that the queue may not have finished uses it */
    synchronized void giveBack(Shelf shelf, Block block, boolean queued) {
        inUse--;
        (queued && shelves.contains(shelf) ? shelf.store : common).put(block);
    }

    /** The lane's queue has finished: what it gave back is free for all. */
    synchronized void settle(Shelf shelf) {
        for (Block block : shelf.store.takeAll()) common.put(block);
    }

    synchronized void remove(Shelf shelf) {
        settle(shelf);
        shelves.remove(shelf);
    }

    /** Gives all unused memory back to the driver. */
    synchronized void trim() {
        common.takeAll().forEach(this::release);
        if (ordered) for (Shelf shelf : shelves) shelf.store.takeAll().forEach(this::release);
    }

    long largestBytes() {
        return Math.min(limitBytes, classes.maxBytes());
    }

    synchronized long allocatedBytes() {
        return allocatedBytes;
    }

    synchronized int inUse() {
        return inUse;
    }

    /** Free blocks by size, last in first out: the block used last is the one likeliest to be in a cache. */
    private static final class Store {
        private final TreeMap<Long, ArrayDeque<Block>> bySize = new TreeMap<>();

        void put(Block block) {
            bySize.computeIfAbsent(block.bytes(), s -> new ArrayDeque<>()).push(block);
        }

        Block take(long atLeast, long atMost) {
            Map.Entry<Long, ArrayDeque<Block>> found = bySize.ceilingEntry(atLeast);
            return found == null || found.getKey() > atMost ? null : pop(found);
        }

        Block takeLargest() {
            return bySize.isEmpty() ? null : pop(bySize.lastEntry());
        }

        List<Block> takeAll() {
            List<Block> all = new ArrayList<>();
            bySize.values().forEach(all::addAll);
            bySize.clear();
            return all;
        }

        private Block pop(Map.Entry<Long, ArrayDeque<Block>> entry) {
            Block block = entry.getValue().pop();
            if (entry.getValue().isEmpty()) bySize.remove(entry.getKey());
            return block;
        }
    }
}
