package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.plan.DriverBudget;
import org.kachel.job.spec.PipelineFile;

/**
 * Every operation on labels, block by block over random grids, with what the driver does alone and with what tasks do for it,
 * against scipy and scikit-image (see the goldens' READMEs).
 */
@ExtendWith(LocalSpark.class)
class LabelOracleTest {
    private final long seed = Long.getLong("kachel.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    @AfterEach
    void usualBudget() {
        System.clearProperty(DriverBudget.PROPERTY);
    }

    /** A stored result: the operation that yields it, and the images that it takes. */
    private record Golden(String name, String op, String parameters, List<String> of, long[] size, VoxelType type) {
        static Golden of(String[] row) {
            long[] size = Arrays.stream(row, 4, 7).mapToLong(Long::parseLong).toArray();
            return new Golden(
                    row[0],
                    row[1],
                    row[2].replace(";", ","),
                    List.of(row[3].split(" ")),
                    size,
                    VoxelType.named(row[7]));
        }

        String step(List<String> inputs) {
            String more = parameters.isEmpty() ? "" : ", " + parameters;
            return "{name: %s, op: %s, of: %s%s}".formatted(name, op, inputs.subList(0, of.size()), more);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "objects-3d, UINT16, 2",
        "objects-2d, UINT16, 2",
        "holes-3d, UINT8, 4",
        "holes-2d, UINT8, 4",
        "far-3d, UINT8, 4",
        "far-2d, UINT8, 4",
        "corner-seeds, UINT8, 4"
    })
    void areThoseOfScipyAndScikitImage(String image, VoxelType type, int grids) throws IOException {
        List<Golden> goldens = Goldens.LABELS.table("goldens").stream()
                .map(Golden::of)
                .filter(golden -> golden.of().get(0).equals(image))
                .toList();
        long[] size = goldens.get(0).size();
        List<String> inputs =
                goldens.stream().flatMap(g -> g.of().stream()).distinct().toList();
        List<Voxels> images = new ArrayList<>();
        for (String input : inputs) images.add(Goldens.LABELS.image(input, type, size));
        write(stacked(images));
        List<String> steps = new ArrayList<>();
        List<String> crops = List.of("first", "second").subList(0, images.size());
        for (int i = 0; i < images.size(); i++)
            steps.add("{name: %s, op: crop, of: input, from: [0, 0, %d], size: [0, 0, %d]}"
                    .formatted(crops.get(i), i * size[2], size[2]));
        for (Golden golden : goldens) steps.add(golden.step(crops));
        for (int grid = 0; grid < grids; grid++) {
            int[] block = image.equals("corner-seeds") && grid < 2 ? new int[] {7, 5, 4} : block(size, 5);
            String about = run(steps, goldens.stream().map(Golden::name).toList(), block, grid);
            for (Golden golden : goldens) compare(golden, about);
        }
    }

    /** Integers exactly; floats, which scikit-image rounds on the way, within 1e-6. */
    private void compare(Golden golden, String about) throws IOException {
        Voxels expected = Goldens.LABELS.image(golden.name(), golden.type(), golden.size());
        Voxels actual = read(golden.name());
        assertThat(actual.type()).as(golden.name()).isEqualTo(expected.type());
        double allowed = expected.type().floating() ? 1e-6 : 0;
        for (int i = 0; i < expected.count(); i++)
            if (!(Math.abs(actual.real(i) - expected.real(i)) <= allowed * Math.abs(expected.real(i))))
                assertThat(actual.real(i))
                        .as("%s, voxel %d of %s", about, i, golden.name())
                        .isEqualTo(expected.real(i));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "adv_random_p0.3116",
                "adv_checkerboard",
                "adv_snake",
                "adv_twosnakes",
                "adv_spiral",
                "adv_corners",
                "adv_ones",
                "adv_zeros"
            })
    void connectedComponentsAreScipys(String mask) throws IOException {
        List<String[]> goldens = Goldens.COMPONENTS.table("goldens").stream()
                .filter(row -> row[0].equals(mask))
                .toList();
        long[] size =
                Arrays.stream(goldens.get(0), 1, 4).mapToLong(Long::parseLong).toArray();
        write(Goldens.COMPONENTS.image(mask, VoxelType.UINT8, size));
        List<String> names = goldens.stream().map(row -> row[4]).toList();
        assertThat(names).containsExactlyInAnyOrder("faces", "edges", "corners");
        List<String> steps = names.stream()
                .map(c -> "{name: %1$s, op: connected-components, of: input, connectivity: %1$s}".formatted(c))
                .toList();
        for (int grid = 0; grid < 2; grid++) {
            // parts of adv_corners meet at the corners of blocks of 16
            int[] block = mask.equals("adv_corners") ? new int[] {16, 16, 16} : block(size, 5);
            String about = run(steps, names, block, grid);
            for (String[] row : goldens)
                assertThat(Goldens.sha256(read(row[4])))
                        .as("%s, %s of %s", about, row[4], mask)
                        .isEqualTo(row[6]);
        }
    }

    /** Up to {@code most} blocks along each axis. */
    private int[] block(long[] size, int most) {
        int[] block = new int[3];
        for (int d = 0; d < 3; d++) {
            int least = (int) (size[d] + most - 1) / most;
            block[d] = least + random.nextInt((int) size[d] - least + 1);
        }
        return block;
    }

    /** One image behind the other along z. */
    private static Voxels stacked(List<Voxels> images) {
        Voxels first = images.get(0);
        ByteBuffer all =
                ByteBuffer.allocate(images.size() * first.bytes().capacity()).order(ByteOrder.LITTLE_ENDIAN);
        for (Voxels image : images) all.put(image.bytes().duplicate().rewind());
        FinalInterval interval = new FinalInterval(first.sizeX(), first.sizeY(), (long) images.size() * first.sizeZ());
        return new Voxels(first.type(), interval, all.flip());
    }

    private void write(Voxels image) throws IOException {
        int[] size = {image.sizeX(), image.sizeY(), image.sizeZ()};
        TestVolumes.Pattern pattern = (x, y, z) -> image.integer(image.index(x, y, z));
        TestVolumes.write(folder.resolve("in.zarr"), image.type(), size, new int[] {32, 32, 16}, pattern);
    }

    /** Runs it, every other time with a driver that holds nothing; says how. */
    private String run(List<String> steps, List<String> written, int[] block, int grid) throws IOException {
        boolean tasks = grid % 2 == 1;
        if (tasks) System.setProperty(DriverBudget.PROPERTY, "0");
        String write = written.stream().map(name -> name + ": " + name).collect(Collectors.joining(", "));
        String text = "input: {volume: %s}\nblock: %s\nsteps:\n  - %s\noutput: {volume: %s, format: n5, write: {%s}}\n"
                .formatted(
                        folder.resolve("in.zarr"),
                        Arrays.toString(block),
                        String.join("\n  - ", steps),
                        folder.resolve("out.n5"),
                        write);
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), text);
        Job.run(
                PipelineFile.read(file, List.of()),
                RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true));
        System.clearProperty(DriverBudget.PROPERTY);
        return "seed %d, grid %d, block %s, merged %s"
                .formatted(seed, grid, Arrays.toString(block), tasks ? "in tasks" : "on the driver");
    }

    private Voxels read(String name) throws IOException {
        return TestVolumes.read(
                VolumeAddress.of(folder.resolve("out.n5").toString()).dataset(name));
    }
}
