package org.kachel.job.table;

import java.util.ArrayList;
import java.util.List;
import org.kachel.block.io.Spacing;
import org.kachel.stitching.Column;
import org.kachel.stitching.Neighbours;
import org.kachel.stitching.ObjectTable;

/**
 * What the table of objects tells about neighbours: {@code touching_neighbours}, how many touch an object, and
 * {@code mean_distance_touching}, the mean distance of its centroid to theirs, in voxels and in physical units where the
 * volume has such. The mean of none is NaN.
 */
record NeighbourColumns(Spacing spacing) implements SliceColumns {
    private static final long serialVersionUID = 1;

    @Override
    public List<Column> of(ObjectSlice slice) {
        List<Column> columns = new ArrayList<>();
        long[] counts = new long[slice.objects().rows()];
        double[] voxels = means(slice, Spacing.VOXELS, counts);
        columns.add(Column.of("touching_neighbours", counts));
        columns.add(Column.of("mean_distance_touching", voxels));
        if (!spacing.unit().isEmpty())
            columns.add(Column.of(
                    "mean_distance_touching_" + spacing.unit(), means(slice, spacing, new long[counts.length])));
        return columns;
    }

    /** Sums go by ascending label of the neighbour, wherever the rows came from. */
    private static double[] means(ObjectSlice slice, Spacing spacing, long[] counts) {
        Pairs pairs = new Pairs(spacing);
        ObjectTable objects = slice.objects();
        Neighbours neighbours = slice.neighbours();
        double[] means = new double[objects.rows()];
        int row = 0;
        for (int p = 0; p < neighbours.rows(); p++) {
            row = Pairs.row(objects, row, neighbours, p);
            counts[row]++;
            means[row] += pairs.distance(objects, row, neighbours, p);
        }
        for (row = 0; row < means.length; row++) means[row] /= counts[row];
        return means;
    }
}
