package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.slf4j.Log4jLoggerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kachel.bench.BenchChart;
import org.kachel.bench.BenchResult;
import org.kachel.block.io.VolumeException;
import org.kachel.gpu.DeviceException;
import org.kachel.job.ExitCode;
import org.kachel.job.IncompleteException;
import org.slf4j.LoggerFactory;

class KachelTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int kachel(String... args) {
        return Kachel.execute(new PrintWriter(out), new PrintWriter(err), args);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        frob                                    | Unmatched argument at index 0: 'frob'
        run                                     | Missing required parameter: 'PIPELINE.yaml'
        run p.yaml --frob                       | Unknown option: '--frob'
        run p.yaml --threads x                  | Invalid value for option '--threads': 'x' is not an int
        run /nowhere/p.yaml                     | kachel: /nowhere/p.yaml: there is no such pipeline file
        plan /nowhere/p.yaml                    | kachel: /nowhere/p.yaml: there is no such pipeline file
        apply                                   | Missing required parameters: 'OP', 'IN', 'OUT'
        apply frob a b                          | kachel: unknown operation 'frob'
        apply gaussian-blur a b --param sigma=x | kachel: gaussian-blur: sigma is x, but must be a number
        apply add-images a b                    | kachel: add-images takes 2 inputs (x, y): write a pipeline file and use `kachel run`
        ops gausian-blur                        | kachel: there is no operation 'gausian-blur'; see `kachel ops`. Did you mean 'gaussian-blur'?
        bench v.zarr                            | kachel: bench VOLUME needs --threshold; see `kachel bench --help`
        bench --threshold 3                     | kachel: --threshold is for a VOLUME, and none is given
        bench --repeat 0                        | kachel: --repeat is 0, but must be at least 1
        bench --sizes huge                      | kachel: there is no size 'huge'; there are 2d-8mb, 3d-64mb, 3d-512, tiny
        bench --ops frob                        | kachel: unknown operation 'frob'
        bench --chart x.gif                     | kachel: --chart is x.gif, but must end in .svg or .png
        apply crop a b --levels 0               | kachel: --levels is 0, but must be a whole number, at least 1, or auto
        apply crop a b --levels -2              | kachel: --levels is -2, but must be a whole number, at least 1, or auto
        apply crop a b --levels 2 --factors 2,2 | kachel: --factors is [2, 2], but must be three numbers from 1 to 64
        apply crop a b --downsample max         | kachel: --downsample is max, but must be mean or mode
        import a.tif b --format zarr            | kachel: --format: unknown format 'zarr'; known are ome-zarr-0.4, ome-zarr-0.5, zarr2, zarr3, n5
        import a.tif b --chunk 3,4              | kachel: --chunk must be three sizes X,Y,Z, each at least 1
        """)
    void refuses_wrong_requests_with_2(String args, String message) {
        assertThat(kachel(args.split(" +"))).isEqualTo(2);
        assertThat(err.toString()).startsWith(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void says_3_where_the_data_is_not_there() {
        assertThat(kachel("info", "/nowhere/x.zarr")).isEqualTo(3);
        assertThat(err.toString()).isEqualTo("kachel: there is nothing at /nowhere/x.zarr" + System.lineSeparator());
    }

    @Test
    void a_failure_in_a_task_keeps_its_kind() {
        PrintWriter to = new PrintWriter(err);
        RuntimeException device = new DeviceException(DeviceException.Kind.LOST, "the device is gone", null);

        assertThat(ExitCode.report(
                        new RuntimeException("job aborted", new VolumeException("chunk 3 is cut off")), to, false))
                .isEqualTo(3);
        assertThat(ExitCode.report(new RuntimeException("job aborted", device), to, false))
                .isEqualTo(4);
        assertThat(ExitCode.report(new IncompleteException("2 blocks are missing"), to, false))
                .isEqualTo(5);
        assertThat(err.toString().lines())
                .containsExactly(
                        "kachel: chunk 3 is cut off", "kachel: the device is gone", "kachel: 2 blocks are missing");
    }

    @Test
    void a_bug_says_so_and_where() {
        assertThat(ExitCode.report(new IllegalStateException("oops"), new PrintWriter(err), false))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("kachel: unexpected: java.lang.IllegalStateException: oops")
                .contains("KachelTest");
    }

    /** Otherwise SLF4J writes six lines of its own into each run, and what Spark logs goes nowhere. */
    @Test
    void sparks_logging_is_found() {
        assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(Log4jLoggerFactory.class);
    }

    @Test
    void a_stack_trace_comes_only_when_asked_for() {
        assertThat(kachel("info", "/nowhere/x.zarr", "--debug")).isEqualTo(3);
        assertThat(err.toString()).contains("\tat org.kachel");
    }

    @Test
    void describes_the_sample(@TempDir Path folder) throws IOException {
        Path sample = folder.resolve("nuclei.ome.zarr");
        DemoCommand.unpack(sample);

        assertThat(kachel("info", sample.toString(), "--histogram")).isZero();
        assertThat(out.toString())
                .contains("128 × 128 × 64 (x, y, z) uint16")
                .contains("0.3603981534640209, 0.3603981534640209, 0.500202734375 micrometer")
                .contains("pyramid    1 level")
                .contains("  0        128 × 128 × 64 (x, y, z), spacing 0.360")
                .contains("values     23 to 1680");
    }

    @Test
    void draws_labels_over_the_image(@TempDir Path folder) throws IOException {
        Path sample = folder.resolve("nuclei.ome.zarr");
        DemoCommand.unpack(sample);
        Path png = folder.resolve("x.png");
        var address = org.kachel.block.io.VolumeAddress.of(sample.toString());
        DemoPicture.draw(address, address, png);

        assertThat(Files.exists(png)).isTrue();
        assertThat(javax.imageio.ImageIO.read(png.toFile()).getWidth()).isEqualTo(512);
    }

    @Test
    void times_operations_and_says_on_what(@TempDir Path folder) throws IOException {
        System.setProperty("kachel.cache", folder.resolve("cache").toString());
        Path json = folder.resolve("b.json"), svg = folder.resolve("b.svg"), png = folder.resolve("b.png");
        assertThat(kachel(
                        "bench",
                        "--sizes",
                        "tiny",
                        "--ops",
                        "mean-box,filter-labels",
                        "--repeat",
                        "2",
                        "--json",
                        json.toString(),
                        "--chart",
                        svg.toString()))
                .isZero();
        System.clearProperty("kachel.cache");
        assertThat(out.toString())
                .startsWith("measured on ")
                .contains("mean-box radius=3 nuclei")
                .contains("not run: ");
        BenchResult result = BenchResult.read(json);
        assertThat(result.rows()).hasSize(2);
        assertThat(result.rows()).anySatisfy(row -> {
            assertThat(row.bytes()).isEqualTo(64L * 64 * 64 * (2 + 4));
            assertThat(row.deviceMilliseconds()).isPositive();
            assertThat(row.withTransfersMilliseconds()).isGreaterThan(row.deviceMilliseconds());
            assertThat(row.javaMilliseconds()).isPositive();
            assertThat(row.imagejMilliseconds()).isPositive();
        });
        assertThat(Files.readString(svg)).startsWith("<svg").contains("mean-box radius=3");
        BenchChart.write(result, png);
        assertThat(javax.imageio.ImageIO.read(png.toFile()).getWidth()).isPositive();
        assertThat(folder.resolve("cache").resolve("kachel")).isDirectoryContaining("glob:**.json");
    }

    @Test
    void lists_every_operation_and_shows_one() {
        assertThat(kachel("ops")).isZero();
        assertThat(out.toString().lines().count())
                .isEqualTo(org.kachel.op.Catalogue.entries().size());
        assertThat(kachel("ops", "gaussian-blur")).isZero();
        assertThat(out.toString())
                .contains(
                        "sigma", "halo: 8 voxels in the example", "result: float32", "- {op: gaussian-blur, sigma: 2}")
                .contains("kachel apply gaussian-blur in.ome.zarr out.ome.zarr --param sigma=2");
    }
}
