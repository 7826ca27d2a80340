package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.kachel.block.BlockGrid;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

class RayExitsTest {
    @Test
    void raysLeaveWhereTheDefinitionSaysWhateverTheBlocks() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            long[] size = {1 + random.nextInt(9), 1 + random.nextInt(7), 1 + random.nextInt(8)};
            Voxels labels = Oracle.random(random, VoxelType.UINT16, 0.2 + 0.6 * random.nextDouble(), 60, size);
            for (int axis = 0; axis < 3; axis++) {
                long[] expected = bruteForce(labels, axis);
                assertThat(RayExits.collect(labels, labels.interval(), axis).labels())
                        .as("seed %d", seed)
                        .isEqualTo(expected);
                assertThat(blockwise(labels, axis, random)).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    private static long[] blockwise(Voxels labels, int axis, Random random) {
        int[] block = {1 + random.nextInt(4), 1 + random.nextInt(4), 1 + random.nextInt(4)};
        BlockGrid grid = new BlockGrid(labels.interval().dimensionsAsLongArray(), block);
        List<long[]> found = new ArrayList<>();
        for (long b = 0; b < grid.count(); b++) {
            long[] position = grid.position(b);
            if (position[axis] > 0) continue;
            List<RayExits> column = new ArrayList<>();
            for (; position[axis] < grid.along(axis); position[axis]++) {
                Interval target = grid.target(grid.index(position[0], position[1], position[2]));
                column.add(Oracle.roundTrip(RayExits.collect(Oracle.crop(labels, target), target, axis)));
            }
            found.add(RayExits.mergeAll(column).labels());
        }
        return Ranks.unique(found.toArray(long[][]::new));
    }

    /** Walks from every voxel to both ends. */
    private static long[] bruteForce(Voxels labels, int axis) {
        TreeSet<Long> found = new TreeSet<>();
        Interval volume = labels.interval();
        for (long z = 0; z <= volume.max(2); z++)
            for (long y = 0; y <= volume.max(1); y++)
                for (long x = 0; x <= volume.max(0); x++)
                    for (int step = -1; step <= 1; step += 2) {
                        long own = labels.integer(labels.index(x, y, z));
                        long[] at = {x, y, z};
                        boolean free = own != 0;
                        for (; at[axis] >= 0 && at[axis] <= volume.max(axis); at[axis] += step) {
                            long met = labels.integer(labels.index(at[0], at[1], at[2]));
                            free &= met == 0 || met == own;
                        }
                        if (free) found.add(own);
                    }
        return found.stream().mapToLong(Long::longValue).toArray();
    }
}
