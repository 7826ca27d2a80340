package org.kachel.job.phase;

import org.apache.spark.Partitioner;
import org.kachel.job.plan.BlockTasks;

/** Sends what is named by its block's {@link BlockTasks#order} to the task that has the block. */
final class BlockPartitioner extends Partitioner {
    private final BlockTasks tasks;

    BlockPartitioner(BlockTasks tasks) {
        this.tasks = tasks;
    }

    @Override
    public int numPartitions() {
        return tasks.count();
    }

    @Override
    public int getPartition(Object order) {
        return (int) tasks.ofOrder((long) order);
    }
}
