package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.NewImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pyramids from the command line: a TIFF stack in, levels out, and what is told of them. */
class PyramidCommandTest {
    private static JavaSparkContext spark;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path tiff;
    private Path volume;

    @BeforeAll
    static void start() {
        spark = new JavaSparkContext(new SparkConf()
                .setMaster("local[2]")
                .setAppName("pyramids")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void stack() {
        tiff = folder.resolve("stack.tif");
        volume = folder.resolve("stack.ome.zarr");
        ImagePlus image = NewImage.createShortImage("stack", 40, 30, 21, NewImage.FILL_RAMP);
        IJ.saveAsTiff(image, tiff.toString());
    }

    private int kachel(Object... args) {
        String[] texts = java.util.Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
        return Kachel.execute(new PrintWriter(out), new PrintWriter(err), texts);
    }

    @Test
    void a_stack_is_imported_with_levels_and_each_is_told_of() {
        assertThat(kachel("import", tiff, volume, "--levels", "3", "--factors", "2,2,1", "--chunk", "16,16,8"))
                .as(err.toString())
                .isZero();
        assertThat(kachel("info", volume)).isZero();
        assertThat(out.toString())
                .contains("pyramid    3 levels")
                .contains("  0        40 × 30 × 21 (x, y, z), spacing ")
                .contains("  2        10 × 8 × 21 (x, y, z), spacing ");
        assertThat(kachel("info", volume, "--level", "1")).isZero();
        assertThat(out.toString()).contains("voxels     20 × 15 × 21 (x, y, z) uint16");
    }

    @Test
    void one_operation_is_applied_to_a_level_and_written_at_several() {
        assertThat(kachel("import", tiff, volume, "--levels", "2", "--label")).isZero();
        Path result = folder.resolve("out.n5");
        assertThat(kachel("apply", "flip-x", volume, result, "--level", "1", "--levels", "auto", "--format", "n5"))
                .isZero();
        assertThat(kachel(
                        "apply", "flip-x", volume, result, "--levels", "3", "--format", "n5", "--overwrite", "--quiet"))
                .as(err.toString())
                .isZero();
        assertThat(kachel("info", result)).isZero();
        assertThat(out.toString()).contains("  s2       10 × 8 × 6 (x, y, z)");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void an_import_that_cannot_be_leaves_what_is_there() throws IOException {
        assertThat(kachel("import", tiff, volume)).isZero();
        byte[] before = Files.readAllBytes(volume.resolve(".zattrs"));
        assertThat(kachel("import", tiff, volume, "--levels", "8", "--overwrite"))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith("kachel: output.levels is 8, but 'the image' of [40, 30, 21] voxels has at most 7 levels");
        assertThat(Files.readAllBytes(volume.resolve(".zattrs"))).isEqualTo(before);
        assertThat(kachel("import", tiff, volume, "--levels", "2", "--format", "zarr3", "--overwrite"))
                .isEqualTo(2);
    }
}
