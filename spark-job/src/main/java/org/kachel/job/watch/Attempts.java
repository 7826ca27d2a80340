package org.kachel.job.watch;

import java.util.concurrent.TimeoutException;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.kachel.job.block.BlockException;
import org.kachel.job.report.RunRecord;

/** Tells a run's record of every attempt of a task that fails, and of those that are made again. */
public final class Attempts extends SparkListener implements AutoCloseable {
    private static final long MILLISECONDS_TO_HEAR_THE_LAST = 5000;
    private static final int LONGEST_REASON = 1000;

    private final SparkContext spark;
    private final RunRecord record;

    private Attempts(SparkContext spark, RunRecord record) {
        this.spark = spark;
        this.record = record;
    }

    /** Listens until closed. */
    public static Attempts listen(SparkContext spark, RunRecord record) {
        Attempts attempts = new Attempts(spark, record);
        spark.addSparkListener(attempts);
        return attempts;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        TaskInfo task = start.taskInfo();
        if (task.attemptNumber() > 0 && !task.speculative())
            record.retried(start.stageId(), task.index(), task.attemptNumber(), place(task));
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (!(end.reason() instanceof TaskFailedReason reason) || end.taskInfo() == null) return;
        TaskInfo task = end.taskInfo();
        record.failed(
                end.stageId(), task.index(), task.attemptNumber(), place(task), block(reason), shortened(text(reason)));
    }

    private static String place(TaskInfo task) {
        return task.executorId() + " on " + task.host();
    }

    /** The block that failed, or −1. */
    private static long block(TaskFailedReason reason) {
        if (!(reason instanceof ExceptionFailure failure) || failure.exception().isEmpty()) return -1;
        return BlockException.in(failure.exception().get())
                .map(BlockException::block)
                .orElse(-1L);
    }

    /** Without the stack trace, which is in Spark's own line of the log. */
    private static String text(TaskFailedReason reason) {
        if (!(reason instanceof ExceptionFailure failure)) return reason.toErrorString();
        String name = failure.className().substring(failure.className().lastIndexOf('.') + 1);
        return name + ": " + failure.description();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
    }

    /** Hears what has happened so far, then listens no more. */
    @Override
    public void close() {
        try {
            spark.listenerBus().waitUntilEmpty(MILLISECONDS_TO_HEAR_THE_LAST);
        } catch (TimeoutException e) {
            // fewer failures in the report, the run itself is no worse for it
        }
        spark.removeSparkListener(this);
    }
}
