package org.kachel.block;

import java.io.Serializable;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.img.cell.CellGrid;

/**
 * The blocks of a volume: a regular grid, anchored at the volume's origin, last blocks clipped.
 *
 * <p>*Shape*: sizes in x, y, z order. A block is named by its index in the grid, x fastest.
 */
public final class BlockGrid implements Serializable {
    private final long[] size;
    private final int[] block;
    private transient CellGrid cells;

    public BlockGrid(long[] size, int[] block) {
        if (size.length != 3 || block.length != 3) throw new IllegalArgumentException("a block grid has three axes");
        for (int d = 0; d < 3; d++)
            if (size[d] < 1 || block[d] < 1)
                throw new IllegalArgumentException("a block grid has no empty axis: volume %d, block %d on axis %s"
                        .formatted(size[d], block[d], "xyz".charAt(d)));
        this.size = size.clone();
        this.block = block.clone();
    }

    private CellGrid cells() {
        if (cells == null) cells = new CellGrid(size, block);
        return cells;
    }

    public Interval volume() {
        return new FinalInterval(size);
    }

    public int[] blockSize() {
        return block.clone();
    }

    /** Number of blocks along {@code axis}. */
    public long along(int axis) {
        return cells().gridDimension(axis);
    }

    /** Number of blocks. */
    public long count() {
        return along(0) * along(1) * along(2);
    }

    /** The write interval of block {@code index}. */
    public Interval target(long index) {
        long[] min = new long[3];
        int[] dims = new int[3];
        cells().getCellDimensions(index, min, dims);
        return FinalInterval.createMinSize(min[0], min[1], min[2], dims[0], dims[1], dims[2]);
    }

    /** Grid position of block {@code index}. */
    public long[] position(long index) {
        long[] position = new long[3];
        cells().getCellGridPositionFlat(index, position);
        return position;
    }

    /** The block at a grid position, which must lie inside. */
    public long index(long gx, long gy, long gz) {
        return (gz * along(1) + gy) * along(0) + gx;
    }

    /** The block that holds the voxel x, y, z. */
    public long indexOfVoxel(long x, long y, long z) {
        return index(x / block[0], y / block[1], z / block[2]);
    }
}
