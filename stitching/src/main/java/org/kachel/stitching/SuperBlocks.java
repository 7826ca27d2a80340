package org.kachel.stitching;

import java.io.Serializable;
import org.kachel.block.BlockGrid;

/**
 * A grid of super-blocks, cubes of {@code side}³ blocks of another grid, counted x fastest. A key is the position of a voxel,
 * so everybody knows which super-block a key lives in.
 */
public final class SuperBlocks implements Serializable {
    private static final long serialVersionUID = 1;

    private final BlockGrid grid;
    private final int side;
    private final long sizeX;
    private final long sizeY;
    private final long[] extent = new long[3];
    private final long[] along = new long[3];

    public SuperBlocks(BlockGrid grid, int side) {
        if (side < 1) throw new IllegalArgumentException("super-blocks of " + side + " blocks along an axis");
        this.grid = grid;
        this.side = side;
        VolumeSize size = VolumeSize.of(grid.volume());
        this.sizeX = size.x();
        this.sizeY = size.y();
        for (int d = 0; d < 3; d++) {
            extent[d] = (long) grid.blockSize()[d] * side;
            along[d] = (grid.along(d) + side - 1) / side;
        }
    }

    /** Blocks along an axis of one. */
    public int side() {
        return side;
    }

    /** Number of super-blocks. */
    public long count() {
        return along[0] * along[1] * along[2];
    }

    /** The one that holds a block of the grid. */
    public long ofBlock(long block) {
        long[] at = grid.position(block);
        return index(at[0] / side, at[1] / side, at[2] / side);
    }

    /** The one that holds the voxel whose linear index in the volume is {@code key}. */
    public long of(long key) {
        long row = key / sizeX;
        return index(key % sizeX / extent[0], row % sizeY / extent[1], row / sizeY / extent[2]);
    }

    private long index(long x, long y, long z) {
        return (z * along[1] + y) * along[0] + x;
    }
}
