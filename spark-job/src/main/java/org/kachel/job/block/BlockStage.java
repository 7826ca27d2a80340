package org.kachel.job.block;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.kachel.job.ledger.TaskRecords;
import org.kachel.job.plan.BlockTasks;

/** Runs a function on every block of the grid as one Spark stage: blocks in Morton order, a few to each task. */
public final class BlockStage implements Serializable {
    private final Setup setup;
    private final StageMeter meter;
    private final TaskRecords records;
    private final long peakBytes;

    /**
     * @param records of this stage
     * @param peakBytes what the block of largest size holds on the device
     */
    public BlockStage(Setup setup, StageMeter meter, TaskRecords records, long peakBytes) {
        this.setup = setup;
        this.meter = meter;
        this.records = records;
        this.peakBytes = peakBytes;
    }

    public <R> JavaRDD<R> map(JavaSparkContext spark, BlockTasks tasks, BlockFunction<R> function) {
        return spark.parallelize(tasks.lists(), tasks.count())
                .mapPartitionsWithIndex((task, lists) -> recorded(task, blocks(lists), b -> run(b, function)), false);
    }

    private static long[] blocks(Iterator<long[]> lists) {
        LongStream all = LongStream.empty();
        while (lists.hasNext()) all = LongStream.concat(all, Arrays.stream(lists.next()));
        return all.toArray();
    }

    /** What {@code body} yields of the blocks of {@code task}: what an earlier run has recorded, or else now. */
    public <R> Iterator<R> recorded(int task, long[] blocks, BlockRun<R> body) {
        return records.of(
                task,
                () -> kept(blocks),
                () -> new Results<>(LongStream.of(blocks).boxed().iterator(), body));
    }

    private void kept(long[] blocks) {
        meter.add(StageTimes.kept(blocks.length));
        for (long block : blocks) Ticker.tick(setup.grid().target(block));
    }

    /** Runs {@code function} on one block, metered; what fails says where. */
    public <R> R run(long block, BlockFunction<R> function) {
        Worker worker = Worker.here();
        long start = System.nanoTime();
        try (BlockContext context = new BlockContext(setup, worker, block, peakBytes)) {
            R result = function.apply(context);
            meter.add(TimedBlock.of(context, start));
            Ticker.tick(context.target());
            return result;
        } catch (IOException | RuntimeException e) {
            throw new BlockException(block, setup.grid().target(block), e);
        }
    }

    /** What becomes of a block. */
    public interface BlockRun<R> {
        R run(long block);
    }

    private record Results<R>(Iterator<Long> blocks, BlockRun<R> body) implements Iterator<R> {
        @Override
        public boolean hasNext() {
            return blocks.hasNext();
        }

        @Override
        public R next() {
            return body.run(blocks.next());
        }
    }
}
