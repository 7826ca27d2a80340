package org.kachel.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kachel.block.VoxelType;

/**
 * The job of tests that end its driver, in a process of its own: many small blocks, every kind of stage that records, volumes and
 * tables.
 *
 * @param place what its paths begin with
 * @param files the same as this machine's file system has it
 * @param work where pipelines and logs go
 */
record DriverProcess(String place, Path files, Path work) {
    private static final long SEED = 20261125;

    void writeInput(int... size) throws IOException {
        TestVolumes.write(
                place + "/in.zarr",
                VoxelType.UINT16,
                size,
                new int[] {32, 32, 16},
                (x, y, z) -> 900 * TestVolumes.noise(SEED, 0.1).at(x / 3, y / 3, z / 3) + (x * 7 + y * 3 + z) % 50);
    }

    /** Where the output of run {@code out} lies. */
    Path volume(String out) {
        return files.resolve(out).resolve("out.zarr");
    }

    /** What it prints. */
    Path log(String out) {
        return work.resolve(out + ".log");
    }

    Path pipeline(String out) throws IOException {
        return pipeline(out, out, 150);
    }

    /** As file {@code name}, with another threshold. */
    Path pipeline(String name, String out, int threshold) throws IOException {
        return Files.writeString(work.resolve(name + ".yaml"), """
                input: {volume: '%1$s/in.zarr'}
                block: [16, 16, 16]
                steps:
                  - {name: smooth, op: gaussian-blur, sigma: 1}
                  - {name: range, op: minimum-maximum, of: smooth}
                  - {name: mask, op: threshold, value: %3$d, of: smooth}
                  - {name: labels, op: connected-components, connectivity: corners, of: mask}
                  - {name: grown, op: expand-labels, of: labels, distance: 3}
                output: {volume: '%1$s/%2$s/out.zarr', format: ome-zarr-0.4, write: {grown: labels/grown, smooth: ""}}
                measure:
                  - {of: grown, intensity: input, table: ['%1$s/%2$s/objects.csv', '%1$s/%2$s/objects.parquet']}
                """.formatted(place, out, threshold));
    }

    Interruptions.Started start(String out, boolean resume) throws IOException {
        return start(pipeline(out), log(out), resume ? List.of("--resume") : List.of());
    }

    /** With the settings of Spark that this process has. */
    static Interruptions.Started start(Path pipeline, Path log, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("spark."))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.kachel.cli.Kachel", "run"));
        command.addAll(List.of(pipeline.toString(), "--threads", "2", "--device", "java", "--quiet"));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Interruptions.Started(process, log);
    }
}
