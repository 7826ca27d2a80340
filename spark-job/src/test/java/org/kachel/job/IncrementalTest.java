package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.job.report.Report;
import org.kachel.job.spec.PipelineFile;
import org.kachel.op.ParameterException;

/** After whatever change: byte for byte what a fresh run of the changed input makes, and little of it is made again. */
@ExtendWith(LocalSpark.class)
class IncrementalTest {
    private static final long SEED = 20261128;
    private static final int[] SIZE = {96, 64, 32};
    private static final int CHUNK = 16;
    private static final RunOptions PLAIN =
            RunOptions.DEFAULT.withThreads(2).withDevice("java").withQuiet(true);

    @TempDir
    private Path folder;

    /** Balls in two far corners and between, so that labels reach over blocks. */
    private Map<List<Integer>, Long> amplitudes = new HashMap<>();

    private enum Kind {
        MAP("""
                - {name: flat, op: invert}
                - {name: late, op: add-scalar, value: 3}
                """, "{late: late}", ""),
        CANONICAL("""
                - {name: early, op: gaussian-blur, sigma: 1}
                - {name: mask, op: threshold, value: 150}
                - {name: labels, op: connected-components, ids: canonical}
                """, "{labels: labels/l, early: early}", "labels"),
        CONSECUTIVE("""
                - {name: early, op: gaussian-blur, sigma: 1}
                - {name: mask, op: threshold, value: 150}
                - {name: labels, op: connected-components}
                """, "{labels: labels/l}", "labels"),
        GLOBAL("""
                - {name: early, op: gaussian-blur, sigma: 1}
                - {name: mask, op: threshold-auto, method: otsu}
                """, "{mask: mask, early: early}", ""),
        FILTERED("""
                - {name: mask, op: threshold, value: 150}
                - {name: labels, op: connected-components, ids: canonical}
                - {name: large, op: filter-labels, size: [20, .inf], ids: kept}
                - {name: grown, op: expand-labels, distance: 2}
                """, "{large: labels/large, grown: labels/grown}", "grown"),
        WATERSHED("""
                - {name: smooth, op: gaussian-blur, sigma: 1}
                - {name: mask, op: threshold, value: 150}
                - {name: markers, op: threshold, value: 500, of: smooth}
                - {name: seeds, op: connected-components}
                - {name: basins, op: seeded-watershed, of: [smooth, seeds, mask]}
                """, "{basins: labels/basins}", "basins");

        private final String steps;
        private final String write;
        private final String measured;

        Kind(String steps, String write, String measured) {
            this.steps = steps;
            this.write = write;
            this.measured = measured;
        }
    }

    @BeforeEach
    void input() throws IOException {
        for (int z = 0; z < SIZE[2] / CHUNK; z++)
            for (int y = 0; y < SIZE[1] / CHUNK; y++)
                for (int x = 0; x < SIZE[0] / CHUNK; x++) write(x, y, z, 1000, true);
        try (VolumeWriter writer = writer()) {
            writer.finish();
        }
    }

    private VolumeWriter writer() throws IOException {
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.ZARR2,
                VoxelType.UINT16,
                new long[] {SIZE[0], SIZE[1], SIZE[2]},
                new int[] {CHUNK, CHUNK, CHUNK},
                "zstd:1",
                Spacing.VOXELS,
                false);
        return Volumes.writer(VolumeAddress.of(folder.resolve("in.zarr").toString()), spec);
    }

    /** A chunk with a ball of this height at its end, which reaches into the next; nothing where it is not {@code present}. */
    private void write(int cx, int cy, int cz, long height, boolean present) throws IOException {
        Voxels chunk = Voxels.zeros(
                VoxelType.UINT16, FinalInterval.createMinSize(16L * cx, 16L * cy, 16L * cz, CHUNK, CHUNK, CHUNK));
        for (int i = 0; present && i < chunk.count(); i++) {
            int x = i % CHUNK;
            int y = i / CHUNK % CHUNK;
            int z = i / CHUNK / CHUNK;
            double d = Math.pow(x - 11, 2) + Math.pow(y - 8, 2) + Math.pow(z - 8, 2);
            double e = Math.pow(x + 5, 2) + Math.pow(y - 8, 2) + Math.pow(z - 8, 2);
            double ball = height * Math.exp(-d / 12) + (cx % 2 == 1 ? 1000 * Math.exp(-e / 12) : 0);
            chunk.setInteger(i, 1 + (long) ball + (x * 7 + y * 3 + z) % 20);
        }
        try (VolumeWriter writer = writer()) {
            writer.write(chunk);
        }
    }

    private Path pipeline(String out, String steps, Kind kind, String output) throws IOException {
        String measure = kind.measured.isEmpty()
                ? ""
                : "measure: [{of: %s, intensity: input, table: [%s/%s/t.csv, %s/%s/t.parquet]}]"
                        .formatted(kind.measured, folder, out, folder, out);
        return Files.writeString(
                folder.resolve(out + ".yaml"), """
                input: {volume: %1$s/in.zarr}
                block: [16, 16, 16]
                steps:
                %2$s
                output: {volume: %1$s/%3$s/out.zarr, format: ome-zarr-0.4, write: %4$s, levels: 2%5$s}
                %6$s
                """.formatted(folder, steps, out, kind.write, output, measure));
    }

    private Report run(String out, String steps, Kind kind, RunOptions options) throws IOException {
        return Job.run(PipelineFile.read(pipeline(out, steps, kind, ""), List.of()), options);
    }

    private static long kept(Report report) {
        return report.phases().stream().mapToLong(Report.Phase::blocksKept).sum();
    }

    private static long again(Report report) {
        return report.phases().stream().mapToLong(Report.Phase::blocks).sum();
    }

    /** An incremental run, which must leave what a fresh one does. */
    private Report incremental(String steps, Kind kind, String as) throws IOException {
        Report report = run("out", steps, kind, PLAIN.withIncremental(true));
        run("fresh", steps, kind, PLAIN.withOverwrite(true));
        assertThat(contents("out")).as(as + ": " + report.incremental()).isEqualTo(contents("fresh"));
        return report;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void only_what_depends_on_a_change_is_done_again(Kind kind) throws IOException {
        Report first = incremental(kind.steps, kind, "first");
        assertThat(kept(first)).isZero();
        assertThat(first.incremental()).contains("nothing is known of an earlier run");
        long all = again(first);
        boolean local = kind != Kind.WATERSHED;

        write(0, 0, 0, 900, true);
        Report near = incremental(kind.steps, kind, "a chunk changed");
        assertThat(near.incremental()).contains("1 input object changed");
        if (local) assertThat(again(near)).as(near.toString()).isLessThan(kind == Kind.GLOBAL ? all * 3 / 4 : all / 2);

        write(5, 3, 1, 0, false);
        Report gone = incremental(kind.steps, kind, "a chunk deleted");
        assertThat(gone.incremental()).contains("1 input object changed");
        write(5, 3, 1, 1000, true);
        incremental(kind.steps, kind, "a chunk added");

        String late = kind.steps.contains("late")
                ? kind.steps.replace("value: 3", "value: 4")
                : kind.steps
                        .replace("otsu", "isodata")
                        .replace("distance: 2", "distance: 3")
                        .replace("value: 500", "value: 450")
                        .replace("value: 150", "value: 151");
        Report later = incremental(late, kind, "a step changed");
        assertThat(later.incremental()).contains("step '");
        Report back = incremental(kind.steps, kind, "and back");
        assertThat(back.incremental()).contains(" changed");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void where_nothing_changed_nothing_is_touched(Kind kind) throws IOException {
        run("out", kind.steps, kind, PLAIN.withIncremental(true));
        Map<Path, FileTime> before = times("out");
        Report report = run("out", kind.steps, kind, PLAIN.withIncremental(true));
        assertThat(report.incremental()).isEqualTo("nothing has changed");
        assertThat(times("out")).isEqualTo(before);
        // metadata written again is no change of what it says
        try (VolumeWriter writer = writer()) {
            writer.finish();
        }
        Report again = incremental(kind.steps, kind, "metadata again");
        assertThat(again(again)).as(again.toString()).isZero();
    }

    @Test
    void a_change_of_a_late_step_keeps_the_early_ones() throws IOException {
        incremental(Kind.FILTERED.steps, Kind.FILTERED, "first");
        Report late = incremental(Kind.FILTERED.steps.replace("distance: 2", "distance: 3"), Kind.FILTERED, "late");
        for (Report.Phase phase : late.phases())
            if (!phase.name().contains("grown"))
                assertThat(phase.blocks()).as(phase.name()).isZero();
        assertThat(late.incremental()).contains("step 'grown' changed").doesNotContain("'mask'");
        Report size = incremental(Kind.FILTERED.steps.replace("[20,", "[30,"), Kind.FILTERED, "size");
        assertThat(size.phases().get(0).blocks()).isZero();
    }

    @Test
    void canonical_ids_stay_where_consecutive_ones_move() throws IOException {
        incremental(Kind.CANONICAL.steps, Kind.CANONICAL, "first");
        write(0, 0, 0, 0, true);
        Report canonical = incremental(Kind.CANONICAL.steps, Kind.CANONICAL, "an object gone");
        assertThat(again(canonical)).as(canonical.toString()).isLessThan(kept(canonical));
        assertThat(canonical.phases().get(0).blocks()).isLessThan(40);
    }

    @Test
    void another_form_of_the_output_begins_afresh() throws IOException {
        Kind kind = Kind.CANONICAL;
        run("out", kind.steps, kind, PLAIN.withIncremental(true));
        Path file = pipeline("out", kind.steps, kind, ", chunk: [8, 16, 16]");
        Job.run(PipelineFile.read(file, List.of()), PLAIN.withIncremental(true));
        Path fresh = pipeline("fresh", kind.steps, kind, ", chunk: [8, 16, 16]");
        Job.run(PipelineFile.read(fresh, List.of()), PLAIN);
        assertThat(contents("out")).isEqualTo(contents("fresh"));
        Path other =
                Files.writeString(file, Files.readString(file).replace("block: [16, 16, 16]", "block: [32, 16, 16]"));
        Job.run(PipelineFile.read(other, List.of()), PLAIN.withIncremental(true));
        assertThat(contents("out")).isEqualTo(contents("fresh"));
    }

    @Test
    void what_another_has_written_is_refused() throws IOException {
        Kind kind = Kind.MAP;
        run("out", kind.steps, kind, PLAIN);
        write(0, 0, 0, 900, true);
        incremental(kind.steps, kind, "after a plain run, all is done again");
        assertThatThrownBy(() -> run("out", kind.steps, kind, PLAIN))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--overwrite");
        try (Stream<Path> ledger = Files.walk(folder.resolve("out/out.zarr.ledger"))) {
            for (Path each : ledger.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(each);
        }
        assertThatThrownBy(() -> run("out", kind.steps, kind, PLAIN.withIncremental(true)))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--overwrite");
    }

    /** Chunks that a killed run has written already are not taken for those of the pipeline before, which comes back. */
    @ParameterizedTest
    @CsvSource({"MAP, value: 3, value: 4, 4, 7, 10", "CANONICAL, value: 150, value: 160, 5, 20, 24"})
    void killed_in_the_middle_and_gone_on_from_or_back(
            Kind kind, String now, String then, int first, int second, int third) throws Exception {
        Random random = new Random(SEED);
        run("out", kind.steps, kind, PLAIN.withIncremental(true));
        String before = kind.steps;
        String other = kind.steps.replace(now, then);
        for (int goal : new int[] {first, second, third}) {
            write(random.nextInt(6), random.nextInt(4), 0, random.nextInt(1500), true);
            killed(other, kind, goal);
            boolean back = goal != second;
            incremental(back ? before : other, kind, "seed " + SEED + ", after " + goal + " records");
            if (!back) {
                String swap = before;
                before = other;
                other = swap;
            }
        }
    }

    /** Runs in a process of its own until so many records are new. */
    private void killed(String steps, Kind kind, int goal) throws Exception {
        Path file = pipeline("out", steps, kind, "");
        Map<Path, FileTime> before = times("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.kachel.cli.Kachel",
                        "run",
                        file.toString(),
                        "--threads",
                        "2",
                        "--device",
                        "java",
                        "--quiet",
                        "--incremental")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile())
                .start();
        while (process.isAlive() && fresh(before) < goal) Thread.sleep(2);
        process.destroyForcibly().waitFor();
        assertThat(process.exitValue()).as("killed before its end").isNotZero();
        assertThatThrownBy(() -> Volumes.open(
                        VolumeAddress.of(folder + "/out/out.zarr").dataset(kind == Kind.MAP ? "late" : "labels/l")))
                .isInstanceOf(IOException.class);
    }

    private long fresh(Map<Path, FileTime> before) {
        try (Stream<Path> all = Files.walk(folder.resolve("out/out.zarr.ledger/tasks"))) {
            return all.filter(p -> p.getFileName().toString().matches("\\d{6}"))
                    .filter(p -> !Files.exists(p) || !modified(p).equals(before.get(p)))
                    .count();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // the run is just removing one
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Byte for byte a fresh run's result after each of a sequence of random changes. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void any_sequence_of_changes(Kind kind) throws IOException {
        long seed = Long.getLong("kachel.seed", SEED + kind.ordinal());
        Random random = new Random(seed);
        String steps = kind.steps;
        for (int step = 0; step < 4; step++) {
            StringBuilder what = new StringBuilder("seed " + seed + ", change " + step + ":");
            for (int n = random.nextInt(3); n >= 0; n--) {
                int x = random.nextInt(6);
                int y = random.nextInt(4);
                int z = random.nextInt(2);
                long height = random.nextInt(1500);
                boolean present = random.nextInt(4) > 0;
                write(x, y, z, height, present);
                what.append(" chunk ")
                        .append(x)
                        .append(' ')
                        .append(y)
                        .append(' ')
                        .append(z);
            }
            if (random.nextInt(3) == 0) {
                steps = kind.steps.replace("150", Integer.toString(140 + random.nextInt(3)));
                what.append(", threshold");
            }
            incremental(steps, kind, what.toString());
        }
    }

    private Map<Path, FileTime> times(String out) throws IOException {
        Map<Path, FileTime> times = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder.resolve(out))) {
            for (Path each : all.filter(Files::isRegularFile).toList())
                times.put(each, Files.getLastModifiedTime(each));
        }
        return times;
    }

    private Map<String, String> contents(String out) throws IOException {
        return Contents.of(folder.resolve(out));
    }
}
