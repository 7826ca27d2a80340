package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.BlockGrid;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.plan.BlockTasks;
import org.kachel.job.plan.DriverBudget;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.stitching.SuperBlocks;

/**
 * Volumes made to break a merge, through levels of super-blocks with a driver that holds nothing: the labels of a flood over
 * the whole volume, which are those of scipy.ndimage.label.
 */
@ExtendWith(LocalSpark.class)
class MergingTest {
    @TempDir
    Path folder;

    @AfterEach
    void usualBudgets() {
        System.clearProperty(DriverBudget.PROPERTY);
        System.clearProperty(DriverBudget.TASK_PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "percolation",
                "checkerboard",
                "snake",
                "spirals",
                "ones",
                "zeros",
                "corners-of-four",
                "corners-of-eight"
            })
    void equalsTheWholeVolumeThroughLevels(String name) throws IOException {
        long seed = Long.getLong("kachel.seed", System.nanoTime());
        Random random = new Random(seed);
        System.setProperty(DriverBudget.PROPERTY, "0");
        for (int connectivity = 1; connectivity <= 3; connectivity++) {
            int[] block = {1 + random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(3)};
            // more than four blocks along an axis are two levels of super-blocks, or three where tasks hold little
            int[] size = {
                block[0] * (5 + random.nextInt(4)) - random.nextInt(block[0]),
                block[1] * (5 + random.nextInt(3)) - random.nextInt(block[1]),
                block[2] * (1 + random.nextInt(7)) - random.nextInt(block[2])
            };
            System.setProperty(DriverBudget.TASK_PROPERTY, random.nextBoolean() ? "0" : "64");
            String about = "seed %d, connectivity %d, size %s, block %s"
                    .formatted(seed, connectivity, Arrays.toString(size), Arrays.toString(block));
            check(pattern(name, size, block, seed), size, block, connectivity, about);
        }
    }

    private void check(TestVolumes.Pattern pattern, int[] size, int[] block, int connectivity, String about)
            throws IOException {
        Path in = folder.resolve(connectivity + ".zarr");
        TestVolumes.write(in, VoxelType.UINT8, size, new int[] {8, 8, 8}, pattern);
        String out = folder.resolve("labels.n5").toString();
        PipelineSpec spec = new PipelineSpec(
                new PipelineSpec.Input(in.toString(), "", -1, -1),
                List.of(labels(connectivity)),
                new PipelineSpec.Output(out, "n5", new LinkedHashMap<>(Map.of("labels", "labels")), null, null),
                List.of(),
                block,
                "java");
        Job.run(spec, RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true));
        Voxels labels = TestVolumes.read(VolumeAddress.of(out).dataset("labels"));
        long[] found =
                IntStream.range(0, labels.count()).mapToLong(labels::integer).toArray();
        assertThat(found).as(about).isEqualTo(flood(pattern, size, connectivity));
    }

    private static PipelineSpec.Step labels(int connectivity) {
        String name = List.of("faces", "edges", "corners").get(connectivity - 1);
        return new PipelineSpec.Step(
                "labels", "connected-components", List.of("input"), List.of("image"), Map.of("connectivity", name), 0);
    }

    static TestVolumes.Pattern pattern(String name, int[] size, int[] block, long seed) {
        return switch (name) {
            case "percolation" -> TestVolumes.noise(seed, 0.31);
            case "checkerboard" -> (x, y, z) -> (x + y + z) % 2;
            case "snake" -> TestVolumes.snake(size);
            case "spirals" -> spirals(size);
            case "ones" -> (x, y, z) -> 1;
            case "zeros" -> (x, y, z) -> 0;
            case "corners-of-four" ->
                (x, y, z) ->
                        meets(x, block[0]) * meets(y, block[1]) > 0 && meets(x, block[0]) == meets(y, block[1]) ? 1 : 0;
            case "corners-of-eight" ->
                (x, y, z) -> meets(x, block[0]) > 0
                                && meets(x, block[0]) == meets(y, block[1])
                                && meets(x, block[0]) == meets(z, block[2])
                        ? 1
                        : 0;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** 1 at the end of every other block, 2 at the start of the next: in two and three axes, voxels that meet at a corner. */
    private static int meets(int x, int block) {
        int at = x % (2 * block);
        return at == block - 1 ? 1 : at == block ? 2 : 0;
    }

    /** Two arms that turn around each other, and wind on from plane to plane. */
    private static TestVolumes.Pattern spirals(int[] size) {
        return (x, y, z) -> {
            double dx = x - size[0] / 2.0 + 0.3;
            double dy = y - size[1] / 2.0 + 0.1;
            double turn = Math.atan2(dy, dx) / (2 * Math.PI) * 4 + Math.hypot(dx, dy) + z * 0.5 + 400;
            return (long) Math.floor(turn) % 2 == 0 ? 1 : 0;
        };
    }

    /** Voxel by voxel in raster order, with a stack: what scipy.ndimage.label gives. */
    private static long[] flood(TestVolumes.Pattern pattern, int[] size, int connectivity) {
        long[] labels = new long[size[0] * size[1] * size[2]];
        int[] stack = new int[labels.length];
        long objects = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != 0 || at(pattern, size, i) == 0) continue;
            labels[i] = ++objects;
            int n = 0;
            stack[n++] = i;
            while (n > 0) n = spread(pattern, size, connectivity, labels, stack, n);
        }
        return labels;
    }

    private static int spread(
            TestVolumes.Pattern pattern, int[] size, int connectivity, long[] labels, int[] stack, int count) {
        int n = count - 1;
        int i = stack[n];
        int x = i % size[0], y = i / size[0] % size[1], z = i / size[0] / size[1];
        for (int step = 0; step < 27; step++) {
            int dx = step % 3 - 1, dy = step / 3 % 3 - 1, dz = step / 9 - 1;
            if (Math.abs(dx) + Math.abs(dy) + Math.abs(dz) > connectivity) continue;
            int u = x + dx, v = y + dy, w = z + dz;
            if (u < 0 || v < 0 || w < 0 || u >= size[0] || v >= size[1] || w >= size[2]) continue;
            int j = (w * size[1] + v) * size[0] + u;
            if (labels[j] != 0 || pattern.at(u, v, w) == 0) continue;
            labels[j] = labels[i];
            stack[n++] = j;
        }
        return n;
    }

    private static long at(TestVolumes.Pattern pattern, int[] size, int i) {
        return pattern.at(i % size[0], i / size[0] % size[1], i / size[0] / size[1]);
    }

    @Test
    void manyBlocksShareTasksOfWholeSuperBlocks() {
        BlockGrid grid = new BlockGrid(new long[] {131, 47, 83}, new int[] {1, 2, 1});
        BlockTasks tasks = BlockTasks.of(grid, 2);
        SuperBlocks all = new SuperBlocks(grid, BlockTasks.SIDE);
        assertThat(tasks.wholeSuperBlocks()).isTrue();
        assertThat(tasks.count()).isEqualTo(tasks.lists().size()).isLessThan(4096);
        long[] taskOf = new long[(int) all.count()];
        Arrays.fill(taskOf, -1);
        int blocks = 0;
        for (int task = 0; task < tasks.count(); task++)
            for (long block : tasks.lists().get(task)) {
                blocks++;
                int home = (int) all.ofBlock(block);
                assertThat(taskOf[home]).isIn(-1L, (long) task);
                taskOf[home] = task;
                long x = grid.target(block).max(0),
                        y = grid.target(block).max(1),
                        z = grid.target(block).max(2);
                assertThat(tasks.ofKey((z * 47 + y) * 131 + x)).isEqualTo(task);
            }
        assertThat(blocks).isEqualTo((int) grid.count());
    }
}
