package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.VolumeAddress;

/** Tiling never shows: whatever the grid, images, labels and tables are those of the whole volume, to the bit. */
class TilingLawTest {
    private static final int CASES = 24;
    private static Session session;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        session = Session.open(new RunOptions(true, null, "local[2]", 2, null, true));
    }

    @AfterAll
    static void stop() {
        session.close();
    }

    private record Case(String name, int[] size, TestVolumes.Pattern pattern, List<PipelineSpec.Step> steps) {}

    @Test
    void labelsAndTablesDoNotDependOnTheGrid() throws IOException {
        long seed = Long.getLong("kachel.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            Case chosen = randomCase(random);
            int[] block = randomBlock(random, chosen.size());
            String about = "seed %d, case %d: %s, size %s, block %s"
                    .formatted(seed, i, chosen.name(), Arrays.toString(chosen.size()), Arrays.toString(block));
            check(chosen, block, i, about);
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

    private void check(Case chosen, int[] block, int number, String about) throws IOException {
        Path in = folder.resolve(number + ".zarr");
        TestVolumes.write(in, VoxelType.UINT16, chosen.size(), new int[] {8, 8, 8}, chosen.pattern());
        Voxels whole = run(in, chosen, chosen.size(), "whole");
        Voxels tiled = run(in, chosen, block, "tiled");
        assertThat(tiled.type()).as(about).isEqualTo(whole.type());
        assertThat(tiled.bytes()).as(about).isEqualTo(whole.bytes());
        assertThat(Files.readString(table("tiled")))
                .as(about)
                .isEqualTo(Files.readString(table("whole")))
                .startsWith("label,voxel_count,");
    }

    private Path table(String name) {
        return folder.resolve(name + ".csv");
    }

    private Voxels run(Path in, Case chosen, int[] block, String name) throws IOException {
        Path out = folder.resolve(name + ".zarr");
        String last = chosen.steps().get(chosen.steps().size() - 1).name();
        PipelineSpec spec = new PipelineSpec(
                new PipelineSpec.Input(in.toString(), "", -1, -1),
                chosen.steps(),
                new PipelineSpec.Output(out.toString(), "zarr2", Map.of(last, ""), null, null),
                List.of(new PipelineSpec.Measure(
                        last, List.of("input"), List.of(table(name).toString()), 0)),
                block,
                null);
        Job.run(spec, new RunOptions(true, null, null, 2, null, true));
        return TestVolumes.read(VolumeAddress.of(out.toString()));
    }

    private static Case randomCase(Random random) {
        int[] size = {1 + random.nextInt(40), 1 + random.nextInt(30), 1 + random.nextInt(20)};
        String connectivity = List.of("faces", "edges", "corners").get(random.nextInt(3));
        return switch (random.nextInt(6)) {
            case 0 -> new Case("noise", size, TestVolumes.noise(random.nextLong(), 0.31), labels(connectivity));
            case 1 -> new Case("snake", size, TestVolumes.snake(size), labels(connectivity));
            case 2 ->
                new Case("blurred", size, TestVolumes.balls(random.nextLong(), size, 6), blurred(random, connectivity));
            case 3 -> new Case("top-hat", size, TestVolumes.balls(random.nextLong(), size, 6), topHat(connectivity));
            case 4 ->
                new Case("filtered", size, TestVolumes.noise(random.nextLong(), 0.25), filtered(random, connectivity));
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

    private static List<PipelineSpec.Step> labels(String connectivity) {
        return List.of(step("labels", "connected-components", "input", Map.of("connectivity", connectivity)));
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

    private static List<PipelineSpec.Step> filtered(Random random, String connectivity) {
        List<PipelineSpec.Step> steps = new ArrayList<>(labels(connectivity));
        steps.add(step("large", "filter-labels", "labels", Map.of("size", List.of(2 + random.nextInt(4), 1000))));
        return steps;
    }

    private static List<PipelineSpec.Step> voronoi(Random random) {
        return List.of(step(
                "cells",
                "voronoi-otsu-labeling",
                "input",
                Map.of("spot-sigma", 1 + random.nextInt(2), "outline-sigma", 1)));
    }
}
