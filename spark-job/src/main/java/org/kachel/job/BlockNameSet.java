package org.kachel.job;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.util.AccumulatorV2;

/**
 * Brings the names of parts to the driver along with the stage that makes them, so that what the stage keeps on disk is not
 * read once more. Named by block: a task that runs twice says the same thing twice.
 */
final class BlockNameSet extends AccumulatorV2<BlockNames, Map<Long, BlockNames>> {
    private final Map<Long, BlockNames> names = new HashMap<>();

    @Override
    public synchronized boolean isZero() {
        return names.isEmpty();
    }

    @Override
    public AccumulatorV2<BlockNames, Map<Long, BlockNames>> copy() {
        BlockNameSet copy = new BlockNameSet();
        copy.names.putAll(value());
        return copy;
    }

    @Override
    public synchronized void reset() {
        names.clear();
    }

    @Override
    public synchronized void add(BlockNames block) {
        names.put(block.block(), block);
    }

    @Override
    public synchronized void merge(AccumulatorV2<BlockNames, Map<Long, BlockNames>> other) {
        names.putAll(other.value());
    }

    @Override
    public synchronized Map<Long, BlockNames> value() {
        return new HashMap<>(names);
    }
}
