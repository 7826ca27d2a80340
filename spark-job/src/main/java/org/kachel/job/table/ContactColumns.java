package org.kachel.job.table;

import java.util.ArrayList;
import java.util.List;
import org.kachel.block.io.Spacing;
import org.kachel.stitching.Column;
import org.kachel.stitching.Neighbours;

/**
 * The pairs of objects that touch, one row each: {@code label_a} below {@code label_b}, {@code contact_area} in faces of
 * voxels, {@code distance} of the centroids in voxels; both in physical units, too, where the volume has such.
 */
record ContactColumns(Spacing spacing) implements SliceColumns {
    private static final long serialVersionUID = 1;

    @Override
    public List<Column> of(ObjectSlice slice) {
        int rows = rows(slice.neighbours());
        long[] a = new long[rows], b = new long[rows], faces = new long[rows];
        double[] distance = new double[rows], area = new double[rows], physical = new double[rows];
        fill(slice, a, b, faces, distance, area, physical);
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of("label_a", a));
        columns.add(Column.of("label_b", b));
        columns.add(Column.of("contact_area", faces));
        columns.add(Column.of("distance", distance));
        if (spacing.unit().isEmpty()) return columns;
        columns.add(Column.of("contact_area_square_" + spacing.unit(), area));
        columns.add(Column.of("distance_" + spacing.unit(), physical));
        return columns;
    }

    private static int rows(Neighbours neighbours) {
        int rows = 0;
        for (int p = 0; p < neighbours.rows(); p++) if (neighbours.label(p) < neighbours.neighbour(p)) rows++;
        return rows;
    }

    private void fill(
            ObjectSlice slice, long[] a, long[] b, long[] faces, double[] distance, double[] area, double[] physical) {
        Neighbours n = slice.neighbours();
        Pairs voxels = new Pairs(Spacing.VOXELS), scaled = new Pairs(spacing);
        int row = 0, i = 0;
        for (int p = 0; p < n.rows(); p++) {
            row = Pairs.row(slice.objects(), row, n, p);
            if (n.label(p) > n.neighbour(p)) continue;
            a[i] = n.label(p);
            b[i] = n.neighbour(p);
            faces[i] = Pairs.faces(n, p);
            distance[i] = voxels.distance(slice.objects(), row, n, p);
            area[i] = scaled.area(n, p);
            physical[i++] = scaled.distance(slice.objects(), row, n, p);
        }
    }
}
