package org.kachel.job;

import java.util.Map;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.kachel.job.watch.KachelPlugin;

/** Spark, as Kachel sets it up: on this machine unless the user or {@code spark-submit} names a cluster. */
final class Session implements AutoCloseable {
    private static final String ID = "spark.kachel.session";
    private static final String PLUGINS = "spark.plugins";

    /** Of one task, in a run on this machine; on a cluster {@code spark.task.maxFailures}, which is the same unless set. */
    private static final int MOST_FAILURES = 4;

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

    /** The launcher's: what executors need of Kachel, jars apart by commas. {@code spark-submit} tells them by itself. */
    private static final String JARS = "kachel.jars";

    /** The session that runs already in this process, which stays open, or one of our own. */
    static Session open(RunOptions options) {
        SparkConf conf = asked(options);
        DEFAULTS.forEach(conf::setIfMissing);
        withMetrics(conf);
        if (local(conf)) forThisProcess(conf);
        else forExecutors(conf);
        String id = UUID.randomUUID().toString();
        SparkContext context = SparkContext.getOrCreate(conf.set(ID, id));
        return new Session(
                JavaSparkContext.fromSparkContext(context),
                id.equals(context.getConf().get(ID, "")));
    }

    /** What the user or {@code spark-submit} says, with a master. */
    private static SparkConf asked(RunOptions options) {
        SparkConf conf = new SparkConf();
        if (options.master() != null) conf.setMaster(options.master());
        int threads =
                options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
        return conf.setIfMissing("spark.master", "local[" + threads + "," + MOST_FAILURES + "]");
    }

    /** Beside the plugins that the user asks for. */
    private static void withMetrics(SparkConf conf) {
        String asked = conf.get(PLUGINS, "");
        String ours = KachelPlugin.class.getName();
        if (!asked.contains(ours)) conf.set(PLUGINS, asked.isEmpty() ? ours : asked + "," + ours);
    }

    /** Without Spark's GPU scheduling, which has no GPUs in a local run, so that its tasks would wait for ever. */
    private static void forThisProcess(SparkConf conf) {
        LOCAL.forEach(conf::setIfMissing);
        conf.remove("spark.executor.resource.gpu.amount").remove("spark.task.resource.gpu.amount");
    }

    private static void forExecutors(SparkConf conf) {
        conf.setIfMissing("spark.executorEnv.LD_PRELOAD", signalChain(conf.get("spark.master")));
        String jars = System.getProperty(JARS);
        if (jars != null) conf.setIfMissing("spark.jars", jars);
    }

    /**
     * Java's libjsig, without which drivers that carry LLVM (PoCL) take SIGSEGV from Java. The dynamic linker knows where the
     * executor's own Java lies; YARN's shell scripts would take {@code $ORIGIN} for a variable, so that there it is where it is here.
     */
    private static String signalChain(String master) {
        String java = master.startsWith("yarn") ? System.getProperty("java.home") : "$ORIGIN/..";
        return java + "/lib/libjsig.so";
    }

    private static boolean local(SparkConf conf) {
        String master = conf.get("spark.master");
        return master.equals("local") || master.startsWith("local[");
    }

    /** Whether tasks run in this process. */
    static boolean local(RunOptions options) {
        return local(asked(options));
    }

    /** Tasks at the same time in one process: this one, or an executor. */
    static int slots(RunOptions options) {
        int processors = Runtime.getRuntime().availableProcessors();
        if (options.threads() > 0) return options.threads();
        SparkConf conf = asked(options);
        return local(conf) ? processors : conf.getInt("spark.executor.cores", processors);
    }

    /**
     * Tasks at the same time, as far as is known at the start. Asked once: executors come and go, but stages that are joined task by
     * task must have the same tasks.
     */
    int parallel() {
        SparkConf conf = spark.getConf();
        int wanted = conf.getInt("spark.executor.instances", 0) * conf.getInt("spark.executor.cores", 1);
        return Math.max(spark.defaultParallelism(), Math.max(wanted, conf.getInt("spark.cores.max", 0)));
    }

    JavaSparkContext spark() {
        return spark;
    }

    @Override
    public void close() {
        if (ours) spark.stop();
    }
}
