package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.BlockGrid;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Surface voxels: those of the whole volume, whatever the blocks. */
class SurfaceTest {
    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT16", "UINT32", "UINT64"})
    void blocksAddUpToTheVoxelByVoxelCount(VoxelType type) {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            long[] size = {1 + random.nextInt(25), 1 + random.nextInt(9), 1 + random.nextInt(7)};
            if (random.nextInt(4) == 0) size[random.nextInt(3)] = 1;
            Voxels labels = Oracle.random(random, type, random.nextDouble(), 1 + random.nextInt(3), size);
            if (random.nextInt(3) == 0)
                for (int i = 0; i < labels.count(); i++) if (random.nextInt(9) > 0) labels.setInteger(i, 2);
            int[] block = {1 + random.nextInt(9), 1 + random.nextInt(5), 1 + random.nextInt(5)};
            if (seed % 8 == 0) Arrays.fill(block, 1);
            ObjectTable table = blockwise(labels, block);
            for (int row = 0; row < table.rows(); row++)
                assertThat(table.surface(row))
                        .as("%s, seed %d, label %d", type, seed, table.label(row))
                        .isEqualTo(surface(labels, table.label(row)));
        }
    }

    /** Parts of a block, whose neighbours are known by the mask alone, or by the values that join. */
    @Test
    void partsThatJoinAcrossBlocksHaveNoSurfaceBetweenThem() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            boolean multiLabel = seed % 2 == 0;
            Voxels image = Oracle.random(
                    random,
                    VoxelType.FLOAT32,
                    0.8,
                    multiLabel ? 2 : 9,
                    1 + random.nextInt(12),
                    5,
                    1 + random.nextInt(6));
            Voxels whole = Oracle.label(image, 1 + random.nextInt(3), multiLabel);
            BlockGrid grid = new BlockGrid(
                    image.interval().dimensionsAsLongArray(),
                    new int[] {1 + random.nextInt(6), 2, 1 + random.nextInt(4)});
            long expected = 0;
            for (int label = 1; label <= whole.count(); label++) expected += surface(whole, label);
            long sum = 0;
            for (long b = 0; b < grid.count(); b++) {
                Voxels part = Oracle.crop(image, grid.target(b));
                RunLabels runs = RunLabels.of(Oracle.label(part, 1, multiLabel), grid.volume());
                PartValues values = multiLabel ? runs.values(image) : null;
                sum += Arrays.stream(Surface.count(runs, Surface.Shell.of(image, runs), values))
                        .sum();
            }
            assertThat(sum).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static ObjectTable blockwise(Voxels labels, int[] block) {
        BlockGrid grid = new BlockGrid(labels.interval().dimensionsAsLongArray(), block);
        List<ObjectTable> tables = new ArrayList<>();
        for (long b = 0; b < grid.count(); b++) {
            Interval grown = Intervals.intersect(Intervals.expand(grid.target(b), 1), grid.volume());
            RunLabels runs = RunLabels.distinct(Oracle.crop(labels, grid.target(b)), grid.volume());
            PartValues values = runs.values(labels);
            Surface.Shell shell = Surface.Shell.of(Oracle.crop(labels, new FinalInterval(grown)), runs);
            tables.add(Oracle.roundTrip(ObjectTable.collect(runs, List.of())
                    .withSurface(Surface.count(runs, shell, values))
                    .relabel(values.bits())));
        }
        return ObjectTable.mergeAll(tables);
    }

    private static long surface(Voxels labels, long label) {
        int[] size = {labels.sizeX(), labels.sizeY(), labels.sizeZ()};
        long count = 0;
        for (int i = 0; i < labels.count(); i++) {
            if (labels.integer(i) != label) continue;
            int[] at = {i % size[0], i / size[0] % size[1], i / size[0] / size[1]};
            boolean edge = false;
            for (int d = 0; d < 3; d++)
                for (int step = -1; step <= 1 && size[d] > 1; step += 2) {
                    int[] to = at.clone();
                    to[d] += step;
                    edge |= to[d] < 0 || to[d] >= size[d] || labels.integer(labels.index(to[0], to[1], to[2])) != label;
                }
            if (edge) count++;
        }
        return count;
    }
}
