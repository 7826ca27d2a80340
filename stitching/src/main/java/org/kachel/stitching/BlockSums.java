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
    private final long[][] products;

    BlockSums(RunLabels labels, ObjectTable table) {
        for (int d = 0; d < 3; d++) Math.toIntExact(labels.min(d) + labels.size(d));
        this.labels = labels;
        this.table = table;
        this.sumsX = table.coordinates[0].longs();
        this.sumsY = table.coordinates[1].longs();
        this.sumsZ = table.coordinates[2].longs();
        this.products = productsFit() ? longs(table.products) : null;
    }

    private static long[][] longs(ExactSums[] sums) {
        long[][] longs = new long[sums.length][];
        for (int i = 0; i < sums.length; i++) longs[i] = sums[i].longs();
        return longs;
    }

    /** Whether no sum of products of coordinates over the whole block can reach 2⁶². */
    private boolean productsFit() {
        double side = Math.max(labels.size(0), Math.max(labels.size(1), labels.size(2)));
        return (double) labels.size(0) * labels.size(1) * labels.size(2) * side * side < 0x1p62;
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
        long steps = (long) length * (length - 1) / 2;
        long sumX = (long) length * x + steps;
        table.counts[row] += length;
        if (products != null) addProducts(row, x, y, z, length, sumX, steps);
        else addLargeProducts(row, x, y, z, length, sumX, steps);
        sumsX[row] += sumX;
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

    private void addProducts(int row, long x, long y, long z, long length, long sumX, long steps) {
        products[0][row] += x * (sumX + steps) + steps * (2 * length - 1) / 3;
        products[1][row] += y * y * length;
        products[2][row] += z * z * length;
        products[3][row] += y * sumX;
        products[4][row] += z * sumX;
        products[5][row] += y * z * length;
    }

    /** The same for blocks so long that a sum may leave a long. */
    private void addLargeProducts(int row, long x, long y, long z, long length, long sumX, long steps) {
        boolean third = steps % 3 == 0;
        table.products[0].addProduct(row, third ? steps / 3 : steps, third ? 2 * length - 1 : (2 * length - 1) / 3, 0);
        table.products[0].addProduct(row, sumX + steps, x, 0);
        table.products[1].addProduct(row, y * length, y, 0);
        table.products[2].addProduct(row, z * length, z, 0);
        table.products[3].addProduct(row, sumX, y, 0);
        table.products[4].addProduct(row, sumX, z, 0);
        table.products[5].addProduct(row, y * length, z, 0);
    }

    /** To where the block lies in the volume: Σ(a + s)(b + t) = Σab + t·Σa + s·Σb + n·s·t, before the sums are moved. */
    private void moveProducts() {
        int[] first = {0, 1, 2, 0, 0, 1};
        int[] second = {0, 1, 2, 1, 2, 2};
        long[][] sums = {sumsX, sumsY, sumsZ};
        for (int i = 0; i < 6; i++) {
            long s = labels.min(first[i]);
            long t = labels.min(second[i]);
            table.products[i].addProducts(sums[first[i]], t);
            table.products[i].addProducts(sums[second[i]], s);
            table.products[i].addProducts(table.counts, s * t);
        }
    }

    private void move() {
        moveProducts();
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
