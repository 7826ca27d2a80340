package org.kachel.job.block;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.util.AccumulatorV2;

/**
 * Brings something small of each block to the driver along with the stage that makes it, so that what the stage keeps is not
 * read once more. Named by block: a task that runs twice says the same thing twice.
 */
public final class PerBlock<T> extends AccumulatorV2<Map.Entry<Long, T>, Map<Long, T>> {
    private final Map<Long, T> found = new HashMap<>();

    public void add(long block, T value) {
        add(Map.entry(block, value));
    }

    /** How many blocks have been told of. */
    public synchronized int size() {
        return found.size();
    }

    @Override
    public synchronized boolean isZero() {
        return found.isEmpty();
    }

    @Override
    public AccumulatorV2<Map.Entry<Long, T>, Map<Long, T>> copy() {
        PerBlock<T> copy = new PerBlock<>();
        copy.found.putAll(value());
        return copy;
    }

    @Override
    public synchronized void reset() {
        found.clear();
    }

    @Override
    public synchronized void add(Map.Entry<Long, T> block) {
        found.put(block.getKey(), block.getValue());
    }

    @Override
    public synchronized void merge(AccumulatorV2<Map.Entry<Long, T>, Map<Long, T>> other) {
        found.putAll(other.value());
    }

    @Override
    public synchronized Map<Long, T> value() {
        return new HashMap<>(found);
    }
}
