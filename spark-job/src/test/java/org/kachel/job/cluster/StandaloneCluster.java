package org.kachel.job.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A real cluster on this machine: Spark's standalone master and workers as processes of their own, from Maven's jars alone. Workers have
 * addresses of their own (127.0.0.1, 127.0.0.2, …), so that Spark takes them for machines, and GPUs that a false nvidia-smi counts for
 * {@code conf/discover-gpus.sh}. Logs stay in {@code folder}; closing it kills everything.
 *
 * <p>An executor has one core, one GPU and the least memory that Spark allows.
 */
final class StandaloneCluster implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern REGISTERED = Pattern.compile("(Successfully registered with master)");

    /** Starts fast: on two cores the optimizing compiler takes more than it gives, and our own classes need no second look. */
    private static final List<String> SMALL = List.of(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-BytecodeVerificationRemote");

    private final Path folder;
    private final SparkHome spark;
    private final List<JavaProcess> started = new CopyOnWriteArrayList<>();
    private final List<JavaProcess> workers = new ArrayList<>();
    private String master;
    private int submissions;

    private StandaloneCluster(Path folder, SparkHome spark) {
        this.folder = folder;
        this.spark = spark;
    }

    /**
     * @param folder empty or not there yet
     * @param gpus how many each worker has; as many cores
     */
    static StandaloneCluster start(Path folder, int... gpus) throws IOException {
        Files.createDirectories(folder);
        StandaloneCluster cluster = new StandaloneCluster(folder, SparkHome.make(folder.resolve("spark")));
        // where the tests are ended from outside
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        try {
            cluster.startMaster();
            for (int worker = 0; worker < gpus.length; worker++) cluster.startWorker(worker, gpus[worker]);
            for (JavaProcess worker : cluster.workers) worker.await(REGISTERED, START);
            return cluster;
        } catch (IOException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void startMaster() throws IOException {
        List<String> command = java("128m");
        command.addAll(List.of("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1"));
        command.addAll(List.of("--port", "0", "--webui-port", "0"));
        master = start("master", folder, Map.of(), command).await(MASTER, START);
    }

    private void startWorker(int worker, int gpus) throws IOException {
        List<String> command = java("128m");
        String discovery =
                Path.of("../conf/discover-gpus.sh").toAbsolutePath().normalize().toString();
        command.addAll(1, List.of("-Dspark.worker.resource.gpu.amount=" + gpus));
        command.addAll(1, List.of("-Dspark.worker.resource.gpu.discoveryScript=" + discovery));
        command.addAll(List.of("org.apache.spark.deploy.worker.Worker", "--host", "127.0.0." + (worker + 1)));
        command.addAll(List.of("--cores", "" + gpus, "--memory", gpus * 512 + "m", "--webui-port", "0"));
        command.addAll(List.of("--work-dir", work(worker).toString(), master));
        Map<String, String> path = Map.of("PATH", nvidiaSmi(worker, gpus) + ":" + System.getenv("PATH"));
        workers.add(start("worker-" + worker, folder, path, command));
    }

    private Path work(int worker) {
        return folder.resolve("work-" + worker);
    }

    /** A folder with an {@code nvidia-smi} that lists so many GPUs. */
    private Path nvidiaSmi(int worker, int gpus) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin-" + worker));
        Path script = Files.writeString(bin.resolve("nvidia-smi"), "#!/bin/sh\nseq 0 " + (gpus - 1) + "\n");
        if (!script.toFile().setExecutable(true)) throw new IOException("cannot make " + script + " executable");
        return bin;
    }

    /** Java with Spark on its class path; the main class and what follows are still to come. */
    private List<String> java(String heap) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx" + heap));
        command.addAll(SMALL);
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of("-cp", spark.classPath()));
        return command;
    }

    private JavaProcess start(String name, Path where, Map<String, String> more, List<String> command)
            throws IOException {
        Map<String, String> environment = new LinkedHashMap<>(Map.of(
                "SPARK_HOME",
                spark.folder().toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "JAVA_HOME",
                System.getProperty("java.home")));
        environment.putAll(more);
        JavaProcess process = JavaProcess.start(where, folder.resolve(name + ".log"), environment, command);
        started.add(process);
        return process;
    }

    /** {@code spark://…} */
    String master() {
        return master;
    }

    /** What every application is told here. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.executor.memory", "512m");
        settings.put("spark.executor.cores", "1");
        settings.put("spark.executor.resource.gpu.amount", "1");
        settings.put("spark.task.resource.gpu.amount", "1");
        settings.put("spark.executor.extraJavaOptions", String.join(" ", SMALL));
        settings.put("spark.locality.wait", "0");
        return settings;
    }

    /** Submits the packaged job, as {@code spark-submit} does: the driver is a process of its own that works in {@code where}. */
    JavaProcess submit(Path where, Map<String, String> more, String... arguments) throws IOException {
        List<String> command = java("512m");
        command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master));
        Map<String, String> settings = settings();
        settings.putAll(more);
        settings.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
        command.addAll(List.of("--class", "org.kachel.cli.Kachel", SparkHome.JOB_JAR.toString()));
        command.addAll(List.of(arguments));
        return start("submission-" + submissions++, where, Map.of("LD_PRELOAD", jsig()), command);
    }

    /** Runs the launcher of a folder as {@code -Pdist} makes it, in {@code where}. */
    JavaProcess launch(Path launcher, Path where, Map<String, String> more, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Map<String, String> settings = settings();
        settings.putAll(more);
        settings.remove("spark.executor.extraJavaOptions"); // the launcher's options have no blanks
        String options = settings.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
        Map<String, String> environment = Map.of("KACHEL_MEMORY", "512m", "KACHEL_JAVA_OPTIONS", options);
        return start("launch-" + submissions++, where, environment, command);
    }

    private static String jsig() {
        return System.getProperty("java.home") + "/lib/libjsig.so";
    }

    /** Processes of executors that run now, on all workers. */
    List<ProcessHandle> executors() {
        return workers.stream().flatMap(w -> w.handle().children()).toList();
    }

    /** The log of each executor that the latest application has had on a worker. */
    List<String> executorLogs(int worker) throws IOException {
        List<String> logs = new ArrayList<>();
        try (Stream<Path> applications = Files.list(work(worker))) {
            Path latest = applications.max(Comparator.naturalOrder()).orElseThrow();
            for (int executor = 0; executor < 100; executor++) {
                Path log = latest.resolve(executor + "/stderr");
                if (Files.exists(log)) logs.add(Files.readString(log));
            }
        }
        return logs;
    }

    @Override
    public void close() {
        for (int i = started.size(); i-- > 0; ) started.get(i).close();
    }
}
