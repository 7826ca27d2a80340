package org.kachel.stitching;

import java.util.List;
import net.imglib2.util.Intervals;
import org.kachel.block.Voxels;

/**
 * Adds the runs of a block to a fresh table with one row per part: their shape and the images of small integers in one pass,
 * each other image in another.
 *
 * <p>Coordinates count from the block's first voxel until the end: their sums over a block, of less than 2³¹ voxels, fit a
 * long.
 */
final class BlockSums {
    private final RunLabels labels;
    private final ObjectTable table;
    private final long[] sumsX;
    private final long[] sumsY;
    private final long[] sumsZ;

    BlockSums(RunLabels labels, ObjectTable table) {
        for (int d = 0; d < 3; d++) Math.toIntExact(labels.min(d) + labels.size(d));
        this.labels = labels;
        this.table = table;
        this.sumsX = table.coordinates[0].longs();
        this.sumsY = table.coordinates[1].longs();
        this.sumsZ = table.coordinates[2].longs();
    }

    void collect(List<Measured> images) {
        LongSums[] inLongs = new LongSums[images.size()];
        int n = 0;
        for (int i = 0; i < images.size(); i++) {
            LongSums sums = inLongs(images.get(i), table.intensities[i]);
            if (sums != null) inLongs[n++] = sums;
        }
        addRuns(inLongs, n);
        for (int i = 0; i < n; i++) inLongs[i].finish();
        move();
    }

    /** What adds the image up along with the runs, or null where it has been added by itself: that needs more than longs. */
    private LongSums inLongs(Measured image, IntensityColumns columns) {
        if (image instanceof Measured.OverRuns sums) return new RunSums(labels, sums.runs(), sums.image(), columns);
        Voxels voxels = ((Measured.OfVoxels) image).voxels();
        if (!Intervals.contains(voxels.interval(), labels.interval()))
            throw new IllegalArgumentException("the intensities %s do not contain the block %s"
                    .formatted(Intervals.toString(voxels.interval()), Intervals.toString(labels.interval())));
        if (LongSums.suit(labels, voxels.type())) return new NarrowSums(labels, voxels, columns);
        new IntensityCollector(labels, voxels, columns).collect();
        return null;
    }

    private void addRuns(LongSums[] images, int n) {
        RunCursor run = labels.cursor();
        int sizeX = labels.size(0);
        int sizeY = labels.size(1);
        int rowEnd = 0;
        int y = 0;
        int z = 0;
        while (run.next()) {
            if (run.index >= rowEnd) {
                int row = run.index / sizeX;
                rowEnd = (row + 1) * sizeX;
                z = row / sizeY;
                y = row - z * sizeY;
                for (int i = 0; i < n; i++) images[i].row(y, z);
            }
            int x = run.index - rowEnd + sizeX;
            addShape(run.label - 1, x, y, z, run.length);
            for (int i = 0; i < n; i++) images[i].add(run.label, x, run.length);
        }
    }

    private void addShape(int row, int x, int y, int z, int length) {
        table.counts[row] += length;
        sumsX[row] += (long) length * x + (long) length * (length - 1) / 2;
        sumsY[row] += (long) length * y;
        sumsZ[row] += (long) length * z;
        int[][] min = table.min;
        int[][] max = table.max;
        if (x < min[0][row]) min[0][row] = x;
        if (x + length - 1 > max[0][row]) max[0][row] = x + length - 1;
        if (y < min[1][row]) min[1][row] = y;
        if (y > max[1][row]) max[1][row] = y;
        if (z < min[2][row]) min[2][row] = z;
        max[2][row] = z;
    }

    /** To where the block lies in the volume. */
    private void move() {
        for (int d = 0; d < 3; d++) {
            int by = (int) labels.min(d);
            table.coordinates[d].addProducts(table.counts, by);
            for (int row = 0; row < labels.parts(); row++) {
                table.min[d][row] += by;
                table.max[d][row] += by;
            }
        }
    }
}
