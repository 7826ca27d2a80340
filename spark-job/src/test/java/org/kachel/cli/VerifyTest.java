package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.kachel.job.report.Report;
import org.kachel.job.store.FaultyStores;
import org.kachel.job.store.ResultFile;

/** With {@code --verify} nothing that was spoiled on its way to the disk is ever taken for a result. */
@ExtendWith(LocalSpark.class)
class VerifyTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int kachel(Object... args) {
        return Kachel.execute(
                new PrintWriter(out),
                new PrintWriter(err),
                Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    }

    @BeforeEach
    void input() throws IOException {
        Voxels voxels = Voxels.zeros(VoxelType.UINT16, new FinalInterval(40, 30, 20));
        for (int i = 0; i < voxels.count(); i++) voxels.setInteger(i, i * 2654435761L >>> 7 & 1023);
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.ZARR2,
                VoxelType.UINT16,
                new long[] {40, 30, 20},
                new int[] {16, 16, 16},
                "zstd:1",
                Spacing.VOXELS,
                false);
        try (VolumeWriter writer =
                Volumes.writer(VolumeAddress.of(folder.resolve("in.zarr").toString()), spec)) {
            writer.write(voxels);
            writer.finish();
        }
    }

    private int run(String name, String format, Object... options) throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), """
                input: {volume: '%1$s/in.zarr'}
                block: [16, 16, 16]
                steps:
                - {name: smooth, op: gaussian-blur, sigma: 1}
                - {name: mask, op: threshold, value: 530}
                - {name: objects, op: connected-components}
                - {name: large, op: filter-labels, size: [2, .inf]}
                output: {volume: 'faulty:%1$s/%2$s/out', format: %3$s, codec: raw, write: {smooth: smooth, large: labels/large}, levels: 2}
                measure:
                - of: large
                  intensity: input
                  table: ['faulty:%1$s/%2$s/large.csv', 'faulty:%1$s/%2$s/large.parquet']
                  count-map: {tile: 10, write: ['faulty:%1$s/%2$s/map.zarr', 'faulty:%1$s/%2$s/map.csv']}
                """.formatted(folder, name, format));
        List<Object> args = new ArrayList<>(List.of("run", file, "--threads", 2, "--device", "java", "--quiet"));
        args.addAll(List.of(options));
        return kachel(args.toArray());
    }

    private Map<String, String> files(String name) throws IOException {
        Map<String, String> files = new TreeMap<>();
        Path root = folder.resolve(name);
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                String path = root.relativize(each).toString();
                if (!path.matches("out\\.(ledger|report).*|.*parquet|.*\\.log"))
                    files.put(path, Arrays.toString(Files.readAllBytes(each)));
            }
        }
        return files;
    }

    private Report report(String name) throws IOException {
        return Report.read(
                new ResultFile(folder.resolve(name + "/out.report.json").toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /out/smooth/0/0/1/1       | FLIPPED | smooth, level 0, block [(16, 16, 0) -- (31, 29, 15)
        /out/smooth/0/0/1/1       | LOST    | smooth, level 0, block [(16, 16, 0) -- (31, 29, 15)
        /out/smooth/0/0/1/1       | CUT     | /out/smooth/0/0/1/1
        /out/smooth/1/0/0/1       | FLIPPED | smooth, level 1
        /out/labels/large/0/1/1/1 | FLIPPED | labels/large, level 0
        /out/labels/large/1/0/0/0 | LOST    | labels/large, level 1
        scratch/\\d+/0/1/1        | LOST    | scratch
        scratch/\\d+/0/1/1        | FLIPPED | scratch
        """)
    void a_spoiled_chunk_is_found_and_done_again(String chunk, FaultyStores.Fault fault, String named)
            throws IOException {
        assertThat(run("good", "ome-zarr-0.4", "--verify")).as(err.toString()).isZero();
        assertThat(report("good").phases()).last().satisfies(verify -> {
            assertThat(verify.name()).isEqualTo("verify");
            assertThat(verify.blocks()).isGreaterThan(30);
        });
        FaultyStores.spoil(chunk, fault);
        assertThat(run("bad", "ome-zarr-0.4", "--verify")).isEqualTo(3);
        assertThat(FaultyStores.spoiled()).isTrue();
        assertThat(err.toString()).contains(named);
        assertThat(kachel("info", "faulty:" + folder + "/bad/out")).isEqualTo(3);
        assertThat(files("bad").keySet()).noneMatch(f -> f.matches(".*/\\.z.*|.*csv"));
        assertThat(run("bad", "ome-zarr-0.4", "--verify", "--resume"))
                .as(err.toString())
                .isZero();
        assertThat(files("bad")).isEqualTo(files("good"));
        assertThat(report("bad").phases().get(0).blocksKept()).isGreaterThan(10);
    }

    @ParameterizedTest
    @CsvSource({
        "/large.csv, FLIPPED, large.csv",
        "/large.parquet, CUT, large.parquet",
        "/map.csv, LOST, map.csv",
        "/map.zarr/0/0/0/0, FLIPPED, map.zarr"
    })
    void a_spoiled_table_is_found(String file, FaultyStores.Fault fault, String named) throws IOException {
        FaultyStores.spoil(file, fault);
        assertThat(run("bad", "ome-zarr-0.4", "--verify")).isEqualTo(3);
        assertThat(FaultyStores.spoiled()).isTrue();
        assertThat(err.toString()).contains(named);
        assertThat(kachel("info", "faulty:" + folder + "/bad/out")).isEqualTo(3);
        assertThat(run("bad", "ome-zarr-0.4", "--verify", "--resume"))
                .as(err.toString())
                .isZero();
        assertThat(run("good", "ome-zarr-0.4")).isZero();
        assertThat(files("bad")).isEqualTo(files("good"));
    }

    @Test
    void spoiled_metadata_is_found() throws IOException {
        FaultyStores.spoil("smooth/1/.zarray", FaultyStores.Fault.LOST);
        assertThat(run("bad", "ome-zarr-0.4", "--verify")).isEqualTo(3);
        assertThat(err.toString()).contains("cannot be opened as it was written");
        assertThat(files("bad").keySet()).noneMatch(f -> f.startsWith("out/smooth/.z"));
        assertThat(run("bad", "ome-zarr-0.4", "--verify", "--resume")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"ome-zarr-0.5", "n5"})
    void other_formats_are_read_back_too(String format) throws IOException {
        assertThat(run("good", format, "--verify")).as(err.toString()).isZero();
        FaultyStores.spoil("/out/labels/large/.*/1/0/0", FaultyStores.Fault.FLIPPED);
        assertThat(run("bad", format, "--verify")).isEqualTo(3);
        assertThat(run("bad", format, "--verify", "--resume"))
                .as(err.toString())
                .isZero();
        assertThat(files("bad")).isEqualTo(files("good"));
    }
}
