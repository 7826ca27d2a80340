package org.kachel.job.table;

import java.util.ArrayList;
import java.util.List;
import org.kachel.block.io.Spacing;
import org.kachel.stitching.Column;

/**
 * {@code mean_distance_nearest_N}: the mean distance of an object's centroid to the N nearest others, or to all where they
 * are fewer; NaN for an only object. One column for each spacing, in which the nearest are the nearest, too; in the order of
 * {@link ObjectSlice#nearest}.
 */
record NearestColumns(int n, List<Spacing> spacings) implements SliceColumns {
    private static final long serialVersionUID = 1;

    NearestColumns {
        spacings = List.copyOf(spacings);
    }

    /** Once in voxels, and once in physical units where the volume has such. */
    static NearestColumns of(int n, Spacing spacing) {
        return new NearestColumns(
                n, spacing.unit().isEmpty() ? List.of(Spacing.VOXELS) : List.of(Spacing.VOXELS, spacing));
    }

    @Override
    public List<Column> of(ObjectSlice slice) {
        List<Column> columns = new ArrayList<>();
        for (int m = 0; m < spacings.size(); m++) {
            String unit = spacings.get(m).unit();
            columns.add(
                    Column.of("mean_distance_nearest_" + n + (unit.isEmpty() ? "" : "_" + unit), slice.nearest()[m]));
        }
        return columns;
    }
}
