package org.kachel.job.block;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.kachel.job.plan.BlockTasks;

/** Runs a function on every block of the grid as one Spark stage: blocks in Morton order, a few to each task. */
public final class BlockStage implements Serializable {
    private final Setup setup;
    private final StageMeter meter;
    private final long peakBytes;

    /** @param peakBytes what the block of largest size holds on the device */
    public BlockStage(Setup setup, StageMeter meter, long peakBytes) {
        this.setup = setup;
        this.meter = meter;
        this.peakBytes = peakBytes;
    }

    public <R> JavaRDD<R> map(JavaSparkContext spark, BlockFunction<R> function) {
        List<long[]> tasks =
                BlockTasks.of(setup.grid(), spark.defaultParallelism()).lists();
        return spark.parallelize(tasks, tasks.size())
                .mapPartitions(lists -> new Results<>(blocks(lists), b -> run(b, function)));
    }

    private static Iterator<Long> blocks(Iterator<long[]> lists) {
        LongStream all = LongStream.empty();
        while (lists.hasNext()) all = LongStream.concat(all, Arrays.stream(lists.next()));
        return all.boxed().iterator();
    }

    /** Runs {@code function} on one block, metered; what fails says where. */
    public <R> R run(long block, BlockFunction<R> function) {
        Worker worker = Worker.here();
        try (BlockContext context = new BlockContext(setup, worker, block, peakBytes)) {
            R result = function.apply(context);
            meter.add(context.times());
            Ticker.tick(context.target());
            return result;
        } catch (IOException | RuntimeException e) {
            throw new BlockException(block, setup.grid().target(block), e);
        }
    }

    private interface BlockRun<R> {
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
