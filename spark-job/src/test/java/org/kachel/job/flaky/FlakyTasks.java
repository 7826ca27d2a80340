package org.kachel.job.flaky;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.TaskCompletionListener;

/** {@code spark.plugins}: attempts that are to fail when all is done, and those that have no object to fail at. */
public final class FlakyTasks implements SparkPlugin {
    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            @Override
            public void shutdown() {
                System.err.println("failed on purpose: " + Fate.summary());
            }

            @Override
            public void onTaskStart() {
                Fate fate = Fate.here();
                TaskCompletionListener end = task -> end(fate);
                TaskContext.get().addTaskCompletionListener(end);
            }
        };
    }

    private static void end(Fate fate) {
        try {
            fate.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
