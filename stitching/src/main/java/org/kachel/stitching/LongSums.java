package org.kachel.stitching;

import org.kachel.block.VoxelType;

/**
 * Adds an image of small integers to the rows of a block's parts, run by run, in plain longs.
 *
 * <p>Coordinates count from the block's first voxel until {@link #finish}, so that no sum leaves a long ({@link #suit}).
 */
abstract class LongSums {
    private final RunLabels labels;
    private final IntensityColumns out;
    private final long[] sums;
    private final long[] squares;
    private final long[] momentsX;
    private final long[] momentsY;
    private final long[] momentsZ;
    private int y;
    private int z;

    /** For fresh columns. */
    LongSums(RunLabels labels, IntensityColumns out) {
        this.labels = labels;
        this.out = out;
        this.sums = out.sum.longs();
        this.squares = out.squares.longs();
        this.momentsX = out.moments[0].longs();
        this.momentsY = out.moments[1].longs();
        this.momentsZ = out.moments[2].longs();
    }

    /** Whether no sum over the whole block can reach 2⁶² for such voxels. */
    static boolean suit(RunLabels labels, VoxelType type) {
        if (type.floating() || type.bytes() > 2) return false;
        int bits = 8 * type.bytes();
        long side = Math.max(labels.size(0), Math.max(labels.size(1), labels.size(2)));
        long voxels = (long) labels.size(0) * labels.size(1) * labels.size(2);
        return voxels < (1L << 62 - bits) / Math.max(side, 1L << bits);
    }

    /** Which row of the block the runs lie in that follow. */
    void row(int rowY, int rowZ) {
        y = rowY;
        z = rowZ;
    }

    /** Adds the next run: {@code length} voxels from {@code x} on. */
    abstract void add(int part, int x, int length);

    /** Adds Σv, Σv², Σv·x and the extrema of voxels of one row. */
    final void add(int part, long sum, long sumOfSquares, long momentX, int min, int max) {
        int r = part - 1;
        sums[r] += sum;
        squares[r] += sumOfSquares;
        momentsX[r] += momentX;
        momentsY[r] += y * sum;
        momentsZ[r] += z * sum;
        if (min < out.min[r]) out.min[r] = min;
        if (max > out.max[r]) out.max[r] = max;
    }

    /** Moves the coordinates to where the block lies. */
    final void finish() {
        for (int d = 0; d < 3; d++) out.moments[d].addProducts(sums, labels.min(d));
    }
}
