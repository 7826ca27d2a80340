package org.kachel.stitching;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import net.imglib2.Interval;

/**
 * What follows from the bounding boxes and the second central moments of a table's objects, in voxels:
 *
 * <ul>
 *   <li>{@code touches-border}: 1 where the bounding box reaches a border of the volume, along axes longer than a voxel; else 0
 *   <li>{@code surface-voxels}, where they were counted
 *   <li>{@code extent}: share of the bounding box that the object fills
 *   <li>{@code axis-major-length}, in 3D {@code axis-middle-length}, and {@code axis-minor-length} of the ellipse or ellipsoid
 *       with the same moments, as in skimage
 *   <li>{@code elongation}: the major length over the next one, and in 3D {@code flatness}: the middle over the minor; NaN for a
 *       single voxel, infinite for a line
 *   <li>2D: {@code orientation}, skimage's: the angle from the y axis to the major axis, −π/2 … π/2, positive towards x;
 *       ±π/4 where both axes are equally long. 3D: {@code axis-major-x}, {@code -y}, {@code -z}, the major axis as a unit vector
 *       whose largest component is positive
 * </ul>
 *
 * 2D is a volume of depth 1. Moments are exact until they are rounded here, so tiling never shows.
 */
final class ShapeColumns {
    private final ObjectTable table;
    private final Interval volume;
    private final boolean flat;

    ShapeColumns(ObjectTable table, Interval volume) {
        this.table = table;
        this.volume = volume;
        this.flat = volume.dimension(2) == 1;
    }

    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        columns.add(integers("touches-border", row -> touchesBorder(row) ? 1 : 0));
        if (table.measuresSurface()) columns.add(integers("surface-voxels", table::surface));
        columns.add(reals("extent", this::extent));
        PrincipalAxes[] axes = axes(new double[] {1, 1, 1});
        columns.addAll(lengths(axes));
        columns.add(reals("elongation", row -> axes[row].length(0) / axes[row].length(1)));
        if (flat) columns.add(reals("orientation", row -> axes[row].orientation()));
        else {
            columns.add(reals("flatness", row -> axes[row].length(1) / axes[row].length(2)));
            for (int d = 0; d < 3; d++) {
                int axis = d;
                columns.add(reals("axis-major-" + "xyz".charAt(d), row -> axes[row].major(axis)));
            }
        }
        return columns;
    }

    /** The lengths of the axes where voxels have the size {@code scale}, in its unit. */
    List<Column> lengths(double[] scale) {
        return lengths(axes(scale));
    }

    private List<Column> lengths(PrincipalAxes[] axes) {
        String[] names = flat ? new String[] {"major", "minor"} : new String[] {"major", "middle", "minor"};
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            int axis = i;
            columns.add(reals("axis-" + names[i] + "-length", row -> axes[row].length(axis)));
        }
        return columns;
    }

    private PrincipalAxes[] axes(double[] scale) {
        PrincipalAxes[] axes = new PrincipalAxes[table.rows()];
        for (int row = 0; row < axes.length; row++) axes[row] = axes(row, scale);
        return axes;
    }

    private PrincipalAxes axes(int row, double[] scale) {
        double[] moments = table.central(row);
        double[] c = {
            moments[0] * scale[0] * scale[0],
            moments[1] * scale[1] * scale[1],
            moments[2] * scale[2] * scale[2],
            moments[3] * scale[0] * scale[1],
            moments[4] * scale[0] * scale[2],
            moments[5] * scale[1] * scale[2]
        };
        for (int i = 0; i < 6; i++) c[i] /= table.voxelCount(row);
        return flat ? PrincipalAxes.inPlane(c[0], c[1], c[3]) : PrincipalAxes.inSpace(c);
    }

    private boolean touchesBorder(int row) {
        for (int d = 0; d < 3; d++) {
            if (volume.dimension(d) == 1) continue;
            if (table.min(d, row) == volume.min(d) || table.max(d, row) == volume.max(d)) return true;
        }
        return false;
    }

    private double extent(int row) {
        double box = 1;
        for (int d = 0; d < 3; d++) box *= table.max(d, row) - table.min(d, row) + 1;
        return table.voxelCount(row) / box;
    }

    private interface IntToLong {
        long at(int row);
    }

    private Column integers(String name, IntToLong value) {
        long[] values = new long[table.rows()];
        for (int row = 0; row < values.length; row++) values[row] = value.at(row);
        return Column.of(name, values);
    }

    private Column reals(String name, IntToDoubleFunction value) {
        double[] values = new double[table.rows()];
        for (int row = 0; row < values.length; row++) values[row] = value.applyAsDouble(row);
        return Column.of(name, values);
    }
}
