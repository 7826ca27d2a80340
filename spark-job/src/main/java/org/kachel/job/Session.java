package org.kachel.job;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Spark, as Kachel sets it up: on this machine unless the user or {@code spark-submit} names a cluster. */
final class Session implements AutoCloseable {
    private final SparkSession session;
    private final boolean ours;

    private Session(SparkSession session, boolean ours) {
        this.session = session;
        this.ours = ours;
    }

    /** What is set where neither {@code spark-submit} nor a properties file says otherwise. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "spark.app.name", "kachel",
            "spark.ui.enabled", "false",
            "spark.ui.showConsoleProgress", "false",
            // keys and ids of parts come back to the driver; its heap is the bound, not this
            "spark.driver.maxResultSize", "0",
            "spark.rdd.compress", "true",
            // the rest of the heap holds decoded chunks
            "spark.memory.fraction", "0.3",
            "spark.sql.shuffle.partitions", "8",
            "spark.sql.parquet.compression.codec", "zstd",
            "spark.cleaner.referenceTracking.blocking", "false");

    /** Names the driver of a run on this machine: no network is asked who it is. */
    private static final Map<String, String> LOCAL =
            Map.of("spark.driver.host", "127.0.0.1", "spark.driver.bindAddress", "127.0.0.1");

    /** The session that runs already in this process, which stays open, or one of our own. */
    static Session open(RunOptions options) {
        if (SparkSession.getDefaultSession().isDefined())
            return new Session(SparkSession.getDefaultSession().get(), false);
        SparkConf conf = new SparkConf();
        DEFAULTS.forEach(conf::setIfMissing);
        String preload = System.getenv("LD_PRELOAD");
        if (preload != null) conf.setIfMissing("spark.executorEnv.LD_PRELOAD", preload);
        if (options.master() != null) conf.setMaster(options.master());
        conf.setIfMissing("spark.master", "local[" + slots(options) + "]");
        if (conf.get("spark.master").startsWith("local")) LOCAL.forEach(conf::setIfMissing);
        return new Session(SparkSession.builder().config(conf).getOrCreate(), true);
    }

    /** Tasks at the same time on this machine. */
    static int slots(RunOptions options) {
        return options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    }

    SparkSession sql() {
        return session;
    }

    JavaSparkContext spark() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    @Override
    public void close() {
        if (ours) session.stop();
    }
}
