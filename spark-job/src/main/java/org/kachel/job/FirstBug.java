package org.kachel.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.kachel.gpu.DeviceException;
import org.kachel.job.block.BlockException;

/**
 * Ends a stage at the first failure of a block that would only fail again: a kernel that does not build, a wrong parameter, a bug.
 * What may pass, such as a store that does not answer or a lost device, Spark tries again, up to {@code spark.task.maxFailures}.
 */
final class FirstBug extends SparkListener implements AutoCloseable {
    private final SparkContext spark;
    private volatile BlockException found;

    private FirstBug(SparkContext spark) {
        this.spark = spark;
    }

    static FirstBug watch(SparkContext spark) {
        FirstBug bug = new FirstBug(spark);
        spark.addSparkListener(bug);
        return bug;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
        if (found != null || !(task.reason() instanceof ExceptionFailure failure)) return;
        if (failure.exception().isEmpty()) return;
        BlockException block = BlockException.in(failure.exception().get()).orElse(null);
        if (block == null || mayPass(block.getCause(), spark.isLocal())) return;
        found = block;
        spark.cancelStage(task.stageId(), block.getMessage());
    }

    /** @param local whether there is no other process in which a device may be left */
    private static boolean mayPass(Throwable cause, boolean local) {
        if (cause instanceof DeviceException e)
            return switch (e.kind()) {
                case LOST, OUT_OF_MEMORY -> true;
                case GONE -> !local;
                case BUILD_FAILED, OTHER -> false;
            };
        return cause instanceof IOException || cause instanceof UncheckedIOException;
    }

    /** What ended a stage, or null. */
    BlockException found() {
        return found;
    }

    @Override
    public void close() {
        spark.removeSparkListener(this);
    }
}
