package org.kachel.job.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.kachel.block.io.Spacing;
import org.kachel.op.ParameterException;
import org.kachel.stitching.CentroidTree;
import org.kachel.stitching.Column;
import org.kachel.stitching.ObjectTable;

/**
 * {@code mean_distance_nearest_N}: the mean distance of an object's centroid to the N nearest others, or to all where they
 * are fewer; NaN for an only object. Once in voxels, nearest in voxels; and once in physical units, nearest in those, where
 * the volume has such.
 */
record NearestColumns(int n, List<Metric> metrics) implements SliceColumns {
    private static final long serialVersionUID = 1;

    /** Of an object's centroid and label while the trees are made, and in them. */
    private static final int BYTES_PER_OBJECT = 72;

    /** Distances of one kind, and all centroids in that. */
    record Metric(Spacing spacing, Broadcast<CentroidTree> tree) implements Serializable {}

    /** *Errors*: {@link ParameterException} where the driver's memory does not hold all centroids. */
    static NearestColumns of(JavaSparkContext spark, ObjectSlices slices, int n, Spacing spacing) {
        List<Spacing> spacings = spacing.unit().isEmpty() ? List.of(Spacing.VOXELS) : List.of(Spacing.VOXELS, spacing);
        long objects = slices.objects();
        if (objects * BYTES_PER_OBJECT * spacings.size() > Runtime.getRuntime().maxMemory() / 2)
            throw new ParameterException(
                    "measure.neighbours.nearest",
                    "the centroids of %d objects do not fit into half of the driver's memory of %d MiB"
                            .formatted(objects, Runtime.getRuntime().maxMemory() >> 20));
        List<Metric> metrics = new ArrayList<>();
        for (Spacing each : spacings)
            metrics.add(new Metric(each, spark.broadcast(tree(slices, Math.toIntExact(objects), each))));
        return new NearestColumns(n, metrics);
    }

    private static CentroidTree tree(ObjectSlices slices, int objects, Spacing spacing) {
        long[] labels = new long[objects];
        double[][] at = new double[3][objects];
        int i = 0;
        for (Iterator<ObjectSlice> each = slices.iterator(); each.hasNext(); ) {
            ObjectTable table = each.next().objects();
            for (int row = 0; row < table.rows(); row++, i++) {
                labels[i] = table.label(row);
                for (int d = 0; d < 3; d++) at[d][i] = Pairs.centroid(spacing, d, table, row);
            }
        }
        return new CentroidTree(labels, at);
    }

    @Override
    public List<Column> of(ObjectSlice slice) {
        List<Column> columns = new ArrayList<>();
        for (Metric metric : metrics) {
            String unit = metric.spacing().unit();
            columns.add(Column.of(
                    "mean_distance_nearest_" + n + (unit.isEmpty() ? "" : "_" + unit), means(slice.objects(), metric)));
        }
        return columns;
    }

    private double[] means(ObjectTable objects, Metric metric) {
        Spacing s = metric.spacing();
        CentroidTree tree = metric.tree().value();
        double[] means = new double[objects.rows()];
        for (int row = 0; row < means.length; row++)
            means[row] = tree.nearest(
                            Pairs.centroid(s, 0, objects, row),
                            Pairs.centroid(s, 1, objects, row),
                            Pairs.centroid(s, 2, objects, row),
                            objects.label(row),
                            n)
                    .meanDistance();
        return means;
    }
}
