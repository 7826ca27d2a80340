package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.job.plan.DriverBudget;
import org.kachel.job.spec.PipelineFile;

/** The example pipelines of {@code conf}, on real nuclei in 3D. */
@ExtendWith(LocalSpark.class)
class ExamplesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Voxels image = Goldens.HERE.image("nuclei3d_vol", VoxelType.UINT16, 128, 128, 64);
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.OME_ZARR_0_4,
                image.type(),
                new long[] {128, 128, 64},
                new int[] {64, 64, 64},
                "zstd:1",
                new Spacing(0.3604, 0.3604, 0.5002, "micrometer"),
                false);
        VolumeAddress address =
                VolumeAddress.of(folder.resolve("nuclei.ome.zarr").toString());
        try (VolumeWriter writer = Volumes.writer(address, spec)) {
            writer.write(image);
            writer.finish();
        }
    }

    /** Where scipy finds them, each with the grey value there, and each in one tile. */
    @Test
    void spotsAreScipys() throws IOException {
        run("spots", "[48, 64, 24]", "");
        List<String> expected = Goldens.HERE.table("spots-nuclei3d_vol").stream()
                .map(s -> "%s.0,%s.0,%s.0".formatted(s[0], s[1], s[2]))
                .toList();
        List<String[]> rows = rows("spots.csv");
        int x = column("spots.csv", "centroid_x");
        assertThat(rows.stream().map(r -> r[x] + "," + r[x + 1] + "," + r[x + 2]))
                .containsExactlyElementsOf(expected);
        int value = column("spots.csv", "input_max");
        assertThat(rows.stream().map(r -> Double.parseDouble(r[value])))
                .containsExactlyElementsOf(Goldens.HERE.table("spots-nuclei3d_vol").stream()
                        .map(s -> Double.valueOf(s[3]))
                        .toList());
        assertThat(rows("spot-counts.csv")).hasSize(4 * 4 * 4);
        assertThat(rows("spot-counts.csv").stream()
                        .mapToInt(r -> Integer.parseInt(r[3]))
                        .sum())
                .isEqualTo(expected.size());
    }

    /** A cell for each spot; cells, contacts and mesh are the same in one block and in many. */
    @Test
    void embryosBecomeAMeshWhateverTheBlocks() throws IOException {
        int spots = Goldens.HERE.table("spots-nuclei3d_vol").size();
        List<String> files = List.of("cells.csv", "contacts.csv", "mesh.vtk", "mesh.graphml", "surface.vtk");
        run("embryo", "[128, 128, 64]", "");
        List<String> whole = new ArrayList<>();
        for (String file : files) whole.add(Files.readString(folder.resolve(file)));
        run("embryo", "[32, 48, 24]", "0");
        for (int i = 0; i < files.size(); i++)
            assertThat(Files.readString(folder.resolve(files.get(i))))
                    .as(files.get(i))
                    .isEqualTo(whole.get(i));
        assertThat(rows("cells.csv")).hasSize(spots);
        assertThat(rows("contacts.csv")).isNotEmpty();
        assertThat(whole.get(2))
                .contains(
                        "POINTS " + spots + " ", "LINES " + rows("contacts.csv").size() + " ");
        int mean = column("cells.csv", "mean_distance_touching_micrometer");
        assertThat(column("cells.csv", "mean_distance_nearest_6_micrometer")).isPositive();
        assertThat(rows("cells.csv").stream().map(r -> Double.parseDouble(r[mean])))
                .anyMatch(d -> d > 5 && d < 100);
    }

    /** The cells are scipy's, and in each voxel is what scipy says of its cell; small runs and large ones alike. */
    @Test
    void distancesArePaintedBack() throws IOException {
        Voxels cells = Goldens.HERE.image("embryo-nuclei3d_vol", VoxelType.UINT8, 128, 128, 64);
        List<String[]> rows = Goldens.HERE.table("embryo-nuclei3d_vol");
        for (String budget : List.of("64", "0")) {
            run("embryo", budget.equals("0") ? "[48, 64, 24]" : "[128, 128, 64]", budget);
            VolumeAddress out =
                    VolumeAddress.of(folder.resolve("embryo.ome.zarr").toString());
            Voxels labels = TestVolumes.read(out.dataset("labels/cells"));
            Voxels painted = TestVolumes.read(out.dataset("distances"));
            assertThat(painted.type()).isEqualTo(VoxelType.FLOAT32);
            for (int i = 0; i < cells.count(); i++) {
                int cell = (int) cells.integer(i);
                float expected = cell == 0 ? 0 : Float.parseFloat(rows.get(cell - 1)[2]);
                if (labels.integer(i) != cell || painted.real(i) != expected)
                    fail("budget %s, voxel %d: cell %d with %s, but scipy has %d with %s"
                            .formatted(budget, i, labels.integer(i), painted.real(i), cell, expected));
            }
            int touching = column("cells.csv", "touching_neighbours");
            assertThat(rows("cells.csv").stream().map(r -> r[touching]))
                    .containsExactlyElementsOf(rows.stream().map(r -> r[1]).toList());
        }
    }

    /** Three parts are fourteen nuclei, of scikit-image's sizes; the same in one block and in many. */
    @Test
    void touchingNucleiAreSplitAsByScikitImage() throws IOException {
        run("touching-nuclei", "[128, 128, 64]", "");
        String whole = Files.readString(folder.resolve("touching-nuclei.csv"));
        List<String> expected = Goldens.HERE.table("touching-nuclei3d_vol").stream()
                .map(s -> s[0] + "," + s[1])
                .toList();
        assertThat(rows("touching-nuclei.csv").stream().map(r -> r[0] + "," + r[1]))
                .containsExactlyElementsOf(expected);
        run("touching-nuclei", "[32, 48, 24]", "0");
        assertThat(Files.readString(folder.resolve("touching-nuclei.csv"))).isEqualTo(whole);
    }

    private List<String[]> rows(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .skip(1)
                .map(line -> line.split(","))
                .toList();
    }

    private int column(String file, String name) throws IOException {
        List<String> names =
                List.of(Files.readAllLines(folder.resolve(file)).get(0).split(","));
        assertThat(names).contains(name);
        return names.indexOf(name);
    }

    /** @param budget of the driver in MiB, or empty */
    private void run(String example, String block, String budget) throws IOException {
        String text = Files.readString(Path.of("../conf/" + example + ".yaml"));
        Path file = Files.writeString(
                folder.resolve(example + ".yaml"), text.replace("kachel-demo/", folder.toString() + "/"));
        if (!budget.isEmpty()) System.setProperty(DriverBudget.PROPERTY, budget);
        try {
            Job.run(
                    PipelineFile.read(file, List.of("block=" + block)),
                    RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true));
        } finally {
            System.clearProperty(DriverBudget.PROPERTY);
        }
    }
}
