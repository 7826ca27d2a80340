package org.kachel.job;

import java.util.Map;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark, as Kachel sets it up: on this machine unless the user or {@code spark-submit} names a cluster. */
final class Session implements AutoCloseable {
    private static final String ID = "spark.kachel.session";

    private final JavaSparkContext spark;
    private final boolean ours;

    private Session(JavaSparkContext spark, boolean ours) {
        this.spark = spark;
        this.ours = ours;
    }

    /** What is set where neither {@code spark-submit} nor a properties file says otherwise. */
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("spark.app.name", "kachel"),
            Map.entry("spark.ui.enabled", "false"),
            Map.entry("spark.ui.showConsoleProgress", "false"),
            // nobody looks at finished tasks, of which Spark would keep 100 000
            Map.entry("spark.ui.retainedTasks", "100"),
            Map.entry("spark.ui.retainedStages", "10"),
            Map.entry("spark.ui.retainedJobs", "10"),
            // keys and ids of parts come back to the driver; its heap is the bound, not this
            Map.entry("spark.driver.maxResultSize", "0"),
            Map.entry("spark.rdd.compress", "true"),
            // so many objects are held by a stream that reads or writes them, and borders of blocks are megabytes
            Map.entry("spark.serializer.objectStreamReset", "8"),
            // the rest of the heap holds decoded chunks
            Map.entry("spark.memory.fraction", "0.3"),
            Map.entry("spark.cleaner.referenceTracking.blocking", "false"));

    /** Names the driver of a run on this machine: no network is asked who it is. */
    private static final Map<String, String> LOCAL =
            Map.of("spark.driver.host", "127.0.0.1", "spark.driver.bindAddress", "127.0.0.1");

    /** The session that runs already in this process, which stays open, or one of our own. */
    static Session open(RunOptions options) {
        SparkConf conf = new SparkConf();
        DEFAULTS.forEach(conf::setIfMissing);
        String preload = System.getenv("LD_PRELOAD");
        if (preload != null) conf.setIfMissing("spark.executorEnv.LD_PRELOAD", preload);
        if (options.master() != null) conf.setMaster(options.master());
        conf.setIfMissing("spark.master", "local[" + slots(options) + "]");
        if (conf.get("spark.master").startsWith("local")) LOCAL.forEach(conf::setIfMissing);
        String id = UUID.randomUUID().toString();
        SparkContext context = SparkContext.getOrCreate(conf.set(ID, id));
        return new Session(
                JavaSparkContext.fromSparkContext(context),
                id.equals(context.getConf().get(ID, "")));
    }

    /** Tasks at the same time on this machine. */
    static int slots(RunOptions options) {
        return options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    }

    JavaSparkContext spark() {
        return spark;
    }

    @Override
    public void close() {
        if (ours) spark.stop();
    }
}
