package org.kachel.job.watch;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.Function;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.kachel.job.block.StageTimes;
import org.kachel.job.report.Figures;
import org.kachel.job.report.RunRecord;

/** Numbers of the run that goes on, for the metrics sinks that Spark is set up with. On the driver alone. */
public final class KachelPlugin implements SparkPlugin {
    @Override
    public DriverPlugin driverPlugin() {
        return new DriverPlugin() {
            @Override
            public void registerMetrics(String application, PluginContext context) {
                register(context.metricRegistry());
            }
        };
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return null;
    }

    private static void register(MetricRegistry metrics) {
        gauge(metrics, "phases-done", Figures::phases);
        gauge(metrics, "wall-seconds", Figures::seconds);
        gauge(metrics, "device-busy-share", Figures::deviceBusyShare);
        gauge(metrics, "attempts-failed", Figures::failedAttempts);
        gauge(metrics, "tasks-retried", Figures::retriedTasks);
        time(metrics, "blocks-done", StageTimes::blocks);
        time(metrics, "blocks-kept", StageTimes::blocksKept);
        time(metrics, "voxels-done", StageTimes::voxels);
        time(metrics, "bytes-read", StageTimes::bytesRead);
        time(metrics, "bytes-written", StageTimes::bytesWritten);
        time(metrics, "read-decode-seconds", StageTimes::readSeconds);
        time(metrics, "upload-seconds", StageTimes::uploadSeconds);
        time(metrics, "kernel-seconds", StageTimes::kernelSeconds);
        time(metrics, "download-seconds", StageTimes::downloadSeconds);
        time(metrics, "stitch-measure-seconds", StageTimes::hostSeconds);
        time(metrics, "encode-write-seconds", StageTimes::writeSeconds);
        time(metrics, "merge-seconds", StageTimes::mergeSeconds);
    }

    private static void time(MetricRegistry metrics, String name, Function<StageTimes, Number> value) {
        gauge(metrics, name, figures -> value.apply(figures.times()));
    }

    private static void gauge(MetricRegistry metrics, String name, Function<Figures, Number> value) {
        metrics.register(name, (Gauge<Number>) () -> value.apply(RunRecord.figures()));
    }
}
