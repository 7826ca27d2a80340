package org.kachel.op;

import java.util.List;
import org.kachel.block.Voxels;

/** Distances axis by axis: along each the least sum of a square and what the axes before left, looking outward from a voxel. */
final class DistanceReference {
    private final List<Double> spacing;
    private final Voxels in;
    private final int open;

    DistanceReference(List<Double> spacing, Voxels in, int open) {
        this.spacing = spacing;
        this.in = in;
        this.open = open;
    }

    void run(Voxels out) {
        int[] size = {in.sizeX(), in.sizeY(), in.sizeZ()};
        double[] squares = new double[in.count()];
        for (int i = 0; i < squares.length; i++) squares[i] = VoxelBits.at(in, i) == 0 ? 0 : Double.POSITIVE_INFINITY;
        for (int axis = 0; axis < 3; axis++) {
            squares = along(
                    squares, size, axis, start(out, axis), (int) out.interval().dimension(axis));
            size[axis] = (int) out.interval().dimension(axis);
        }
        for (int i = 0; i < squares.length; i++) {
            double distance = Math.sqrt(squares[i]);
            out.setReal(i, squares[i] <= limit(out, i) ? distance : -distance);
        }
    }

    private int start(Voxels out, int axis) {
        return (int) (out.interval().min(axis) - in.interval().min(axis));
    }

    /** The part of {@code count} voxels from {@code start} along {@code axis}; all of the other axes. */
    private double[] along(double[] from, int[] size, int axis, int start, int count) {
        int step = axis == 0 ? 1 : axis == 1 ? size[0] : size[0] * size[1];
        int outer = from.length / (step * size[axis]);
        double[] to = new double[step * count * outer];
        for (int o = 0; o < outer; o++)
            for (int t = 0; t < count; t++)
                for (int i = 0; i < step; i++)
                    to[(o * count + t) * step + i] =
                            least(from, o * size[axis] * step + i, step, size[axis], start + t, spacing.get(axis));
        return to;
    }

    private static double least(double[] from, int line, int step, int size, int at, double unit) {
        double best = from[line + at * step];
        for (int k = 1; at - k >= 0 || at + k < size; k++) {
            double way = k * unit;
            if (way * way >= best) break;
            if (at - k >= 0) best = Math.min(best, Math.fma(way, way, from[line + (at - k) * step]));
            if (at + k < size) best = Math.min(best, Math.fma(way, way, from[line + (at + k) * step]));
        }
        return best;
    }

    /** The least square of a distance to what lies beyond an open face. */
    private double limit(Voxels out, int i) {
        int[] position = {i % out.sizeX(), i / out.sizeX() % out.sizeY(), i / out.sizeX() / out.sizeY()};
        double limit = Double.POSITIVE_INFINITY;
        for (int d = 0; d < 3; d++) {
            int before = start(out, d) + position[d] + 1;
            double low = before * spacing.get(d);
            double high = (in.interval().dimension(d) - before + 1) * spacing.get(d);
            if ((open >> 2 * d & 1) != 0) limit = Math.min(limit, low * low);
            if ((open >> 2 * d & 2) != 0) limit = Math.min(limit, high * high);
        }
        return limit;
    }
}
