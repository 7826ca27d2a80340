package org.kachel.op;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import org.kachel.block.Halo;
import org.kachel.block.Voxels;

/**
 * Separable filters in plain Java: whole rows are folded into whole rows, tap after tap in ascending order.
 *
 * @param <A> the array that rows lie in
 */
final class SeparableReference<A> {
    private final SeparableFilter filter;
    private final Halo radius;
    private final RowArithmetic<A> rows;

    private SeparableReference(SeparableFilter filter, RowArithmetic<A> rows) {
        this.filter = filter;
        this.radius = filter.radius();
        this.rows = rows;
    }

    static void run(SeparableFilter filter, Voxels in, Voxels out) {
        new SeparableReference<>(filter, RowArithmetic.of(filter, in)).run(in, out);
    }

    private void run(Voxels in, Voxels out) {
        Interval afterX = new Halo(0, radius.y(), radius.z()).grow(out.interval(), in.interval());
        Interval afterY = new Halo(0, 0, radius.z()).grow(out.interval(), in.interval());
        A lines = alongX(in, afterX);
        if (radius.y() > 0) lines = along(1, lines, afterX, afterY);
        if (radius.z() > 0) lines = along(2, lines, afterY, out.interval());
        rows.store(lines, out);
    }

    private A alongX(Voxels in, Interval target) {
        int nx = size(target, 0), ny = size(target, 1), nz = size(target, 2), n = in.sizeX();
        int shift = (int) (target.min(0) - in.interval().min(0)) - radius.x();
        A result = rows.zeros(count(target));
        IntStream.range(0, nz).parallel().forEach(z -> {
            A line = rows.zeros(n), padded = rows.zeros(nx + 2 * radius.x());
            for (int y = 0; y < ny; y++) {
                rows.load(in, in.index(in.interval().min(0), target.min(1) + y, target.min(2) + z), line, n);
                for (int i = 0; i < nx + 2 * radius.x(); i++) {
                    int from = filter.border().index(shift + i, n);
                    if (from >= 0) System.arraycopy(line, from, padded, i, 1);
                }
                for (int k = 0; k <= 2 * radius.x(); k++) rows.tap(0, k, padded, k, result, (z * ny + y) * nx, nx);
            }
        });
        return result;
    }

    /** Along y or z: row by row. */
    private A along(int axis, A source, Interval from, Interval to) {
        int nx = size(to, 0), ny = size(to, 1), r = radius.along(axis), n = size(from, axis);
        int shift = (int) (to.min(axis) - from.min(axis)) - r;
        A result = rows.zeros(count(to)), zero = rows.zeros(nx);
        IntStream.range(0, size(to, 2)).parallel().forEach(z -> {
            for (int y = 0; y < ny; y++)
                for (int k = 0; k <= 2 * r; k++) {
                    int p = filter.border().index(shift + k + (axis == 1 ? y : z), n);
                    int row = axis == 1 ? z * size(from, 1) + p : p * size(from, 1) + y;
                    rows.tap(axis, k, p < 0 ? zero : source, p < 0 ? 0 : row * nx, result, (z * ny + y) * nx, nx);
                }
        });
        return result;
    }

    private static int size(Interval interval, int axis) {
        return (int) interval.dimension(axis);
    }

    private static int count(Interval interval) {
        return Math.toIntExact(Arrays.stream(interval.dimensionsAsLongArray()).reduce(1, Math::multiplyExact));
    }
}
