package org.kachel.job;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.kachel.job.block.BlockFunction;
import org.kachel.job.block.BlockStage;
import org.kachel.job.block.Setup;
import org.kachel.job.block.StageMeter;
import org.kachel.job.block.StoredStamps;
import org.kachel.job.ledger.BadChunkRecords;
import org.kachel.job.ledger.TaskRecords;
import org.kachel.job.merge.JunctionPairs;
import org.kachel.job.phase.LabelPhase;
import org.kachel.job.phase.ReducePhase;
import org.kachel.job.plan.BlockTasks;
import org.kachel.job.plan.JobPlan;
import org.kachel.pipeline.Phase;

/**
 * While Spark starts, most cores idle and the device has nothing to do: the first blocks are worked on once and thrown away.
 * That compiles the kernels, allocates the pinned memory, fills the chunk cache and warms the JVM. It changes no result,
 * because a block is a pure function of its input, and writes nothing. Only where tasks run in this process.
 */
final class Rehearsal implements AutoCloseable {
    /** Cores that Spark's own start keeps busy. */
    private static final int SPARK_CORES = 4;

    private static final int MINUTES = 5;

    private final ExecutorService threads;

    private Rehearsal(ExecutorService threads) {
        this.threads = threads;
    }

    /** Begins; {@link #close} waits for the end. What fails here fails again in its task, and is told there. */
    static Rehearsal begin(JobPlan plan, String device, RunOptions options) {
        JobPlan.Tiling tiling = plan.tiling(plan.phases().get(0));
        BlockFunction<?> function = function(plan, tiling);
        int slots = Session.slots(options);
        int spare = Runtime.getRuntime().availableProcessors() - SPARK_CORES;
        if (function == null || !Session.local(options) || spare < slots / 2) return new Rehearsal(null);
        ExecutorService threads = Executors.newFixedThreadPool(slots);
        Setup setup = new Setup(device, tiling.grid(), plan.sources(), Map.of(), BadChunkRecords.NONE, Map.of());
        BlockStage stage = new BlockStage(
                setup,
                new StageMeter(),
                TaskRecords.none(1),
                StoredStamps.NONE,
                tiling.memory().deviceBytesPerSlot());
        BlockTasks.of(tiling.grid(), slots).lists().stream()
                .flatMapToLong(LongStream::of)
                .limit(slots)
                .forEach(block -> threads.submit(() -> stage.run(block, function)));
        threads.shutdown();
        return new Rehearsal(threads);
    }

    /** The first phase's work on a block, where that leaves nothing behind. */
    private static BlockFunction<?> function(JobPlan plan, JobPlan.Tiling tiling) {
        Phase first = plan.phases().get(0);
        if (first instanceof Phase.Label label)
            return LabelPhase.function(label, JunctionPairs.of(tiling.grid(), label));
        if (first instanceof Phase.Reduce reduce) return ReducePhase.function(plan.graph(), reduce);
        return null;
    }

    @Override
    public void close() {
        if (threads == null) return;
        try {
            boolean done = threads.awaitTermination(MINUTES, TimeUnit.MINUTES);
            if (!done) threads.shutdownNow();
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
