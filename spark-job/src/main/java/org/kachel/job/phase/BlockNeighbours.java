package org.kachel.job.phase;

import java.io.Serializable;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.BlockGrid;
import org.kachel.op.Connectivity;

/**
 * The blocks around a block, by direction: 0 to 26, x fastest, 13 is the block itself and 26 − d is the way back.
 *
 * @param connectivity across what two blocks are neighbours
 */
record BlockNeighbours(BlockGrid grid, Connectivity connectivity) implements Serializable {
    static final int DIRECTIONS = 27;

    static int back(int direction) {
        return DIRECTIONS - 1 - direction;
    }

    private static int along(int direction, int axis) {
        return (axis == 0 ? direction % 3 : axis == 1 ? direction / 3 % 3 : direction / 9) - 1;
    }

    /** The directions in which a block has a neighbour. */
    int[] of(long block) {
        return IntStream.range(0, DIRECTIONS)
                .filter(d -> d != DIRECTIONS / 2 && axes(d) <= connectivity.axes() && inside(block, d))
                .toArray();
    }

    private static int axes(int direction) {
        return (int) IntStream.range(0, 3).filter(d -> along(direction, d) != 0).count();
    }

    private boolean inside(long block, int direction) {
        long[] at = grid.position(block);
        return IntStream.range(0, 3)
                .allMatch(d -> at[d] + along(direction, d) >= 0 && at[d] + along(direction, d) < grid.along(d));
    }

    long neighbour(long block, int direction) {
        long[] at = grid.position(block);
        return grid.index(at[0] + along(direction, 0), at[1] + along(direction, 1), at[2] + along(direction, 2));
    }

    /** The block's voxels next to its neighbour: a plane, a row or one voxel. */
    Interval facing(long block, int direction) {
        Interval target = grid.target(block);
        long[] min = target.minAsLongArray();
        long[] max = target.maxAsLongArray();
        for (int d = 0; d < 3; d++) {
            if (along(direction, d) < 0) max[d] = min[d];
            if (along(direction, d) > 0) min[d] = max[d];
        }
        return new FinalInterval(min, max);
    }
}
