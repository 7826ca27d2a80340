package org.kachel.stitching;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.imglib2.Interval;
import org.kachel.block.Voxels;

/**
 * Statistics of objects that merge exactly: whatever the blocks and the order of merging, the bits are the same.
 *
 * <p>One row per object, sorted by label. Kept are the voxel count, the bounding box, the sums of the coordinates and of their
 * products and, per intensity image, extrema, Σv, Σv², Σv·x, Σv·y, Σv·z, all in global voxel coordinates and all exact
 * ({@link ExactSums}); the number of surface voxels where it was asked for ({@link Surface}).
 *
 * <p>*Life*: {@link #collect} on a block gives rows for its parts; {@link #relabel} turns parts into objects;
 * {@link #mergeAll} joins blocks; {@link #columns} derives what a user reads.
 *
 * <p>*Memory*: 120 bytes per object and 56 per integer image, as long as sums stay below 2⁶².
 */
public final class ObjectTable implements Serializable {
    private static final long serialVersionUID = 2;

    /** Columns that do not depend on the volume before those of images. */
    private static final int FIRST_IMAGE = 11;

    private final long[] labels;
    final long[] counts;
    final int[][] min;
    final int[][] max;
    final ExactSums[] coordinates;

    /** Σxx, Σyy, Σzz, Σxy, Σxz, Σyz. */
    final ExactSums[] products;

    /** By row, or null where surfaces are not measured. */
    private final long[] surface;

    final IntensityColumns[] intensities;

    private ObjectTable(
            long[] labels,
            long[] counts,
            int[][] min,
            int[][] max,
            ExactSums[] coordinates,
            ExactSums[] products,
            long[] surface,
            IntensityColumns[] intensities) {
        this.labels = labels;
        this.counts = counts;
        this.min = min;
        this.max = max;
        this.coordinates = coordinates;
        this.products = products;
        this.surface = surface;
        this.intensities = intensities;
    }

    /** No voxels yet, for the sorted {@code labels}. */
    static ObjectTable zeros(long[] labels, boolean[] floating, boolean surface) {
        int rows = labels.length;
        IntensityColumns[] intensities = new IntensityColumns[floating.length];
        for (int i = 0; i < floating.length; i++) intensities[i] = new IntensityColumns(rows, floating[i]);
        int[][] min = new int[3][rows];
        int[][] max = new int[3][rows];
        for (int[] axis : min) Arrays.fill(axis, Integer.MAX_VALUE);
        for (int[] axis : max) Arrays.fill(axis, Integer.MIN_VALUE);
        return new ObjectTable(
                labels,
                new long[rows],
                min,
                max,
                IntensityColumns.sums(rows, 3),
                IntensityColumns.sums(rows, 6),
                surface ? new long[rows] : null,
                intensities);
    }

    /** A table without objects, for its columns; those of surfaces are among them. */
    public static ObjectTable empty(int images) {
        return zeros(new long[0], new boolean[images], true);
    }

    /**
     * The statistics of the parts of a block: labels 1 … {@code parts}, one row each.
     *
     * <p>*Shape*: each intensity image's interval contains the block. *Errors*: {@link IllegalArgumentException} for an
     * image that does not, for uint64 intensities of 2⁶³ and more, and for coordinates beyond 2³¹ − 1.
     */
    public static ObjectTable collect(RunLabels labels, List<Voxels> images) {
        return measure(labels, Measured.of(images));
    }

    /** The same, where a device may have added images up over the runs. */
    public static ObjectTable measure(RunLabels labels, List<Measured> images) {
        long[] parts = new long[labels.parts()];
        Arrays.setAll(parts, i -> i + 1L);
        boolean[] floating = new boolean[images.size()];
        for (int i = 0; i < floating.length; i++) floating[i] = images.get(i).floating();
        ObjectTable table = zeros(parts, floating, false);
        new BlockSums(labels, table).collect(images);
        return table.trim();
    }

    /** The same with {@code counts[i]} surface voxels in row i, as {@link Surface#count} finds them in a block. */
    public ObjectTable withSurface(long[] voxels) {
        if (voxels.length != rows())
            throw new IllegalArgumentException(voxels.length + " surfaces for " + rows() + " rows");
        return new ObjectTable(labels, counts, min, max, coordinates, products, voxels.clone(), intensities);
    }

    private void bound(int row, int axis, int from, int to) {
        min[axis][row] = Math.min(min[axis][row], from);
        max[axis][row] = Math.max(max[axis][row], to);
    }

    /**
     * The same objects under new labels: {@code newIds[i]} for row i. Rows with equal ids become one, rows with 0 are
     * dropped. For a fresh {@link #collect} that is one id per part, as {@link RunLabels#keys} has them.
     */
    public ObjectTable relabel(long[] newIds) {
        if (newIds.length != rows())
            throw new IllegalArgumentException(newIds.length + " new ids for " + rows() + " rows");
        long[] ids = Ranks.unique(newIds);
        if (ids.length > 0 && ids[0] < 0) throw new IllegalArgumentException("a label is not negative: " + ids[0]);
        ObjectTable result = zeros(
                ids.length > 0 && ids[0] == 0 ? Arrays.copyOfRange(ids, 1, ids.length) : ids,
                floating(),
                surface != null);
        for (int r = 0; r < newIds.length; r++) if (newIds[r] != 0) result.absorb(this, r, newIds[r]);
        return result.trim();
    }

    public static ObjectTable merge(ObjectTable a, ObjectTable b) {
        return mergeAll(List.of(a, b));
    }

    /**
     * One table of all objects: rows with equal labels become one. At least one table.
     *
     * <p>*Errors*: {@link IllegalArgumentException} where the tables measure different numbers or kinds of images, or only some
     * of them surfaces.
     */
    public static ObjectTable mergeAll(List<ObjectTable> tables) {
        boolean[] floating = tables.get(0).floating();
        boolean surfaces = tables.get(0).surface != null;
        for (ObjectTable table : tables)
            if (!Arrays.equals(floating, table.floating()) || surfaces != (table.surface != null))
                throw new IllegalArgumentException("tables with different intensity images cannot be merged");
        ObjectTable result =
                zeros(Ranks.unique(tables.stream().map(t -> t.labels).toArray(long[][]::new)), floating, surfaces);
        for (ObjectTable table : tables)
            for (int r = 0; r < table.rows(); r++) result.absorb(table, r, table.labels[r]);
        return result.trim();
    }

    private void absorb(ObjectTable other, int from, long label) {
        int row = Arrays.binarySearch(labels, label);
        counts[row] = Math.addExact(counts[row], other.counts[from]);
        for (int d = 0; d < 3; d++) {
            bound(row, d, other.min[d][from], other.max[d][from]);
            coordinates[d].add(row, other.coordinates[d], from);
        }
        for (int i = 0; i < 6; i++) products[i].add(row, other.products[i], from);
        if (surface != null) surface[row] += other.surface[from];
        for (int i = 0; i < intensities.length; i++) intensities[i].absorb(row, other.intensities[i], from);
    }

    private boolean[] floating() {
        boolean[] floating = new boolean[intensities.length];
        for (int i = 0; i < floating.length; i++) floating[i] = intensities[i].floating;
        return floating;
    }

    private ObjectTable trim() {
        for (ExactSums sums : coordinates) sums.trim();
        for (ExactSums sums : products) sums.trim();
        for (IntensityColumns columns : intensities) columns.trim();
        return this;
    }

    /** Number of objects. */
    public int rows() {
        return labels.length;
    }

    /** Ascending; a copy. */
    public long[] labels() {
        return labels.clone();
    }

    public long label(int row) {
        return labels[row];
    }

    public long voxelCount(int row) {
        return counts[row];
    }

    /** First and last coordinate on an axis, both inclusive. */
    public long min(int axis, int row) {
        return min[axis][row];
    }

    public long max(int axis, int row) {
        return max[axis][row];
    }

    public double centroid(int axis, int row) {
        return coordinates[axis].value(row) / counts[row];
    }

    /** Voxels with a face neighbour outside of the object. *Errors*: {@link IllegalStateException} where they were not counted. */
    public long surface(int row) {
        if (surface == null) throw new IllegalStateException("surfaces were not measured");
        return surface[row];
    }

    public boolean measuresSurface() {
        return surface != null;
    }

    /** Second central moments of row {@code row} times the voxel count: xx, yy, zz, xy, xz, yz. */
    double[] central(int row) {
        double[] moments = new double[6];
        int[] first = {0, 1, 2, 0, 0, 1};
        int[] second = {0, 1, 2, 1, 2, 2};
        for (int i = 0; i < 6; i++)
            moments[i] = Moments.central(counts[row], coordinates[first[i]], coordinates[second[i]], products[i], row)
                    / counts[row];
        return moments;
    }

    /** Number of intensity images. */
    public int images() {
        return intensities.length;
    }

    /** The rows {@code from} until {@code to}. */
    public ObjectTable rows(int from, int to) {
        int[][] someMin = new int[3][];
        int[][] someMax = new int[3][];
        ExactSums[] someCoordinates = new ExactSums[3];
        for (int d = 0; d < 3; d++) {
            someMin[d] = Arrays.copyOfRange(min[d], from, to);
            someMax[d] = Arrays.copyOfRange(max[d], from, to);
            someCoordinates[d] = coordinates[d].rows(from, to);
        }
        ExactSums[] someProducts = new ExactSums[6];
        for (int i = 0; i < 6; i++) someProducts[i] = products[i].rows(from, to);
        IntensityColumns[] some = new IntensityColumns[intensities.length];
        for (int i = 0; i < some.length; i++) some[i] = intensities[i].rows(from, to);
        return new ObjectTable(
                Arrays.copyOfRange(labels, from, to),
                Arrays.copyOfRange(counts, from, to),
                someMin,
                someMax,
                someCoordinates,
                someProducts,
                surface == null ? null : Arrays.copyOfRange(surface, from, to),
                some);
    }

    /** The objects with labels from {@code first} to below {@code end}. */
    public ObjectTable range(long first, long end) {
        int from = Ranks.lowerBound(labels, first);
        return rows(from, Math.max(from, Ranks.lowerBound(labels, end)));
    }

    /** {@code parts} tables of about equally many rows, in the order of the labels. */
    public List<ObjectTable> split(int parts) {
        List<ObjectTable> tables = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++)
            tables.add(rows((int) ((long) rows() * i / parts), (int) ((long) rows() * (i + 1) / parts)));
        return tables;
    }

    /**
     * What a user reads, in voxels: {@code label}, {@code voxel-count}, {@code bbox-min-x} … {@code bbox-max-z} (both ends
     * inclusive, as everywhere here; skimage's upper ends are one larger), {@code centroid-x}, {@code -y}, {@code -z}, and
     * for each image NAME: {@code NAME-min}, {@code -max}, {@code -mean}, {@code -sum}, {@code -standard-deviation} (of the
     * population), {@code -mass-centre-x}, {@code -y}, {@code -z}.
     *
     * <p>An object with a NaN voxel has NaN in all columns of that image. With an infinite voxel, extrema, sum and mean
     * follow IEEE 754, the others are NaN. The mass centre of an object whose values add up to 0 is NaN or infinite.
     */
    public List<Column> columns(List<String> imageNames) {
        if (imageNames.size() != intensities.length)
            throw new IllegalArgumentException(imageNames.size() + " names for " + intensities.length + " images");
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of("label", labels()));
        columns.add(Column.of("voxel-count", counts.clone()));
        for (int d = 0; d < 3; d++) columns.add(Column.of("bbox-min-" + "xyz".charAt(d), longs(min[d])));
        for (int d = 0; d < 3; d++) columns.add(Column.of("bbox-max-" + "xyz".charAt(d), longs(max[d])));
        for (int d = 0; d < 3; d++) {
            double[] centroid = new double[rows()];
            for (int r = 0; r < rows(); r++) centroid[r] = centroid(d, r);
            columns.add(Column.of("centroid-" + "xyz".charAt(d), centroid));
        }
        for (int i = 0; i < intensities.length; i++) intensities[i].addColumns(imageNames.get(i), counts, columns);
        return columns;
    }

    /** The same, and the shape columns of {@link ShapeColumns}, of objects in {@code volume}. */
    public List<Column> columns(List<String> imageNames, Interval volume) {
        List<Column> columns = columns(imageNames);
        columns.addAll(FIRST_IMAGE, new ShapeColumns(this, volume).columns());
        return columns;
    }

    /** The lengths of the principal axes where voxels have the size {@code scale}, in its unit; as {@link ShapeColumns} has them. */
    public List<Column> axisLengths(Interval volume, double[] scale) {
        return new ShapeColumns(this, volume).lengths(scale);
    }

    private static long[] longs(int[] values) {
        long[] longs = new long[values.length];
        for (int i = 0; i < values.length; i++) longs[i] = values[i];
        return longs;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectTable that
                && Arrays.equals(labels, that.labels)
                && Arrays.equals(counts, that.counts)
                && Arrays.deepEquals(min, that.min)
                && Arrays.deepEquals(max, that.max)
                && Arrays.equals(coordinates, that.coordinates)
                && Arrays.equals(products, that.products)
                && Arrays.equals(surface, that.surface)
                && Arrays.equals(intensities, that.intensities);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(labels) + Arrays.hashCode(counts);
    }
}
