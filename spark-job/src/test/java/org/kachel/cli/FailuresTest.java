package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.job.LocalSpark;

/**
 * What goes wrong is said in one line, with the right exit code; the input stays as it was, and nothing that looks like a
 * result is left behind.
 */
@ExtendWith(LocalSpark.class)
class FailuresTest {
    private static final String STEPS = """
            - {name: smooth, op: gaussian-blur, sigma: 1}
            - {name: mask, op: threshold, value: 50}
            - {name: objects, op: connected-components}
            """;

    private static final Predicate<String> HOW_TO_GO_ON = Pattern.compile(
                    "kachel: .*out\\.zarr\\.ledger keeps \\d+ finished tasks?; the same command with --resume goes on from there")
            .asMatchPredicate();

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path input;
    private Path output;
    private Path table;

    @BeforeEach
    void volume() throws IOException {
        input = folder.resolve("in.zarr");
        output = folder.resolve("out.zarr");
        table = folder.resolve("objects.csv");
        write(VoxelType.UINT16, 40, 30, 20);
    }

    private interface Grey {
        double at(int index);
    }

    private void write(VoxelType type, int... size) throws IOException {
        write(type, i -> i * 2654435761L >>> 5 & 127, size);
    }

    private void write(VoxelType type, Grey grey, int... size) throws IOException {
        delete(input);
        Voxels voxels = Voxels.zeros(type, new FinalInterval(size[0], size[1], size[2]));
        for (int i = 0; i < voxels.count(); i++) voxels.setReal(i, grey.at(i));
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.ZARR2,
                type,
                new long[] {size[0], size[1], size[2]},
                new int[] {16, 16, 16},
                "zstd:1",
                Spacing.VOXELS,
                false);
        try (VolumeWriter writer = Volumes.writer(VolumeAddress.of(input.toString()), spec)) {
            writer.write(voxels);
            writer.finish();
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) return;
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }

    private Path pipeline(String steps, String more) throws IOException {
        return Files.writeString(folder.resolve("p.yaml"), """
                input: {volume: '%s'}
                steps:
                %s
                output: {volume: '%s', format: zarr2, write: {objects: labels}}
                measure:
                - {of: objects, intensity: input, table: '%s'}
                %s
                """.formatted(input, steps, output, table, more));
    }

    private int kachel(Object... args) {
        return Kachel.execute(
                new PrintWriter(out),
                new PrintWriter(err),
                Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    }

    private int run(Object... options) throws IOException {
        return run(STEPS, "", options);
    }

    private int run(String steps, String more, Object... options) throws IOException {
        List<Object> args = new ArrayList<>(List.of("run", pipeline(steps, more), "--quiet"));
        args.addAll(List.of(options));
        return kachel(args.toArray());
    }

    /** One line that says {@code what}, and perhaps how to go on; no result, no leftover, at most a report of a failure; the input as it was. */
    private void refused(int code, int wanted, String inputBefore, String... what) throws IOException {
        assertThat(code).as(err.toString()).isEqualTo(wanted);
        List<String> lines = err.toString().lines().toList();
        assertThat(lines.get(0)).startsWith("kachel: ").contains(what);
        assertThat(lines.subList(1, lines.size()))
                .as(err.toString())
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(HOW_TO_GO_ON);
        assertThat(state(input)).isEqualTo(inputBefore);
        assertThat(table).doesNotExist();
        assertThat(kachelInfo(output)).isEqualTo(3);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(p -> p.getFileName().toString()))
                    .doesNotContain("out.zarr.scratch")
                    .noneMatch(name -> name.endsWith(".partial"));
        }
        Path report = folder.resolve("out.zarr.report.json");
        if (Files.exists(report)) {
            assertThat(Files.readString(report))
                    .contains("\"outcome\" : \"failed\"", "\"exit-code\" : " + wanted)
                    .doesNotContain("\"done\"");
            assertThat(Files.readString(folder.resolve("out.zarr.report.html"))).contains("Run failed");
        }
    }

    private static int kachelInfo(Path volume) {
        StringWriter nowhere = new StringWriter();
        return Kachel.execute(
                new PrintWriter(nowhere), new PrintWriter(nowhere), "info", volume.toString(), "--dataset", "labels");
    }

    /** Names, sizes and times of all files. */
    private static String state(Path root) throws IOException {
        if (!Files.exists(root)) return "nothing";
        try (Stream<Path> all = Files.walk(root)) {
            return all.sorted().map(FailuresTest::describe).toList().toString();
        }
    }

    private static String describe(Path file) {
        try {
            return file + " " + (Files.isDirectory(file) ? "" : Arrays.hashCode(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_missing_volume() throws IOException {
        delete(input);
        refused(run(), 3, "nothing", "there is nothing at " + input);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --levels 9                            | output.levels is 9, but 'crop' of [40, 30, 20] voxels has at most 7 levels
        --levels 2 --format zarr2             | zarr2 holds one array per image
        --levels auto --format zarr3          | zarr3 holds one array per image
        --levels 2 --level 0                  | has no pyramid, so that there is no level to choose
        """)
    void levels_that_cannot_be(String options, String what) throws IOException {
        String before = state(input);
        List<Object> args = new ArrayList<>(List.of("apply", "crop", input, output, "--quiet"));
        args.addAll(List.of(options.trim().split(" ")));
        refused(kachel(args.toArray()), options.contains("--level ") ? 3 : 2, before, what);
    }

    @Test
    void a_file_that_is_no_volume() throws IOException {
        delete(input);
        Files.writeString(input, "hello");
        String before = state(input);
        refused(run(), 3, before, input.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "zstd"     | "lzw"   | lzw
        "<u2"      | "<c8"   | <c8
        [20,30,40] | [20,30] | 2 axes
        [20,30,40] | [20,0,40] | 0
        "zarr_format": 2 | "zarr_format": 7 | 7
        {          | (       | .zarray
        """)
    void metadata_that_means_nothing_here(String from, String to, String named) throws IOException {
        Path array = input.resolve(".zarray");
        String json = Files.readString(array).replaceAll("\\s+", "").replace("\"zarr_format\":2", "\"zarr_format\": 2");
        assertThat(json).contains(from);
        Files.writeString(array, json.replace(from, to));
        String before = state(input);
        refused(run(), 3, before, named, input.toString());
    }

    @Test
    void a_truncated_chunk() throws IOException {
        Path chunk = chunk();
        byte[] bytes = Files.readAllBytes(chunk);
        Files.write(chunk, Arrays.copyOf(bytes, bytes.length / 2));
        String before = state(input);
        refused(run(), 3, before, chunk.toString(), "block ", input.toString());
    }

    @Test
    void a_chunk_of_garbage() throws IOException {
        Path chunk = chunk();
        Files.writeString(chunk, "this is not a zstd frame");
        String before = state(input);
        refused(run(), 3, before, chunk.toString(), "block ", input.toString());
    }

    private Path chunk() {
        Path dots = input.resolve("1.1.1");
        return Files.exists(dots) ? dots : input.resolve("1/1/1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {name: objects, op: connected-component}                      | Did you mean 'connected-components'?
        {name: objects, op: connected-components, conectivity: faces} | conectivity
        {name: objects, op: connected-components, connectivity: some} | faces
        {name: objects, op: gaussian-blur, sigma: -1}                 | sigma
        {name: objects, op: gaussian-blur, sigma: .nan}               | sigma
        {name: objects, op: gaussian-blur, sigma: .inf}               | sigma
        {name: objects, op: gaussian-blur, sigma: wide}               | sigma
        {name: objects, op: gaussian-blur, sigma: 1e9}                | sigma
        {name: objects, op: gaussian-blur, sigma: [1, 2, 3, 4]}       | sigma
        {name: objects, op: gaussian-blur}                            | sigma
        {name: objects, op: top-hat-box, radius: -3}                  | radius
        {name: objects, op: top-hat-box, radius: 1.5}                 | radius
        {name: objects, op: connected-components, of: nobody}         | nobody
        {nam: objects, op: connected-components}                      | nam
        objects                                                       | steps[0]
        """)
    void steps_that_cannot_be_meant(String step, String named) throws IOException {
        String before = state(input);
        refused(run("- " + step, ""), 2, before, named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        block: [0, 8, 8]   | block
        block: big         | block
        blok: 8            | blok
        device: quantum    | quantum
        """)
    void keys_that_cannot_be_meant(String line, String named) throws IOException {
        String before = state(input);
        refused(run(STEPS, line), 2, before, named);
    }

    @Test
    void yaml_that_is_none() throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), "input: {volume: [\nsteps");
        assertThat(kachel("run", file)).isEqualTo(2);
        assertThat(err.toString().lines()).as(err.toString()).hasSize(1);
        assertThat(err.toString()).contains("p.yaml:2");
    }

    @Test
    void an_output_that_exists_stays_until_it_may_be_overwritten() throws IOException {
        assertThat(run()).as(err.toString()).isZero();
        String made = state(output) + state(table);
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("exists already; --overwrite replaces it");
        assertThat(state(output) + state(table)).isEqualTo(made);
        assertThat(run("--overwrite")).isZero();
        assertThat(state(output) + state(table)).isEqualTo(made);
    }

    @Test
    void a_table_that_exists_saves_the_volume_too() throws IOException {
        assertThat(run()).as(err.toString()).isZero();
        Files.delete(table);
        Files.writeString(table, "mine");
        String made = state(output);
        assertThat(run()).isEqualTo(2);
        assertThat(state(output)).isEqualTo(made);
        assertThat(Files.readString(table)).isEqualTo("mine");
    }

    @Test
    void an_output_that_is_the_input() throws IOException {
        output = input;
        String before = state(input);
        assertThat(run("--overwrite")).isEqualTo(2);
        assertThat(err.toString()).contains("the input is never touched");
        assertThat(state(input)).isEqualTo(before);
    }

    @Test
    void a_block_that_fits_no_device() throws IOException {
        // 2048³: sparse, nothing is read
        Path array = input.resolve(".zarray");
        Files.writeString(
                array, Files.readString(array).replaceAll("\\[\\s*20,\\s*30,\\s*40\\s*\\]", "[2048,2048,2048]"));
        String before = state(input);
        refused(run(STEPS, "block: 2048"), 4, before, "does not fit", "MiB");
    }

    @Test
    void a_volume_without_voxels() throws IOException {
        Path array = input.resolve(".zarray");
        Files.writeString(array, Files.readString(array).replaceAll("\\[\\s*20,\\s*30,\\s*40\\s*\\]", "[20,0,40]"));
        String before = state(input);
        refused(run(), 3, before, input.toString());
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,30,20", "40,1,20", "40,30,1", "1,1,20"})
    void volumes_one_voxel_wide_work(int x, int y, int z) throws IOException {
        write(VoxelType.UINT16, i -> 100, x, y, z);
        assertThat(run()).as(err.toString()).isZero();
        assertThat(Files.readAllLines(table)).hasSize(2);
        assertThat(Files.readAllLines(table).get(1)).startsWith("1," + x * y * z + ",0,0,0,");
    }

    @Test
    void background_alone_has_no_objects() throws IOException {
        write(VoxelType.UINT8, i -> 0, 40, 30, 20);
        assertThat(run()).as(err.toString()).isZero();
        assertThat(Files.readAllLines(table)).hasSize(1);
        assertThat(Files.readAllLines(table).get(0)).startsWith("label,voxel_count,");
        assertThat(kachel("info", output, "--dataset", "labels", "--histogram")).isZero();
        assertThat(out.toString()).contains("values     0 to 0");
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void a_threshold_of_what_is_no_number_names_the_voxel(double strange) throws IOException {
        int at = (7 * 30 + 5) * 40 + 3;
        write(VoxelType.FLOAT32, i -> i == at ? strange : i % 50, 40, 30, 20);
        String before = state(input);
        String steps = "- {name: mask, op: threshold-auto, method: otsu}\n- {name: objects, op: connected-components}";
        refused(run(steps, ""), 3, before, "x=3, y=5, z=7");
    }
}
