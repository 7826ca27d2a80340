package org.kachel.job.merge;

import org.apache.spark.Partitioner;

/** Sends slices 0 … {@code slices} − 1 to tasks, neighbours together and in order. */
public final class SlicePartitioner extends Partitioner {
    private final long slices;
    private final int tasks;

    public SlicePartitioner(long slices, int tasks) {
        this.slices = slices;
        this.tasks = (int) Math.min(slices, tasks);
    }

    @Override
    public int numPartitions() {
        return tasks;
    }

    @Override
    public int getPartition(Object slice) {
        return (int) ((long) slice * tasks / slices);
    }
}
