package org.kachel.job.block;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.kachel.block.io.Checksum;
import org.kachel.gpu.DeviceException;
import org.kachel.job.ledger.Basis;
import org.kachel.job.ledger.TaskNotes;
import org.kachel.job.ledger.TaskRecords;
import org.kachel.job.plan.BlockTasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a function on every block of the grid as one Spark stage: blocks in Morton order, a few to each task. */
public final class BlockStage implements Serializable {
    private static final Logger LOG = LoggerFactory.getLogger(BlockStage.class);
    private static final int NOTICE_MILLISECONDS = 300;

    private final Setup setup;
    private final StageMeter meter;
    private final TaskRecords records;
    private final StoredStamps stamps;
    private final long peakBytes;

    /**
     * @param records of this stage
     * @param stamps of the volumes that it reads
     * @param peakBytes what the block of largest size holds on the device
     */
    public BlockStage(Setup setup, StageMeter meter, TaskRecords records, StoredStamps stamps, long peakBytes) {
        this.setup = setup;
        this.meter = meter;
        this.records = records;
        this.stamps = stamps;
        this.peakBytes = peakBytes;
    }

    public <R> JavaRDD<R> map(JavaSparkContext spark, BlockTasks tasks, BlockFunction<R> function) {
        return spark.parallelize(tasks.lists(), tasks.count())
                .mapPartitionsWithIndex(
                        (task, lists) -> recorded(task, blocks(lists), 0, (b, notes) -> run(b, notes, function)),
                        false);
    }

    /** The blocks of a task. */
    public static long[] blocks(Iterator<long[]> lists) {
        LongStream all = LongStream.empty();
        while (lists.hasNext()) all = LongStream.concat(all, Arrays.stream(lists.next()));
        return all.toArray();
    }

    public TaskRecords records() {
        return records;
    }

    /** Whether no task of it has to be done; {@code given} as below. */
    public boolean done(JavaSparkContext spark, BlockTasks tasks, long given) {
        return spark.parallelize(tasks.lists(), tasks.count())
                .mapPartitionsWithIndex(
                        (task, lists) -> List.of(records.done(task, basis(blocks(lists), given)))
                                .iterator(),
                        false)
                .fold(true, Boolean::logicalAnd);
    }

    private Basis basis(long[] blocks, long given) {
        return new Basis(Checksum.of(Checksum.of(blocks), given), stamps);
    }

    /**
     * What {@code body} yields of the blocks of {@code task}: what an earlier run has recorded, or else now.
     *
     * @param given checksum of all that comes to the task from earlier stages but by volumes
     */
    public <R> Iterator<R> recorded(int task, long[] blocks, long given, BlockRun<R> body) {
        TaskNotes notes = new TaskNotes();
        return records.of(
                task,
                basis(blocks, given),
                notes,
                () -> kept(blocks),
                () -> new Results<>(LongStream.of(blocks).boxed().iterator(), notes, body));
    }

    private void kept(long[] blocks) {
        meter.add(StageTimes.kept(blocks.length));
        for (long block : blocks) Ticker.tick(setup.grid().target(block));
    }

    /** Runs {@code function} on one block of no recorded task. */
    public <R> R run(long block, BlockFunction<R> function) {
        return run(block, new TaskNotes(), function);
    }

    /**
     * Runs {@code function} on one block, metered; what fails says where. A block that does not fit on the device, or whose device is
     * lost, is tried again as {@link Fit} says.
     */
    public <R> R run(long block, TaskNotes notes, BlockFunction<R> function) {
        Fit fit = Fit.WHOLE;
        while (true) {
            try {
                return run(block, notes, function, fit);
            } catch (DeviceException e) {
                Fit failed = fit;
                fit = fit.after(e).orElseThrow(() -> atLast(block, e));
                LOG.warn("block {} failed {}, is tried {}: {}", block, failed, fit, e.getMessage());
            } catch (IOException | RuntimeException e) {
                throw at(block, e);
            }
        }
    }

    /** Keeps the slot for a moment, so that the driver hears of the first such failure before others have the same. */
    private BlockException atLast(long block, DeviceException e) {
        try {
            Thread.sleep(NOTICE_MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return at(block, e);
    }

    private BlockException at(long block, Exception e) {
        return new BlockException(block, setup.grid().target(block), e);
    }

    private <R> R run(long block, TaskNotes notes, BlockFunction<R> function, Fit fit) throws IOException {
        Worker worker = Worker.here();
        long start = System.nanoTime();
        try (BlockContext context = new BlockContext(setup, worker, block, peakBytes, notes, fit)) {
            R result = tried(context, function);
            context.device().ifPresent(worker::worked);
            meter.add(TimedBlock.of(context, start));
            Ticker.tick(context.target());
            return result;
        }
    }

    private static <R> R tried(BlockContext context, BlockFunction<R> function) throws IOException {
        try {
            return function.apply(context);
        } catch (DeviceException e) {
            if (e.kind() == DeviceException.Kind.LOST) context.device().ifPresent(Worker.here()::lost);
            throw e;
        }
    }

    /** What becomes of a block; its task's notes go on to {@link #run(long, TaskNotes, BlockFunction)}. */
    public interface BlockRun<R> {
        R run(long block, TaskNotes notes);
    }

    private record Results<R>(Iterator<Long> blocks, TaskNotes notes, BlockRun<R> body) implements Iterator<R> {
        @Override
        public boolean hasNext() {
            return blocks.hasNext();
        }

        @Override
        public R next() {
            return body.run(blocks.next(), notes);
        }
    }
}
