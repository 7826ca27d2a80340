package org.kachel.job.block;

import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of the process of an executor that cannot work any more. */
final class Executors {
    private static final Logger LOG = LoggerFactory.getLogger(Executors.class);

    /** Ends up in the cluster manager's log. */
    private static final int DEVICE_LOST = 4;

    /** Until the failed task has told the driver why. */
    private static final int NOTICE_MILLISECONDS = 1000;

    private Executors() {}

    /** Whether this process is an executor of a cluster, not the driver. */
    static boolean here() {
        SparkEnv spark = SparkEnv.get();
        return spark != null && !spark.executorId().equals("driver");
    }

    /**
     * Ends this process, in a moment, where it is an executor: the cluster manager starts another in its place. Were it to stay, it
     * would fail one task after another, faster than the others work.
     */
    static void replace() {
        if (!here()) return;
        LOG.error("this executor ends: its device is lost");
        Thread end = new Thread(
                () -> {
                    try {
                        Thread.sleep(NOTICE_MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(DEVICE_LOST);
                },
                "kachel-end");
        end.setDaemon(true);
        end.start();
    }
}
