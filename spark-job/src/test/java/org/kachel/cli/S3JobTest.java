package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.job.LocalSpark;
import org.kachel.job.store.S3Server;

/** The main job with input and output on a real S3 server leaves, byte for byte, what it leaves in a local folder. */
@ExtendWith({S3Server.class, LocalSpark.class})
class S3JobTest {
    private static final Path LOG = Path.of(System.getProperty("kachel.log", "target/kachel-test.log"));

    @TempDir
    static Path results;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int kachel(Object... args) {
        return Kachel.execute(
                new PrintWriter(out),
                new PrintWriter(err),
                Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    }

    /** Neither what a person sees nor the log says a secret. */
    @AfterEach
    void noSecretIsSeen() throws IOException {
        String log = Files.exists(LOG) ? Files.readString(LOG) : "";
        for (String said : List.of(out.toString(), err.toString(), log))
            assertThat(said).doesNotContain(S3Server.SECRET, S3Server.WRONG_SECRET);
        for (String bucket : List.of(S3Server.GOOD, S3Server.FLAKY))
            for (Path report : reports(S3Server.bucket(bucket)))
                assertThat(Files.readString(report))
                        .as("%s", report)
                        .doesNotContain(S3Server.SECRET, S3Server.WRONG_SECRET);
    }

    private static List<Path> reports(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(f -> f.toString().matches(".*\\.report\\.(json|html)"))
                    .toList();
        }
    }

    private static void writeInput(String container) throws IOException {
        Voxels voxels = Voxels.zeros(VoxelType.UINT16, new FinalInterval(40, 30, 20));
        // half of it is zero, so that some chunks are not stored
        for (int i = 0; i < voxels.count() / 2; i++) voxels.setInteger(i, i * 2654435761L >>> 7 & 1023);
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.OME_ZARR_0_4,
                VoxelType.UINT16,
                new long[] {40, 30, 20},
                new int[] {16, 16, 16},
                "zstd:1",
                new Spacing(1, 1, 2, "micrometer"),
                false);
        try (VolumeWriter writer = Volumes.writer(VolumeAddress.of(container), spec)) {
            writer.write(voxels);
            writer.finish();
        }
    }

    /** Blur, threshold, labels of which the large ones are kept, so that labels lie in a scratch volume in between; all kinds of tables. */
    private Path pipeline(String place) throws IOException {
        return Files.writeString(folder.resolve("p.yaml"), """
                input: {volume: '%1$s/in.zarr'}
                block: [32, 16, 32]
                steps:
                - {name: smooth, op: gaussian-blur, sigma: 1}
                - {name: mask, op: threshold, value: 530}
                - {name: objects, op: connected-components}
                - {name: large, op: filter-labels, size: [2, .inf]}
                output: {volume: '%1$s/out.zarr', write: {smooth: '', large: labels/large}, levels: 2}
                measure:
                - of: large
                  intensity: input
                  table: ['%1$s/tables/large.csv', '%1$s/tables/large.parquet']
                  neighbours: {write: '%1$s/tables/mesh.vtk'}
                  count-map: {tile: 10, write: ['%1$s/tables/map.zarr', '%1$s/tables/map.csv']}
                """.formatted(place));
    }

    private int run(String place, Object... options) throws IOException {
        List<Object> args = new ArrayList<>(List.of("run", pipeline(place)));
        args.addAll(List.of(options));
        return kachel(args.toArray());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The sums of all files below a folder by their path, but the report, whose times differ, and the ledger, which knows the place. */
    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.filter(Files::isRegularFile).toList())
                if (!each.toString().matches(".*(\\.report\\.(json|html)|\\.ledger/run\\.json|kachel\\.log)"))
                    files.put(root.relativize(each).toString(), sha256(Files.readAllBytes(each)));
        }
        return files;
    }

    /** What a local run leaves; made once. */
    private Map<String, String> expected() throws IOException {
        Path local = results.resolve("local");
        if (Files.exists(local)) return files(local);
        writeInput(local.resolve("in.zarr").toString());
        assertThat(run(local.toString())).as(err.toString()).isZero();
        Map<String, String> files = files(local);
        assertThat(files)
                .containsKeys(
                        "out.zarr/.zattrs",
                        "out.zarr/1/.zarray",
                        "out.zarr/labels/large/0/.zarray",
                        "tables/large.csv",
                        "tables/large.parquet",
                        "tables/mesh.vtk",
                        "tables/map.zarr/.zattrs");
        assertThat(files.keySet()).noneMatch(name -> name.contains("scratch") || name.contains("partial"));
        return files;
    }

    @ParameterizedTest
    @ValueSource(strings = {S3Server.GOOD, S3Server.FLAKY})
    void the_job_is_the_same_there(String bucket) throws IOException {
        int refused = S3Server.refused();
        String place = "s3a://" + bucket + "/job";
        writeInput(place + "/in.zarr");
        assertThat(run(place, "--verify")).as(err.toString()).isZero();

        Path there = S3Server.bucket(bucket).resolve("job");
        assertThat(files(there)).containsExactlyInAnyOrderEntriesOf(expected());
        assertThat(Files.readString(there.resolve("out.zarr.report.json"))).contains("\"done\"", place);
        // the input and two images, read from there
        assertThat(Files.readString(there.resolve("out.zarr.report.html")).split("data:image/png", -1))
                .hasSize(4);
        assertThat(out.toString()).containsPattern("\n[1-9]\\d* objects\n");
        assertThat(out.toString()).contains("table → " + place + "/tables/large.csv");
        assertThat(S3Server.refused() - refused > 5).isEqualTo(bucket.equals(S3Server.FLAKY));
    }

    @Test
    void what_stands_there_is_replaced_only_on_request() throws IOException {
        String in = "s3a://" + S3Server.GOOD + "/again/in.zarr";
        String result = "s3://" + S3Server.GOOD + "/again/out.zarr";
        Path there = S3Server.bucket(S3Server.GOOD).resolve("again/out.zarr");
        writeInput(in);
        assertThat(kachel("apply", "invert", in, result)).as(err.toString()).isZero();
        Map<String, String> first = files(there);
        assertThat(kachel("apply", "convert", in, result, "--param", "type=uint16"))
                .isEqualTo(2);
        assertThat(err.toString()).contains(result + " exists already; --overwrite replaces it");
        assertThat(files(there)).isEqualTo(first);
        assertThat(kachel("apply", "convert", in, result, "--param", "type=uint16", "--overwrite"))
                .as(err.toString())
                .isZero();
        Map<String, String> second = files(there);
        // of a copy, which has chunks of zeros again, nothing of before is left
        assertThat(second.keySet()).isNotEqualTo(first.keySet()).contains("0/.zarray");
        assertThat(second.keySet()).noneMatch(name -> name.startsWith("0/1/"));
        assertThat(kachel("apply", "invert", in, "s3://" + S3Server.GOOD + "/again/in.zarr", "--overwrite"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("output.volume is the input");
    }

    @Test
    void info_tells_of_a_volume_there() throws IOException {
        writeInput("s3a://" + S3Server.GOOD + "/info.zarr");
        assertThat(kachel("info", "s3://" + S3Server.GOOD + "/info.zarr", "--histogram"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("40 × 30 × 20 (x, y, z) uint16", "1.0, 1.0, 2.0 micrometer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        nowhere   | there is no such bucket
        forbidden | access denied
        good      | there is nothing at
        """)
    void what_cannot_be_read_is_named(String bucket, String reason) {
        String volume = "s3a://" + bucket + "/absent/in.zarr";
        assertThat(kachel("info", volume)).isEqualTo(3);
        assertThat(err.toString()).startsWith("kachel: ").contains(volume, reason);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        nowhere   | there is no such bucket
        forbidden | access denied
        """)
    void what_cannot_be_written_is_named(String bucket, String reason) throws IOException {
        String place = "s3a://" + S3Server.GOOD + "/" + bucket;
        writeInput(place + "/in.zarr");
        String output = "s3a://" + bucket + "/out.zarr";
        assertThat(run(place, "--quiet", "--set", "output.volume=" + output)).isEqualTo(3);
        assertThat(err.toString()).startsWith("kachel: ").contains(output, reason);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void a_chunk_that_is_cut_off_is_named() throws IOException {
        String place = "s3a://" + S3Server.GOOD + "/cut";
        writeInput(place + "/in.zarr");
        Path chunk = S3Server.bucket(S3Server.GOOD).resolve("cut/in.zarr/0/0/1/1");
        Files.write(chunk, Arrays.copyOf(Files.readAllBytes(chunk), 100));
        assertThat(run(place)).isEqualTo(3);
        assertThat(err.toString()).contains(place + "/in.zarr/0/0/1/1");
        assertThat(kachel("info", place + "/out.zarr")).isEqualTo(3);
        assertThat(S3Server.bucket(S3Server.GOOD).resolve("cut/tables")).doesNotExist();
        assertThat(reports(S3Server.bucket(S3Server.GOOD).resolve("cut"))).hasSize(2);
        assertThat(Files.readString(S3Server.bucket(S3Server.GOOD).resolve("cut/out.zarr.report.json")))
                .contains("\"failed\"");
    }
}
