package org.kachel.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.job.Contents;
import org.kachel.job.Interruptions;

/**
 * The packaged job on a cluster of processes: two workers, one with two GPUs and one with one, an executor for each GPU. What it
 * writes are the files of the same job on this machine alone, byte by byte, whatever happens to executors on the way.
 */
class ClusterIT {
    private static final Path FOLDER = SparkHome.TARGET.resolve("cluster");
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final long SEED = 20261128;

    /** An executor on each worker. */
    private static final Map<String, String> TWO = Map.of("spark.cores.max", "2");

    private static StandaloneCluster cluster;
    private static Path launcher;
    private static Map<String, String> expected;

    @BeforeAll
    static void start() throws IOException {
        delete(FOLDER);
        cluster = StandaloneCluster.start(FOLDER, 2, 1);
        launcher = SparkHome.distribution(FOLDER.resolve("dist"));
        writeInput();
        assertThat(cluster.launch(launcher, pipeline("local"), Map.of(), "run", "p.yaml", "--master", "local[*]")
                        .await(LIMIT))
                .isZero();
        expected = files("local");
        assertThat(expected).hasSizeGreaterThan(64).containsKey("objects.csv");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) cluster.close();
    }

    /** Uneven sizes and waves that meet across blocks of 16³: 5 × 4 × 4 blocks. */
    private static void writeInput() throws IOException {
        long[] size = {70, 61, 53};
        Voxels voxels = Voxels.zeros(VoxelType.UINT16, new FinalInterval(size));
        for (int z = 0; z < size[2]; z++)
            for (int y = 0; y < size[1]; y++)
                for (int x = 0; x < size[0]; x++) {
                    double wave = Math.sin(x * 0.31) + Math.sin(y * 0.37 + x * 0.05) + Math.sin(z * 0.41 - y * 0.03);
                    voxels.setInteger(voxels.index(x, y, z), Math.round(500 + 150 * wave) + (x * 31 + y * 17 + z) % 23);
                }
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.ZARR2, voxels.type(), size, new int[] {16, 16, 16}, "zstd:1", Spacing.VOXELS, false);
        try (VolumeWriter writer =
                Volumes.writer(VolumeAddress.of(FOLDER.resolve("in.zarr").toString()), spec)) {
            writer.write(voxels);
            writer.finish();
        }
    }

    /** A folder with the main job, whose paths are relative to it. */
    private static Path pipeline(String name) throws IOException {
        Path folder = Files.createDirectories(FOLDER.resolve(name));
        Files.writeString(folder.resolve("p.yaml"), """
                input: {volume: ../in.zarr}
                steps:
                - {name: smooth, op: gaussian-blur, sigma: 1.5}
                - {name: mask, op: threshold, value: 600}
                - {name: objects, op: connected-components}
                output: {volume: out.ome.zarr, write: {smooth: "", objects: labels/objects}, levels: 2}
                measure:
                - {of: objects, intensity: [input, smooth], table: [objects.csv, objects.parquet], neighbours: touching}
                block: 16
                """);
        return folder;
    }

    private static Map<String, String> files(String name) throws IOException {
        return Contents.of(FOLDER.resolve(name));
    }

    private static void assertSame(String name, JavaProcess submission) throws IOException {
        assertThat(submission.await(LIMIT)).as(submission.toString()).isZero();
        assertThat(files(name)).isEqualTo(expected);
    }

    private JavaProcess submit(String name, Map<String, String> settings) throws IOException {
        pipeline(name);
        return cluster.submit(FOLDER.resolve(name), settings, "run", "p.yaml");
    }

    private static void awaitLabels(JavaProcess submission, String name, int chunks) {
        submission.awaitFiles(FOLDER.resolve(name).resolve("out.ome.zarr/labels/objects/0"), chunks, LIMIT);
    }

    /** The same files; and tasks used the GPU that Spark gave to their executor, no two executors of a machine the same. */
    @Test
    void a_submitted_jar_writes_what_a_local_run_writes() throws IOException {
        JavaProcess submission = submit("submitted", Map.of());
        assertSame("submitted", submission);
        assertThat(gpus(0)).containsExactlyInAnyOrder("0", "1");
        assertThat(gpus(1)).containsExactly("0");
    }

    /** What the executors of a worker say about the GPU of their tasks, checked against what Spark says that it gave them. */
    private static List<String> gpus(int worker) throws IOException {
        List<String> used = new ArrayList<>();
        for (String log : cluster.executorLogs(worker)) {
            TreeSet<String> mine = matches("GPU address (\\d+) is ", log);
            assertThat(mine).as(log).hasSize(1);
            assertThat(matches("gpu -> \\[name: gpu, addresses: (\\d+)\\]", log))
                    .isEqualTo(mine);
            used.addAll(mine);
        }
        return used;
    }

    private static TreeSet<String> matches(String pattern, String text) {
        TreeSet<String> found = new TreeSet<>();
        Pattern.compile(pattern).matcher(text).results().map(r -> r.group(1)).forEach(found::add);
        return found;
    }

    /** Stopped first, so that it has work when it dies. */
    @Test
    void an_executor_that_is_killed_leaves_no_trace() throws Exception {
        JavaProcess submission = submit("killed", TWO);
        awaitLabels(submission, "killed", 5);
        ProcessHandle victim = cluster.executors().get(0);
        JavaProcess.signal(victim, "STOP");
        Thread.sleep(500);
        assertThat(submission.running()).as(submission.toString()).isTrue();
        JavaProcess.signal(victim, "KILL");
        assertSame("killed", submission);
    }

    /** An executor stands still until another has done its tasks; idle ones go. */
    @Test
    void speculation_and_dynamic_allocation_change_nothing() throws Exception {
        // two on one worker, one on the other: Spark starts no second copy of a task on the same machine
        Map<String, String> settings = Map.of(
                "spark.dynamicAllocation.initialExecutors", "3",
                "spark.speculation", "true",
                "spark.speculation.interval", "50ms",
                "spark.speculation.minTaskRuntime", "50ms",
                "spark.speculation.multiplier", "1.1",
                "spark.speculation.quantile", "0.1",
                "spark.dynamicAllocation.enabled", "true",
                "spark.dynamicAllocation.executorIdleTimeout", "3s",
                "spark.dynamicAllocation.cachedExecutorIdleTimeout", "3s");
        JavaProcess submission = submit("speculative", settings);
        submission.await(Pattern.compile("(Finished task .* in stage 0\\.0)"), LIMIT);
        ProcessHandle slow = cluster.executors().get(0);
        JavaProcess.signal(slow, "STOP");
        submission.await(Pattern.compile("(Killing attempt 0 for task .* as the attempt 1 succeeded)"), LIMIT);
        JavaProcess.signal(slow, "CONT");
        assertSame("speculative", submission);
    }

    /** And its executors, who work for nobody then, end by themselves. */
    @Test
    void a_driver_that_is_killed_ten_times_is_gone_on_from() throws Exception {
        Path volume = FOLDER.resolve("cut/out.ome.zarr");
        Interruptions interruptions = new Interruptions(SEED, 10, 24);
        while (interruptions.left()) {
            delete(volume.getParent());
            pipeline("cut");
            interruptions.upon(volume, ClusterIT::run);
            assertThat(files("cut")).as(interruptions.toString()).isEqualTo(expected);
        }
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!cluster.executors().isEmpty() && System.nanoTime() < end) JavaProcess.pause();
        assertThat(cluster.executors()).isEmpty();
    }

    private static Interruptions.Started run(boolean resume) throws IOException {
        String[] plain = {"run", "p.yaml"};
        String[] on = {"run", "p.yaml", "--resume"};
        return cluster.submit(FOLDER.resolve("cut"), Map.of(), resume ? on : plain)
                .started();
    }

    /** And Java keeps its signals in executors, although workers know nothing of it: the session asks for it. */
    @Test
    void the_launcher_runs_on_a_cluster() throws IOException {
        Map<String, String> one = Map.of("spark.cores.max", "1");
        JavaProcess run =
                cluster.launch(launcher, pipeline("launched"), one, "run", "p.yaml", "--master", cluster.master());
        awaitLabels(run, "launched", 1);
        ProcessHandle executor = cluster.executors().get(0);
        String maps = Files.readString(Path.of("/proc/" + executor.pid() + "/maps"));
        assertThat(maps).contains("/libjsig.so").contains("OpenCL");
        assertSame("launched", run);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }
}
