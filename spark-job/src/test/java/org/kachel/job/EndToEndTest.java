package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.spec.PipelineFile;

/**
 * Whole pipelines, from a volume on disk through Spark to results on disk, against what scipy, scikit-image and pyclesperanto
 * made of the same images.
 */
@ExtendWith(LocalSpark.class)
class EndToEndTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "blobs_gt128, 100 90 1",
        "maize_clsm_cells, 300 640 1",
        "nuclei3d_noise, 90 70 60",
        "adv_random_p0.3116, 30 61 40",
        "adv_twosnakes, 83 20 33",
        "adv_spiral, 40 31 70",
        "adv_corners, 16 16 32",
        "adv_checkerboard, 42 40 35"
    })
    void connectedComponentsAreScipys(String mask, String block) throws IOException {
        List<String[]> rows = Goldens.COMPONENTS.table("goldens").stream()
                .filter(row -> row[0].equals(mask))
                .toList();
        List<String> steps = rows.stream()
                .map(r -> "{name: %s, op: connected-components, of: input, connectivity: %s}".formatted(r[4], r[4]))
                .toList();
        long[] size =
                Arrays.stream(rows.get(0), 1, 4).mapToLong(Long::parseLong).toArray();
        write(Goldens.COMPONENTS.image(mask, VoxelType.UINT8, size));
        run(block, steps, names(rows, 4));
        for (String[] row : rows)
            assertThat(Goldens.sha256(read(row[4]))).as(row[4]).isEqualTo(row[6]);
    }

    @ParameterizedTest
    @CsvSource({"nuclei3d_small, 20 30 11", "nuclei3d_small, 56 17 24", "blobs, 64 100 1"})
    void filtersAreScipysAndPyclesperantos(String image, String block) throws IOException {
        List<String[]> rows = Goldens.NEIGHBOURHOOD.table("goldens").stream()
                .filter(row -> row[3].equals(image))
                .toList();
        Voxels in = image.equals("blobs") ? Goldens.blobs() : Goldens.nucleiSmall();
        write(in);
        List<String> steps = rows.stream()
                .map(r -> "{name: %s, op: %s, of: input, %s}"
                        .formatted(
                                r[0],
                                r[1],
                                r[2].replace("=", ": ")
                                        .replaceAll("(?<=\\d) (?=\\d)", ", ")
                                        .replace(";", ", ")))
                .toList();
        run(block, steps, names(rows, 0));
        for (String[] row : rows) compare(row, read(row[0]), range(in));
    }

    /** Integers exactly; floats within 1e-6 of the input's range or the result's (a variance is a square), since scipy computes in float64. */
    private static void compare(String[] row, Voxels actual, double range) throws IOException {
        long[] size = Arrays.stream(row, 4, 7).mapToLong(Long::parseLong).toArray();
        Voxels expected = Goldens.NEIGHBOURHOOD.image(row[0], VoxelType.named(row[7]), size);
        assertThat(actual.type()).as(row[0]).isEqualTo(expected.type());
        double allowed = expected.type().floating() ? 1e-6 * Math.max(range, range(expected)) : 0;
        for (int i = 0; i < expected.count(); i++)
            if (!(Math.abs(actual.real(i) - expected.real(i)) <= allowed))
                assertThat(actual.real(i)).as("%s, voxel %d", row[0], i).isEqualTo(expected.real(i));
    }

    @Test
    void otsuIsPyclesperantos() throws IOException {
        write(Goldens.nucleiSmall());
        run("25 48 9", List.of("{name: mask, op: threshold-auto, method: otsu}"), List.of("mask"));
        assertThat(read("mask").bytes())
                .isEqualTo(Goldens.HERE
                        .image("otsu-nuclei3d_small", VoxelType.UINT8, 56, 48, 24)
                        .bytes());
    }

    /** The same objects, voxel by voxel; its own rules make the same of our smoothed image and mask. */
    @ParameterizedTest
    @CsvSource({
        "blobs, cells-blobs, 3.5, 1, 100 254 1",
        "blobs, cells-blobs-many, 2, 2, 64 64 1",
        "bbbc022_hoechst, cells-bbbc022_hoechst, 5, 1, 240 130 1",
        "nuclei3d_vol, cells-nuclei3d_vol, 6, 2, 128 50 40"
    })
    void voronoiOtsuIsPyclesperantos(String image, String golden, double spot, double outline, String block)
            throws IOException {
        Voxels in = voronoiImage(image);
        write(in);
        List<String> steps = List.of(
                "{name: spots, op: gaussian-blur, sigma: %s}".formatted(spot),
                "{name: smooth, op: gaussian-blur, of: input, sigma: %s}".formatted(outline),
                "{name: mask, op: threshold-auto}",
                "{name: cells, op: voronoi-otsu-labeling, of: input, spot-sigma: %s, outline-sigma: %s}"
                        .formatted(spot, outline));
        run(block, steps, List.of("spots", "mask", "cells"));
        int[] expected = integers(
                Goldens.HERE.image(golden, VoxelType.UINT8, in.interval().dimensionsAsLongArray()));
        assertThat(sameObject(PyclesperantoFlood.labels(read("spots"), read("mask")), expected))
                .isEqualTo(1);
        assertThat(sameObject(integers(read("cells")), expected)).isEqualTo(1);
    }

    /**
     * Two seeds at the same distance from the voxel between them: that at x = 2 comes first in raster order and is numbered
     * so, but last with x slowest, and wins.
     */
    @ParameterizedTest
    @CsvSource({"5 5 5", "2 2 2", "1 1 1"})
    void tiesGoToTheSeedThatIsLastWithXSlowest(String block) throws IOException {
        for (int axis = 1; axis < 3; axis++) {
            int[] first = {2, 1, 1}, second = {0, 1, 1};
            first[axis] = 0;
            second[axis] = 2;
            write(binary(first, second));
            run(block, List.of("{name: cells, op: voronoi-labeling, of: input}"), List.of("cells"));
            Voxels cells = read("cells");
            assertThat(cells.integer(cells.index(first[0], first[1], first[2]))).isEqualTo(1);
            assertThat(cells.integer(cells.index(second[0], second[1], second[2])))
                    .isEqualTo(2);
            assertThat(cells.integer(cells.index(1, 1, 1))).isEqualTo(1);
        }
    }

    private static Voxels binary(int[]... set) {
        Voxels image = Voxels.zeros(VoxelType.UINT8, new FinalInterval(3, 3, 3));
        for (int[] at : set) image.setInteger(image.index(at[0], at[1], at[2]), 1);
        return image;
    }

    private static Voxels voronoiImage(String name) throws IOException {
        return switch (name) {
            case "blobs" -> Goldens.blobs();
            case "bbbc022_hoechst" -> Goldens.HERE.image(name, VoxelType.UINT16, 695, 395, 1);
            default -> Goldens.HERE.image(name, VoxelType.UINT16, 128, 128, 64);
        };
    }

    /** Share of the foreground that lies in the object which overlaps its own most; both images have the same objects. */
    private static double sameObject(int[] a, int[] b) {
        int count = Arrays.stream(a).max().orElseThrow();
        assertThat(Arrays.stream(b).max()).hasValue(count);
        int[][] overlap = new int[count + 1][count + 1];
        int foreground = 0;
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i] != 0).isEqualTo(b[i] != 0);
            if (a[i] == 0) continue;
            foreground++;
            overlap[a[i]][b[i]]++;
        }
        int same = Arrays.stream(overlap)
                .mapToInt(row -> Arrays.stream(row).max().orElse(0))
                .sum();
        long partners = IntStream.rangeClosed(1, count)
                .map(l -> IntStream.rangeClosed(1, count)
                        .boxed()
                        .max(java.util.Comparator.comparingInt(m -> overlap[l][m]))
                        .orElseThrow())
                .distinct()
                .count();
        assertThat(partners).isEqualTo(count);
        return (double) same / foreground;
    }

    @Test
    void objectsIn2dAreScikitImages() throws IOException {
        write(Goldens.blobs());
        List<String> steps = List.of(
                "{name: mask, op: greater, value: 128}",
                "{name: objects, op: connected-components, connectivity: corners}");
        compareObjects("objects-blobs", 2, measured("90 60 1", steps));
    }

    @Test
    void objectsIn3dAreScikitImages() throws IOException {
        write(Goldens.nucleiSmall());
        List<String> steps =
                List.of("{name: mask, op: greater, value: 700}", "{name: objects, op: connected-components}");
        compareObjects("objects-nuclei3d_small", 3, measured("17 48 10", steps));
    }

    private List<String[]> measured(String block, List<String> steps) throws IOException {
        Path table = folder.resolve("objects.csv");
        String measure = "measure:\n  - {of: objects, intensity: input, table: %s}\n".formatted(table);
        run(block, steps, List.of("objects"), measure);
        List<String> lines = Files.readAllLines(table);
        assertThat(lines.get(0))
                .startsWith("label,voxel_count,bbox_min_x,bbox_min_y,bbox_min_z,bbox_max_x,bbox_max_y,bbox_max_z,"
                        + "centroid_x,centroid_y,centroid_z,touches_border,surface_voxels,")
                .contains(",input_min,input_max,input_mean,input_sum,"
                        + "input_standard_deviation,input_mass_centre_x,input_mass_centre_y,input_mass_centre_z");
        int first = List.of(lines.get(0).split(",")).indexOf("input_min");
        return lines.stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(row -> Stream.concat(Arrays.stream(row, 0, 11), Arrays.stream(row, first, row.length))
                        .toArray(String[]::new))
                .toList();
    }

    /** skimage's rows: label, area, lower and upper (exclusive) corner, centroid, mean, min, max, mass centre; z first. */
    private static void compareObjects(String golden, int n, List<String[]> actual) throws IOException {
        List<String[]> expected = Goldens.HERE.table(golden);
        assertThat(actual).hasSameSizeAs(expected);
        for (int row = 0; row < expected.size(); row++) {
            double[] e = numbers(expected.get(row)), a = numbers(actual.get(row));
            double[] same = new double[e.length];
            same[0] = a[0];
            same[1] = a[1];
            for (int d = 0; d < n; d++) {
                int axis = n - 1 - d;
                same[2 + d] = a[2 + axis];
                same[2 + n + d] = a[5 + axis] + 1;
                same[2 + 2 * n + d] = a[8 + axis];
                same[5 + 3 * n + d] = a[16 + axis];
            }
            same[2 + 3 * n] = a[13];
            same[3 + 3 * n] = a[11];
            same[4 + 3 * n] = a[12];
            assertThat(same).as("object %d", row + 1).containsExactly(e, within(1e-9));
        }
    }

    private static double[] numbers(String[] row) {
        return Arrays.stream(row).mapToDouble(Double::parseDouble).toArray();
    }

    @Test
    void formulasTakeImagesByName() throws IOException {
        Voxels in = Goldens.blobs();
        write(in);
        List<String> steps = List.of(
                "{name: low, op: erode-box, radius: 2}",
                "{name: rest, op: expression, of: {x: input, low: low}, formula: z = x - low}");
        run("64 64 1", steps, List.of("input", "low", "rest"));
        Voxels low = read("low"), rest = read("rest");
        assertThat(read("input").bytes()).isEqualTo(in.bytes());
        for (int i = 0; i < in.count(); i++) assertThat(rest.real(i)).isEqualTo(in.real(i) - low.real(i));
    }

    @Test
    void labelsMadeElsewhereAreFiltered() throws IOException {
        Voxels in = Goldens.blobs();
        write(in);
        run("100 100 1", List.of("{name: kept, op: filter-labels, size: [2000, 5000]}"), List.of("kept"));
        int[] counts = new int[256], ids = new int[256];
        for (int value : integers(in)) counts[value]++;
        int count = 0;
        for (int value = 1; value < 256; value++)
            if (counts[value] >= 2000 && counts[value] <= 5000) ids[value] = ++count;
        assertThat(count).isPositive();
        assertThat(integers(read("kept")))
                .isEqualTo(Arrays.stream(integers(in)).map(v -> ids[v]).toArray());
    }

    private void write(Voxels image) throws IOException {
        int[] size = IntStream.range(0, 3)
                .map(d -> (int) image.interval().dimension(d))
                .toArray();
        TestVolumes.write(
                folder.resolve("in.zarr"),
                image.type(),
                size,
                new int[] {32, 32, 16},
                (x, y, z) -> image.integer(image.index(x, y, z)));
    }

    private void run(String block, List<String> steps, List<String> written) throws IOException {
        run(block, steps, written, "");
    }

    private void run(String block, List<String> steps, List<String> written, String more) throws IOException {
        List<String> writes = new ArrayList<>();
        for (String name : written) writes.add(name + ": " + name);
        String text =
                "input: {volume: %s}\nblock: [%s]\nsteps:\n  - %s\noutput: {volume: %s, format: n5, write: {%s}}\n%s"
                        .formatted(
                                folder.resolve("in.zarr"),
                                block.replace(" ", ", "),
                                String.join("\n  - ", steps),
                                folder.resolve("out.n5"),
                                String.join(", ", writes),
                                more);
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), text);
        Job.run(
                PipelineFile.read(file, List.of()),
                RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true));
    }

    private Voxels read(String name) throws IOException {
        return TestVolumes.read(
                VolumeAddress.of(folder.resolve("out.n5").toString()).dataset(name));
    }

    private static List<String> names(List<String[]> rows, int column) {
        return rows.stream().map(row -> row[column]).toList();
    }

    private static int[] integers(Voxels voxels) {
        return IntStream.range(0, voxels.count())
                .map(i -> Math.toIntExact(voxels.integer(i)))
                .toArray();
    }

    private static double range(Voxels image) {
        var statistics = Arrays.stream(integers(image)).summaryStatistics();
        return statistics.getMax() - statistics.getMin();
    }
}
