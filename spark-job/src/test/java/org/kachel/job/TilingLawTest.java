package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.plan.DriverBudget;
import org.kachel.job.spec.CountMapSpec;
import org.kachel.job.spec.NeighbourSpec;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.op.Catalogue;
import org.kachel.op.CatalogueEntry;
import org.kachel.op.ObjectMap;
import org.kachel.op.Operation;
import org.kachel.op.Parameter;
import org.kachel.op.ParameterException;
import org.kachel.op.Relabeling;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.GraphBuilder;

/** Tiling never shows: whatever the grid, images, labels and tables are those of the whole volume, to the bit. */
@ExtendWith(LocalSpark.class)
class TilingLawTest {
    private static final int CASES = Integer.getInteger("kachel.test.cases", 12);

    /** Make NaN and infinities, which automatic thresholds refuse. */
    private static final Set<String> RISKY = Set.of("exponential", "logarithm", "power", "square-root");

    @TempDir
    Path folder;

    private record Case(String name, int[] size, TestVolumes.Pattern pattern, List<PipelineSpec.Step> steps) {}

    @Test
    void imagesLabelsAndTablesDoNotDependOnTheGrid() {
        long seed = Long.getLong("kachel.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            Case chosen = randomCase(random);
            int[] block = randomBlock(random, chosen.size());
            String about = "seed %d, case %d: %s, size %s, block %s"
                    .formatted(seed, i, chosen.name(), Arrays.toString(chosen.size()), Arrays.toString(block));
            try {
                check(chosen, block, i, about);
            } catch (RuntimeException | IOException e) {
                throw new AssertionError(about, e);
            }
        }
    }

    @Test
    void blocksOfOneVoxel() throws IOException {
        int[] size = {6, 5, 4};
        for (String connectivity : List.of("faces", "edges", "corners"))
            check(
                    new Case(connectivity, size, TestVolumes.noise(5, 0.31), labels(connectivity)),
                    new int[] {1, 1, 1},
                    connectivity.length(),
                    "one voxel, " + connectivity);
    }

    /** Seeds that touch across block borders, ties by the thousand, and the seeds' own labels beside. */
    @Test
    void floodsDependNeitherOnTheGridNorOnTheDevice() throws IOException {
        long seed = Long.getLong("kachel.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            int[] size = {12 + random.nextInt(20), 12 + random.nextInt(20), 1 + random.nextInt(16)};
            Case chosen = new Case("floods", size, TestVolumes.grains(random.nextLong(), 20), floods());
            int[] block = randomBlock(random, size);
            String about = "seed %d, case %d, size %s, block %s"
                    .formatted(seed, i, Arrays.toString(size), Arrays.toString(block));
            check(chosen, block, i % 2 == 0 ? "java" : null, 100 + i, about);
        }
    }

    /** Background so rare that blocks repeat with wider reaches, none at all, and what is made of distances. */
    @Test
    void distancesDependNeitherOnTheGridNorOnTheDevice() throws IOException {
        long seed = Long.getLong("kachel.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            int[] size = {150 + random.nextInt(100), 1 + random.nextInt(12), 1 + random.nextInt(8)};
            Case chosen =
                    new Case("distances", size, TestVolumes.noise(random.nextLong(), i == 2 ? 1 : 0.9995), distances());
            int[] block = {16 + random.nextInt(30), 1 + random.nextInt(size[1]), 1 + random.nextInt(size[2])};
            String about = "seed %d, case %d, size %s, block %s"
                    .formatted(seed, i, Arrays.toString(size), Arrays.toString(block));
            check(chosen, block, i % 2 == 0 ? "java" : null, 200 + i, about);
        }
    }

    private static List<PipelineSpec.Step> distances() {
        return List.of(
                step("distance", "distance-map", "input", Map.of()),
                step(
                        "nanometers",
                        "distance-map",
                        "input",
                        Map.of("spacing", List.of(1.5, 1, 3), "precision", "float64")),
                step("core", "greater", "distance", Map.of("value", 12.5)),
                step("parts", "connected-components", "core", Map.of("connectivity", "faces")),
                step("again", "distance-map", "core", Map.of()));
    }

    /** A chain of corners is idle at every other step, but far away a corridor goes on, so that no step is idle everywhere. */
    @Test
    void whetherAStepIsIdleIsDecidedByAllBlocks() throws IOException {
        TestVolumes.Pattern chainAndCorridor = (x, y, z) -> {
            boolean chain = x == y && x < 20, corridor = y == 2 && x >= 90;
            return x == 0 && y == 0 || x == 90 && y == 2 ? 20 : chain || corridor ? 10 : 0;
        };
        int[] size = {160, 20, 1};
        check(new Case("idle", size, chainAndCorridor, floods()), new int[] {27, 20, 1}, 300, "chain and corridor");
    }

    /** Terrain with plateaus and without: basins that end in a block, and others that cross many. */
    @Test
    void watershedsDependNeitherOnTheGridNorOnTheDevice() throws IOException {
        long seed = Long.getLong("kachel.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            int[] size = {10 + random.nextInt(30), 1 + random.nextInt(25), i % 3 == 0 ? 1 : 1 + random.nextInt(12)};
            int levels = new int[] {50_000, 4, 1}[i % 3];
            String connectivity = List.of("faces", "edges", "corners").get(random.nextInt(3));
            Case chosen =
                    new Case("basins", size, TestVolumes.terrain(random.nextLong(), levels), basins(connectivity));
            int[] block = randomBlock(random, size);
            String about = "seed %d, case %d, %s, %d levels, size %s, block %s"
                    .formatted(seed, i, connectivity, levels, Arrays.toString(size), Arrays.toString(block));
            check(chosen, block, i % 2 == 0 ? "java" : null, 400 + i, about);
        }
    }

    /** Through blocks again and again: in more rounds than Spark keeps a plan of. */
    @Test
    void aFloodThroughAMazeDoesNotDependOnTheGrid() throws IOException {
        int[] size = {22, 11, 3};
        TestVolumes.Pattern snake = TestVolumes.snake(size);
        TestVolumes.Pattern maze = (x, y, z) -> x + y + z == 0 ? 60_001 : snake.at(x, y, z) * (1 + (x * 7 + y) % 50);
        check(new Case("maze", size, maze, basins("faces")), new int[] {8, 5, 2}, 500, "maze");
    }

    @Test
    void seedsInTheCornersShareAConstantImage() throws IOException {
        int[] size = {21, 18, 9};
        TestVolumes.Pattern corners = (x, y, z) -> x % 20 == 0 && y % 17 == 0 && z % 8 == 0 ? 60_001 : 5;
        for (String connectivity : List.of("faces", "corners"))
            check(
                    new Case("corners", size, corners, basins(connectivity)),
                    new int[] {5, 6, 4},
                    connectivity.length() % 2 == 0 ? "java" : null,
                    600 + connectivity.length(),
                    connectivity);
    }

    /** Seeds are what is above 60 000, and lie at height 0; the mask is what is not 0. */
    private static List<PipelineSpec.Step> basins(String connectivity) {
        Map<String, Object> parameters = Map.of("connectivity", connectivity);
        List<String> inputs = List.of("image", "seeds", "mask");
        return List.of(
                step("peaks", "greater", "input", Map.of("value", 60_000)),
                step("ground", "smaller-equal", "input", Map.of("value", 60_000)),
                step("height", "mask", List.of("input", "ground"), List.of("x", "mask")),
                step("seeds", "connected-components", "peaks", parameters),
                new PipelineSpec.Step(
                        "basins", "seeded-watershed", List.of("height", "seeds"), inputs.subList(0, 2), parameters, 0),
                new PipelineSpec.Step(
                        "inside", "seeded-watershed", List.of("height", "seeds", "input"), inputs, parameters, 0),
                step("large", "filter-labels", "inside", Map.of("size", List.of(5, 1e9))));
    }

    private static List<PipelineSpec.Step> floods() {
        return List.of(
                step("seeds", "greater", "input", Map.of("value", 18)),
                step("mask", "greater", "input", Map.of("value", 6)),
                step("parts", "connected-components", "seeds", Map.of("connectivity", "corners")),
                step("cells", "masked-voronoi-labeling", List.of("seeds", "mask"), List.of("seeds", "mask")),
                new PipelineSpec.Step(
                        "stopped",
                        "masked-voronoi-labeling",
                        List.of("seeds", "mask"),
                        List.of("seeds", "mask"),
                        Map.of("stop", "clij2"),
                        0),
                step("everywhere", "voronoi-labeling", "seeds", Map.of("ids", "canonical")),
                step("grown", "flood-labels", List.of("parts", "mask"), List.of("labels", "mask")),
                step("large", "filter-labels", "cells", Map.of("size", List.of(5, 1e9))));
    }

    private static PipelineSpec.Step step(String name, String op, List<String> of, List<String> inputNames) {
        return new PipelineSpec.Step(name, op, of, inputNames, Map.of(), 0);
    }

    private void check(Case chosen, int[] block, int number, String about) throws IOException {
        check(chosen, block, null, number, about);
    }

    /** @param device of the tiled run, or null for that of the whole one */
    private void check(Case chosen, int[] block, String device, int number, String about) throws IOException {
        Path in = folder.resolve(number + ".zarr");
        TestVolumes.write(in, VoxelType.UINT16, chosen.size(), new int[] {8, 8, 8}, chosen.pattern());
        run(in, chosen, chosen.size(), null, "whole");
        // what the driver does alone in a small run, Spark's tasks do in a large one
        if (number % 2 == 1) System.setProperty(DriverBudget.PROPERTY, "0");
        run(in, chosen, block, device, "tiled");
        System.clearProperty(DriverBudget.PROPERTY);
        for (String step : written(chosen)) {
            Voxels whole = image("whole", step), tiled = image("tiled", step);
            assertThat(tiled.type()).as(about).isEqualTo(whole.type());
            assertThat(tiled.bytes()).as("%s, step %s", about, step).isEqualTo(whole.bytes());
        }
        for (String step : measured(chosen))
            for (String file : List.of("-edges.csv", "-counts.csv", ".vtk", ".graphml", "-surface.vtk"))
                assertThat(Files.readString(folder.resolve("tiled-" + step + file)))
                        .as("%s, %s of %s", about, file, step)
                        .isEqualTo(Files.readString(folder.resolve("whole-" + step + file)));
        for (String step : measured(chosen))
            assertThat(Files.readString(table("tiled", step)))
                    .as("%s, table of %s", about, step)
                    .isEqualTo(Files.readString(table("whole", step)))
                    .startsWith("label,voxel_count,");
    }

    private static List<String> written(Case chosen) {
        return Stream.concat(Stream.of("input"), chosen.steps().stream().map(PipelineSpec.Step::name))
                .toList();
    }

    /** The steps that make labels. */
    private static List<String> measured(Case chosen) {
        return chosen.steps().stream()
                .filter(
                        s -> s.op().matches(
                                        "connected-components|seeded-watershed|filter-labels|.*-border-objects|relabel-sequential|.*-label(ing|s)"))
                .map(PipelineSpec.Step::name)
                .toList();
    }

    private Path table(String name, String step) {
        return folder.resolve(name + "-" + step + ".csv");
    }

    private Voxels image(String name, String step) throws IOException {
        return TestVolumes.read(
                VolumeAddress.of(folder.resolve(name + ".n5").toString()).dataset(step));
    }

    /** Writes the input and every step, and measures all labels in the input and in the first step. */
    private void run(Path in, Case chosen, int[] block, String device, String name) throws IOException {
        Path out = folder.resolve(name + ".n5");
        Map<String, String> write = new LinkedHashMap<>();
        for (String step : written(chosen)) write.put(step, step);
        PipelineSpec spec = new PipelineSpec(
                new PipelineSpec.Input(in.toString(), "", -1, -1),
                chosen.steps(),
                new PipelineSpec.Output(out.toString(), "n5", write, null, null),
                measured(chosen).stream()
                        .map(step -> new PipelineSpec.Measure(
                                step,
                                alike(chosen, step),
                                List.of(table(name, step).toString()),
                                neighbours(name + "-" + step),
                                new CountMapSpec(
                                        List.of(7, 5, 3),
                                        List.of(counts(name, step).toString())),
                                0))
                        .toList(),
                block,
                device);
        Job.run(spec, RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true));
    }

    private Path counts(String name, String step) {
        return folder.resolve(name + "-" + step + "-counts.csv");
    }

    private NeighbourSpec neighbours(String name) {
        return new NeighbourSpec(
                Stream.of("-edges.csv", ".vtk", ".graphml")
                        .map(ending -> folder.resolve(name + ending).toString())
                        .toList(),
                3,
                true,
                List.of(folder.resolve(name + "-surface.vtk").toString()));
    }

    /** Of the input and the first step those of the labels' size. */
    private static List<String> alike(Case chosen, String labels) {
        GraphBuilder builder = new GraphBuilder()
                .source("input", VoxelType.UINT16, new Size(chosen.size()[0], chosen.size()[1], chosen.size()[2]));
        for (PipelineSpec.Step step : chosen.steps())
            builder.step(step.name(), Catalogue.entry(step.op()).bind(step.parameters()), step.of());
        Graph graph = builder.build();
        return Stream.of("input", chosen.steps().get(0).name())
                .filter(name ->
                        graph.named(name).size().equals(graph.named(labels).size()))
                .toList();
    }

    private static Case randomCase(Random random) {
        int[] size = {1 + random.nextInt(40), 1 + random.nextInt(30), 1 + random.nextInt(20)};
        String connectivity = List.of("faces", "edges", "corners").get(random.nextInt(3));
        return switch (random.nextInt(11)) {
            case 0 -> new Case("noise", size, TestVolumes.noise(random.nextLong(), 0.31), labels(connectivity));
            case 1 -> new Case("snake", size, TestVolumes.snake(size), labels(connectivity));
            case 2 ->
                new Case("blurred", size, TestVolumes.balls(random.nextLong(), size, 6), blurred(random, connectivity));
            case 3 -> new Case("top-hat", size, TestVolumes.balls(random.nextLong(), size, 6), topHat(connectivity));
            case 4 ->
                new Case("filtered", size, TestVolumes.noise(random.nextLong(), 0.25), filtered(random, connectivity));
            case 5 -> new Case("multi-label", size, TestVolumes.grains(random.nextLong(), 3), multiLabel(connectivity));
            case 6, 7 -> anyOperations(random, size);
            case 8, 9 -> new Case("geometric", size, TestVolumes.balls(random.nextLong(), size, 6), geometric(random));
            default -> new Case("voronoi-otsu", size, TestVolumes.balls(random.nextLong(), size, 12), voronoi(random));
        };
    }

    private static int[] randomBlock(Random random, int[] size) {
        int[] block = new int[3];
        for (int d = 0; d < 3; d++) block[d] = Math.max((size[d] + 5) / 6, 1 + random.nextInt(size[d]));
        return block;
    }

    private static PipelineSpec.Step step(String name, String op, String of, Map<String, Object> parameters) {
        return new PipelineSpec.Step(name, op, List.of(of), List.of("image"), parameters, 0);
    }

    /** Both kinds occur: the connectivity decides. */
    private static String ids(String connectivity) {
        return connectivity.equals("edges") ? "consecutive" : "canonical";
    }

    private static List<PipelineSpec.Step> labels(String connectivity) {
        return List.of(step(
                "labels",
                "connected-components",
                "input",
                Map.of("connectivity", connectivity, "ids", ids(connectivity))));
    }

    private static List<PipelineSpec.Step> blurred(Random random, String connectivity) {
        return List.of(
                step("smooth", "gaussian-blur", "input", Map.of("sigma", 0.5 + 2 * random.nextDouble())),
                step("mask", "threshold-auto", "smooth", Map.of("method", "otsu")),
                step("labels", "connected-components", "mask", Map.of("connectivity", connectivity)));
    }

    private static List<PipelineSpec.Step> topHat(String connectivity) {
        return List.of(
                step("flat", "top-hat-box", "input", Map.of("radius", List.of(2, 3, 1))),
                step("mask", "threshold", "flat", Map.of("value", 60)),
                step("labels", "connected-components", "mask", Map.of("connectivity", connectivity)));
    }

    /** Spaces behind spaces: halos and labels on both sides of what moves voxels, and labels moved themselves. */
    private static List<PipelineSpec.Step> geometric(Random random) {
        return List.of(
                step("smooth", "gaussian-blur", "input", Map.of("sigma", 1)),
                moved("a", "smooth", random),
                step("box", "maximum-box", "a", Map.of("radius", perAxis(random, 3))),
                moved("b", "box", random),
                moved("c", "b", random),
                step("mask", "threshold-auto", "c", Map.of("method", "otsu")),
                step("labels", "connected-components", "mask", Map.of("connectivity", "corners")),
                moved("d", "labels", random),
                step("again", "connected-components", "d", Map.of("kind", "multi-label")),
                step("mirrored", "flip-" + "xyz".charAt(random.nextInt(3)), "input", Map.of()),
                step("both", "maximum-images", List.of("input", "mirrored"), List.of("x", "y")));
    }

    private static PipelineSpec.Step moved(String name, String of, Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> step(name, "flip-" + "xyz".charAt(random.nextInt(3)), of, Map.of());
            case 1 ->
                step(
                        name,
                        "transpose",
                        of,
                        Map.of("order", List.of("zyx", "yxz", "yzx").get(random.nextInt(3))));
            case 2 ->
                step(name, "pad", of, Map.of("before", perAxis(random, 9), "after", perAxis(random, 9), "value", 7));
            case 3 -> step(name, "translate", of, Map.of("by", List.of(random.nextInt(9) - 4, -2, random.nextInt(5))));
            case 4 -> step(name, "reslice-left", of, Map.of());
            case 6 -> step(name, "downsample", of, Map.of("factor", List.of(2, 1, 3)));
            case 7 ->
                step(
                        name,
                        "rotate",
                        of,
                        Map.of("angle", random.nextInt(360), "interpolation", "nearest", "size", "fit"));
            case 5 ->
                step(
                        name,
                        "maximum-projection",
                        of,
                        Map.of("axis", List.of("x", "y", "z").get(random.nextInt(3))));
            default -> step(name, "crop", of, Map.of());
        };
    }

    private static List<PipelineSpec.Step> filtered(Random random, String connectivity) {
        List<PipelineSpec.Step> steps = new ArrayList<>(labels(connectivity));
        steps.add(step("large", "filter-labels", "labels", Map.of("size", List.of(2 + random.nextInt(4), 1000))));
        return steps;
    }

    /** All that is decided by the objects, of parts and of labels made elsewhere, and used again. */
    private static List<PipelineSpec.Step> objects(Random random, String connectivity) {
        List<PipelineSpec.Step> steps = new ArrayList<>(multiLabel(connectivity));
        steps.add(step("smooth", "gaussian-blur", "input", Map.of("sigma", 1)));
        steps.add(step("edges", "label-edges", "grains", Map.of()));
        steps.add(step("inner", "exclude-border-objects", "grains", Map.of("ids", "kept")));
        steps.add(step("outer", "keep-border-objects", "input", Map.of()));
        steps.add(step("wide", "filter-labels", "inner", Map.of("surface", List.of(2, 1e9))));
        steps.add(step("filled", "fill-holes", "wide", Map.of()));
        steps.add(measuredIn(
                "bright", "filter-labels", "grains", Map.of("mean", List.of(0.9, 9), "extent", List.of(0.1, 1))));
        steps.add(measuredIn("means", "label-map", "bright", Map.of("property", "standard-deviation")));
        String property = List.of("size", "surface", "touches-border", "elongation", "centroid-x")
                .get(random.nextInt(5));
        steps.add(step("painted", "label-map", "grains", Map.of("property", property)));
        steps.add(step("crowd", "filter-labels", "grains", Map.of("touching-neighbours", List.of(2, 40))));
        String around = List.of("touching-neighbours", "mean-distance-touching", "mean-distance-nearest")
                .get(random.nextInt(3));
        steps.add(step("around", "label-map", "crowd", Map.of("property", around, "nearest", 1 + random.nextInt(9))));
        steps.add(step("again", "threshold", "painted", Map.of("value", 1.5)));
        return steps;
    }

    private static PipelineSpec.Step measuredIn(String name, String op, String labels, Map<String, Object> parameters) {
        return new PipelineSpec.Step(name, op, List.of(labels, "smooth"), List.of("labels", "image"), parameters, 0);
    }

    @Test
    void objectsDoNotDependOnTheGrid() throws IOException {
        long seed = Long.getLong("kachel.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 4; i++) {
            int[] size = {2 + random.nextInt(24), 2 + random.nextInt(20), 1 + random.nextInt(12)};
            TestVolumes.Pattern pattern =
                    i % 2 == 0 ? TestVolumes.grains(random.nextLong(), 3) : TestVolumes.noise(random.nextLong(), 0.6);
            String connectivity = List.of("faces", "edges", "corners").get(random.nextInt(3));
            Case chosen = new Case("objects", size, pattern, objects(random, connectivity));
            int[] block = randomBlock(random, size);
            String about = "seed %d, case %d, size %s, block %s"
                    .formatted(seed, i, Arrays.toString(size), Arrays.toString(block));
            check(chosen, block, i == 3 ? "java" : null, 200 + i, about);
        }
    }

    /** Where cells of space hold a few centroids each, and most of the nearest lie in other cells. */
    @Test
    void theNearestDependNeitherOnTheGridNorOnCellsOfSpace() throws IOException {
        long seed = Long.getLong("kachel.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            int[] size = {8 + random.nextInt(12), 2 + random.nextInt(12), 1 + random.nextInt(6)};
            int nearest = 1 + random.nextInt(30);
            List<PipelineSpec.Step> steps = List.of(
                    step("grains", "connected-components", "input", Map.of("kind", "multi-label")),
                    step(
                            "around",
                            "label-map",
                            "grains",
                            Map.of("property", "mean-distance-nearest", "nearest", nearest)));
            int[] block = randomBlock(random, size);
            String about = "seed %d, case %d, size %s, block %s, nearest %d"
                    .formatted(seed, i, Arrays.toString(size), Arrays.toString(block), nearest);
            System.setProperty(DriverBudget.TASK_PROPERTY, "0");
            try {
                check(
                        new Case("nearest", size, TestVolumes.grains(random.nextLong(), 3), steps),
                        block,
                        401 + 2 * i,
                        about);
            } finally {
                System.clearProperty(DriverBudget.TASK_PROPERTY);
            }
        }
    }

    private static List<PipelineSpec.Step> multiLabel(String connectivity) {
        return List.of(
                step(
                        "grains",
                        "connected-components",
                        "input",
                        Map.of("connectivity", connectivity, "kind", "multi-label", "ids", ids(connectivity))),
                step("numbered", "relabel-sequential", "input", Map.of()),
                step("large", "filter-labels", "grains", Map.of("size", List.of(3, 1e9))),
                step("shifted", "add-scalar", "large", Map.of("value", 1, "type", "uint16")),
                step("joined", "connected-components", "large", Map.of()));
    }

    /** Operations of the catalogue that need nothing but an image, one upon the other, each with random parameters. */
    private static Case anyOperations(Random random, int[] size) {
        String wanted = System.getProperty("kachel.operations", ".*");
        List<CatalogueEntry> entries = Catalogue.entries().stream()
                .filter(e -> e.name().matches(wanted))
                .filter(e -> e.requiredInputs() == 1 && !e.manyInputs() && !RISKY.contains(e.name()))
                .filter(e -> yieldsImage(e.bind(parameters(e, random))))
                .toList();
        List<PipelineSpec.Step> steps = new ArrayList<>();
        String above = "input";
        GraphBuilder graph = new GraphBuilder().source("input", VoxelType.UINT16, new Size(size[0], size[1], size[2]));
        for (int i = 0; i < 3; i++) {
            CatalogueEntry entry = entries.get(random.nextInt(entries.size()));
            Map<String, Object> parameters = parameters(entry, random);
            if (!takes(graph, "s" + i, entry.bind(parameters), above)) {
                // it is for integers, and above are floats
                above = "input";
                graph.step("s" + i, entry.bind(parameters), List.of(above));
            }
            steps.add(step("s" + i, entry.name(), above, parameters));
            above = random.nextInt(3) == 0 ? "input" : "s" + i;
        }
        String names = steps.stream().map(s -> s.op() + s.parameters()).collect(Collectors.joining(", "));
        return new Case(names, size, TestVolumes.balls(random.nextLong(), size, 5), steps);
    }

    private static boolean takes(GraphBuilder graph, String name, Operation operation, String of) {
        try {
            graph.step(name, operation, List.of(of));
            return true;
        } catch (ParameterException e) {
            return false;
        }
    }

    private static boolean yieldsImage(Operation operation) {
        if (operation instanceof Relabeling || operation instanceof ObjectMap) return false;
        GraphBuilder graph = new GraphBuilder().source("input", VoxelType.UINT16, new Size(40, 30, 20));
        return graph.step("out", operation, List.of("input"))
                .build()
                .named("out")
                .image();
    }

    private static Map<String, Object> parameters(CatalogueEntry entry, Random random) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (Parameter p : entry.parameters()) {
            if (p.name().equals("type")) {
                if (p.required()) parameters.put("type", "int16");
            } else if (p.type() == Parameter.Type.CHOICE)
                parameters.put(
                        p.name(), p.choices().get(random.nextInt(p.choices().size())));
            else if (Set.of("before", "after", "by").contains(p.name())) parameters.put(p.name(), perAxis(random, 5));
            else if (p.name().equals("angles")) parameters.put("angles", 1 + random.nextInt(20));
            else if (p.name().equals("radius") && p.type() == Parameter.Type.INTEGER)
                parameters.put("radius", random.nextInt(40));
            else if (p.name().equals("radius")) parameters.put("radius", perAxis(random, 4));
            else if (p.name().contains("sigma")) parameters.put(p.name(), perAxis(random, 3));
            else if (p.type() == Parameter.Type.RANGE) parameters.put(p.name(), List.of(1 + random.nextInt(50), 900));
            else if (p.required() || p.name().equals("value"))
                parameters.put(p.name(), Math.min(p.maximum(), 1 + random.nextInt(300)));
        }
        if (entry.name().equals("clip")) return Map.of("min", 110, "max", 600);
        return parameters;
    }

    private static List<Integer> perAxis(Random random, int bound) {
        return List.of(random.nextInt(bound), random.nextInt(bound), random.nextInt(bound));
    }

    private static List<PipelineSpec.Step> voronoi(Random random) {
        return List.of(step(
                "cells",
                "voronoi-otsu-labeling",
                "input",
                Map.of(
                        "spot-sigma",
                        1 + random.nextInt(2),
                        "outline-sigma",
                        1,
                        "ids",
                        random.nextBoolean() ? "canonical" : "consecutive")));
    }
}
