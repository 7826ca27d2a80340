package org.kachel.job.merge;

import org.apache.spark.Partitioner;

/** Sends to task {@code n} what is named {@code n}. */
public final class TaskPartitioner extends Partitioner {
    private final int tasks;

    public TaskPartitioner(int tasks) {
        this.tasks = tasks;
    }

    @Override
    public int numPartitions() {
        return tasks;
    }

    @Override
    public int getPartition(Object task) {
        return (int) (long) task;
    }
}
