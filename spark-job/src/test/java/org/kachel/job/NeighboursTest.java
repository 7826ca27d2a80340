package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
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
import org.kachel.job.plan.DriverBudget;
import org.kachel.job.spec.CountMapSpec;
import org.kachel.job.spec.PipelineFile;

/** Who touches whom and who is near, against what numpy and scipy made of the same labels. */
@ExtendWith(LocalSpark.class)
class NeighboursTest {
    private static final Spacing SPACING = new Spacing(0.5, 0.25, 2, "micrometer");

    @TempDir
    Path folder;

    @AfterEach
    void reset() {
        System.clearProperty(DriverBudget.PROPERTY);
        System.clearProperty(DriverBudget.TASK_PROPERTY);
    }

    @ParameterizedTest
    @CsvSource({
        "cells-nuclei3d_vol, 128 128 64, 48 128 13, 50 40 64, 0",
        "cells-nuclei3d_vol, 128 128 64, 100 30 64, 50 40 64, 64",
        "cells-blobs-many, 256 254 1, 64 100 1, 50 64 1, 0",
        "cells-blobs-many, 256 254 1, 256 254 1, 50 64 1, 64"
    })
    void pairsMeansAndCountsAreScipys(String name, String size, String block, String tile, String budget)
            throws IOException {
        System.setProperty(DriverBudget.PROPERTY, budget);
        System.setProperty(DriverBudget.TASK_PROPERTY, "0");
        write(name, sizeOf(size));
        run("relabel-sequential", block, tile, List.of("cells", "touching", "mean", "nearest", "close"));
        compare(
                "contacts-" + name,
                "pairs.csv",
                "label_a,label_b,contact_area,distance,contact_area_square_micrometer,distance_micrometer");
        compare("counts-" + name, "counts.csv", "tile_x,tile_y,tile_z,count");
        compareObjects("neighbours-" + name);
        comparePainted(name, sizeOf(size));
        compareImage("counts-" + name);
        compareParquet("contacts-" + name);
        compareSurface(name);
    }

    private static long[] sizeOf(String size) {
        return Arrays.stream(size.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /** Each voxel has what numpy and scipy say of its object, and objects stay or go by it. */
    private void comparePainted(String name, long[] size) throws IOException {
        Voxels labels = Goldens.HERE.image(name, VoxelType.UINT8, size);
        List<String[]> rows = Goldens.HERE.table("neighbours-" + name);
        long[] old = rows.stream().mapToLong(r -> Long.parseLong(r[0])).toArray();
        VolumeAddress out = VolumeAddress.of(folder.resolve("out.n5").toString());
        for (String step : List.of("touching", "mean", "nearest", "close")) {
            Voxels image = TestVolumes.read(out.dataset(step));
            double[] expected = expected(step, rows);
            for (int i = 0; i < labels.count(); i++) {
                int row = Arrays.binarySearch(old, labels.integer(i));
                double wanted = row < 0 ? 0 : expected[row], painted = image.real(i);
                boolean same = Double.isNaN(wanted) ? Double.isNaN(painted) : Math.abs(painted - wanted) <= 1e-5;
                if (!same)
                    fail("%s of voxel %d, label %d, is %s, not %s"
                            .formatted(step, i, labels.integer(i), painted, wanted));
            }
        }
    }

    private static double[] expected(String step, List<String[]> rows) {
        return switch (step) {
            case "touching" -> column(rows, 1);
            case "mean" -> column(rows, 2);
            case "nearest" -> column(rows, 4);
            default -> close(rows);
        };
    }

    private static double[] column(List<String[]> rows, int column) {
        return rows.stream()
                .mapToDouble(r -> r[column].equals("nan") ? Double.NaN : Double.parseDouble(r[column]))
                .toArray();
    }

    /** Numbers 1, 2, … of the objects that the pipeline keeps, 0 of the others. */
    private static double[] close(List<String[]> rows) {
        double[] touching = column(rows, 1),
                mean = column(rows, 2),
                nearest = column(rows, 4),
                numbers = new double[touching.length];
        int kept = 0;
        for (int i = 0; i < numbers.length; i++)
            if (touching[i] >= 1 && touching[i] <= 5 && mean[i] >= 0 && mean[i] <= 30 && nearest[i] <= 32)
                numbers[i] = ++kept;
        assertThat(kept).isBetween(1, numbers.length - 1);
        return numbers;
    }

    private void compareObjects(String golden) throws IOException {
        List<String[]> expected = Goldens.HERE.table(golden);
        List<String> lines = Files.readAllLines(folder.resolve("objects.csv"));
        List<String> names = List.of(lines.get(0).split(","));
        String[] columns = {
            "label",
            "touching_neighbours",
            "mean_distance_touching",
            "mean_distance_touching_micrometer",
            "mean_distance_nearest_4",
            "mean_distance_nearest_4_micrometer"
        };
        assertThat(lines).hasSize(expected.size() + 1);
        for (int row = 0; row < expected.size(); row++) {
            String[] values = lines.get(row + 1).split(",");
            String[] picked =
                    Arrays.stream(columns).map(c -> values[names.indexOf(c)]).toArray(String[]::new);
            close(picked, expected.get(row));
        }
    }

    private void compare(String golden, String file, String header) throws IOException {
        List<String[]> expected = Goldens.HERE.table(golden);
        List<String> lines = Files.readAllLines(folder.resolve(file));
        assertThat(lines.get(0)).isEqualTo(header);
        assertThat(lines).hasSize(expected.size() + 1);
        for (int row = 0; row < expected.size(); row++) close(lines.get(row + 1).split(","), expected.get(row));
    }

    /** Integers exactly, and what is no number alike. */
    private static void close(String[] actual, String[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            if (expected[i].equals("nan")) assertThat(actual[i]).isEqualTo("NaN");
            else if (!expected[i].contains(".")) assertThat(actual[i]).isEqualTo(expected[i]);
            else assertThat(Double.parseDouble(actual[i])).isCloseTo(Double.parseDouble(expected[i]), within(1e-9));
        }
    }

    /** The objects that scipy sees from outside, and the pairs of such. */
    private void compareSurface(String name) throws IOException {
        List<String> outer = Goldens.HERE.table("surface-" + name).stream()
                .map(row -> row[0])
                .toList();
        List<String> lines = Files.readAllLines(folder.resolve("objects.csv"));
        int column = List.of(lines.get(0).split(",")).indexOf("surface");
        assertThat(lines.stream().skip(1).map(l -> l.split(",")).filter(v -> v[column].equals("1")))
                .extracting(v -> v[0])
                .containsExactlyElementsOf(outer);
        List<String> pairs = Files.readAllLines(folder.resolve("pairs.csv"));
        assertThat(Files.readAllLines(folder.resolve("surface.csv")).stream().skip(1))
                .containsExactlyElementsOf(pairs.stream()
                        .skip(1)
                        .filter(l -> outer.contains(l.split(",")[0]) && outer.contains(l.split(",")[1]))
                        .toList());
    }

    private void compareImage(String golden) throws IOException {
        Voxels counts = TestVolumes.read(
                VolumeAddress.of(folder.resolve("counts.ome.zarr").toString()));
        assertThat(counts.type()).isEqualTo(VoxelType.UINT32);
        for (String[] row : Goldens.HERE.table(golden)) {
            long[] at = Arrays.stream(row).mapToLong(Long::parseLong).toArray();
            assertThat(counts.integer(counts.index(at[0], at[1], at[2]))).isEqualTo(at[3]);
        }
    }

    private void compareParquet(String golden) throws IOException {
        List<Row> rows = SparkSession.builder()
                .getOrCreate()
                .read()
                .parquet(folder.resolve("pairs.parquet").toString())
                .orderBy("label_a", "label_b")
                .collectAsList();
        List<String[]> expected = Goldens.HERE.table(golden);
        assertThat(rows).hasSameSizeAs(expected);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).<Long>getAs("label_a")).isEqualTo(Long.parseLong(expected.get(i)[0]));
            assertThat(rows.get(i).<Long>getAs("contact_area")).isEqualTo(Long.parseLong(expected.get(i)[2]));
        }
    }

    /** Points, lines and what they carry, as a reader of the legacy format takes them. */
    @ParameterizedTest
    @CsvSource({"0", "64"})
    void theMeshHasAPointForEachObjectAndALineForEachPair(String budget) throws IOException {
        System.setProperty(DriverBudget.PROPERTY, budget);
        write("cells-nuclei3d_vol", 128, 128, 64);
        run("relabel-sequential", "64 64 64", "64 64 64", List.of("cells"));
        List<String[]> pairs = Goldens.HERE.table("contacts-cells-nuclei3d_vol");
        List<String[]> objects = Goldens.HERE.table("neighbours-cells-nuclei3d_vol");
        List<String> words = new ArrayList<>(
                List.of(Files.readString(folder.resolve("mesh.vtk")).split("\\s+")));
        int points = words.indexOf("POINTS"), lines = words.indexOf("LINES");
        assertThat(words.get(points + 1)).isEqualTo("" + objects.size());
        assertThat(words.get(lines + 1)).isEqualTo("" + pairs.size());
        int labels = words.indexOf("label") + 5;
        int areas = words.indexOf("contact_area") + 5;
        for (int i = 0; i < pairs.size(); i++) {
            int a = Integer.parseInt(words.get(lines + 4 + 3 * i)), b = Integer.parseInt(words.get(lines + 5 + 3 * i));
            assertThat(words.get(labels + a)).isEqualTo(pairs.get(i)[0]);
            assertThat(words.get(labels + b)).isEqualTo(pairs.get(i)[1]);
            double square = 0;
            for (int d = 0; d < 3; d++)
                square += Math.pow(
                        Double.parseDouble(words.get(points + 3 + 3 * a + d))
                                - Double.parseDouble(words.get(points + 3 + 3 * b + d)),
                        2);
            assertThat(Math.sqrt(square)).isCloseTo(Double.parseDouble(pairs.get(i)[5]), within(1e-9));
            assertThat(Double.parseDouble(words.get(areas + i)))
                    .isCloseTo(Double.parseDouble(pairs.get(i)[4]), within(1e-9));
        }
        String graph = Files.readString(folder.resolve("mesh.graphml"));
        assertThat(graph.split("<node ")).hasSize(objects.size() + 1);
        assertThat(graph.split("<edge ")).hasSize(pairs.size() + 1);
    }

    @ParameterizedTest
    @CsvSource({"0", "64"})
    void labelsOfAnySizeFarApart(String budget) throws IOException {
        long[] labels = {0, 1, 1L << 40, (1L << 62) + 5, Long.MAX_VALUE};
        TestVolumes.write(
                folder.resolve("in.zarr"),
                VoxelType.UINT64,
                new int[] {5, 4, 3},
                new int[] {5, 4, 3},
                (x, y, z) -> labels[x]);
        System.setProperty(DriverBudget.PROPERTY, budget);
        run("flip-z", "2 4 3", "5 4 3", List.of("touching"));
        assertThat(Files.readAllLines(folder.resolve("pairs.csv")).stream().skip(1))
                .containsExactly(
                        "1,1099511627776,12,1.0",
                        "1099511627776,4611686018427387909,12,1.0",
                        "4611686018427387909,9223372036854775807,12,1.0");
        Voxels touching = TestVolumes.read(
                VolumeAddress.of(folder.resolve("out.n5").toString()).dataset("touching"));
        for (int i = 0; i < touching.count(); i++)
            assertThat(touching.real(i)).isEqualTo(new double[] {0, 1, 2, 2, 1}[i % 5]);
    }

    @Test
    void tooManyTilesAreRefused() {
        assertThatThrownBy(() -> new CountMapSpec(List.of(10, 2, 1), List.of())
                        .check(new org.kachel.block.Size(100_000, 100_000, 10)))
                .hasMessageContaining("measure.count-map.tile is [10, 2, 1], which makes 5000000000 tiles");
    }

    private void write(String name, long... size) throws IOException {
        Voxels image = Goldens.HERE.image(name, VoxelType.UINT8, size);
        VolumeAddress address = VolumeAddress.of(folder.resolve("in.zarr").toString());
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.OME_ZARR_0_4,
                VoxelType.UINT8,
                size,
                new int[] {32, 32, (int) Math.min(32, size[2])},
                "zstd:1",
                SPACING,
                false);
        try (VolumeWriter writer = Volumes.writer(address, spec)) {
            writer.write(image);
            writer.finish();
        }
    }

    private void run(String operation, String block, String tile, List<String> written) throws IOException {
        String text = """
                input: {volume: FOLDER/in.zarr}
                block: [BLOCK]
                steps:
                  - {name: cells, op: OPERATION}
                  - {name: touching, op: label-map, of: cells, property: touching-neighbours}
                  - {name: mean, op: label-map, of: cells, property: mean-distance-touching}
                  - {name: nearest, op: label-map, of: cells, property: mean-distance-nearest, nearest: 4}
                  - name: close
                    op: filter-labels
                    of: cells
                    touching-neighbours: [1, 5]
                    mean-distance-touching: [0, 30]
                    mean-distance-nearest: [0, 32]
                    nearest: 4
                output: {volume: FOLDER/out.n5, format: n5, write: {WRITTEN}}
                measure:
                  - of: cells
                    table: FOLDER/objects.csv
                    neighbours:
                      write: [FOLDER/pairs.csv, FOLDER/pairs.parquet, FOLDER/mesh.vtk, FOLDER/mesh.graphml]
                      nearest: 4
                      surface: rays
                      write-surface: [FOLDER/surface.csv]
                    count-map: {tile: [TILE], write: [FOLDER/counts.csv, FOLDER/counts.ome.zarr]}
                """.replace("OPERATION", operation)
                .replace("WRITTEN", written.stream().map(s -> s + ": " + s).collect(Collectors.joining(", ")))
                .replace("FOLDER", folder.toString())
                .replace("BLOCK", block.replace(" ", ", "))
                .replace("TILE", tile.replace(" ", ", "));
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), text);
        Job.run(
                PipelineFile.read(file, List.of()),
                RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true));
    }
}
