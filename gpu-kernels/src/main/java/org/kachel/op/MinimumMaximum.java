package org.kachel.op;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * The smallest and the largest finite value, and what is not finite: {@code [minimum, maximum, count of NaN and infinite
 * voxels, x, y, z of the first such voxel]}. Without finite voxels minimum is ∞ and maximum −∞; without others x, y, z are ∞.
 * Values of 64-bit integers are rounded to double; −0 counts as 0.
 *
 * @param finiteOnly whether {@link #finish} refuses images with NaN or infinities
 */
record MinimumMaximum(boolean finiteOnly) implements Reduction {
    static final int MINIMUM = 0, MAXIMUM = 1;
    private static final int COUNT = 2, POSITION = 3;

    @Override
    public String name() {
        return "minimum-maximum";
    }

    @Override
    public double[] enqueue(Lane lane, DeviceImage in, List<double[]> scalars) {
        VoxelType type = in.type();
        Groups groups = Groups.of(lane, in.count());
        ByteBuffer part = groups.reduce(
                lane,
                Groups.program(lane, MinimumMaximum.class, type, Map.of()),
                "minimum_maximum",
                16 + 2 * Math.max(4, type.bytes()),
                in.buffer(),
                in.count());
        Voxels extremes = new Voxels(
                type, Groups.line(2), part.slice(16, 2 * type.bytes()).order(part.order()));
        double[] result = none();
        if (extremes.real(0) <= extremes.real(1)) include(result, extremes.real(0), extremes.real(1));
        return merge(result, others(in.interval(), part.getLong(0), part.getLong(8)));
    }

    @Override
    public double[] reference(Voxels in, List<double[]> scalars) {
        double[] result = none();
        long count = 0;
        int first = -1;
        for (int i = 0; i < in.count(); i++) {
            double v = in.real(i);
            if (Double.isFinite(v)) include(result, v, v);
            else if (count++ == 0) first = i;
        }
        return merge(result, others(in.interval(), count, first));
    }

    private static double[] none() {
        double inf = Double.POSITIVE_INFINITY;
        return new double[] {inf, -inf, 0, inf, inf, inf};
    }

    private static void include(double[] result, double least, double most) {
        result[MINIMUM] = Math.min(result[MINIMUM], least + 0.0);
        result[MAXIMUM] = Math.max(result[MAXIMUM], most + 0.0);
    }

    private static double[] others(Interval interval, long count, long first) {
        double[] result = none();
        result[COUNT] = count;
        if (count == 0) return result;
        long nx = interval.dimension(0), ny = interval.dimension(1);
        long[] at = {first % nx, first / nx % ny, first / (nx * ny)};
        for (int d = 0; d < 3; d++) result[POSITION + d] = at[d] + interval.min(d);
        return result;
    }

    @Override
    public double[] merge(double[] a, double[] b) {
        double[] result = before(a, b) ? a.clone() : b.clone();
        result[MINIMUM] = Math.min(a[MINIMUM], b[MINIMUM]);
        result[MAXIMUM] = Math.max(a[MAXIMUM], b[MAXIMUM]);
        result[COUNT] = a[COUNT] + b[COUNT];
        return result;
    }

    /** Raster order: z first. */
    private static boolean before(double[] a, double[] b) {
        for (int d = 2; d > 0; d--) if (a[POSITION + d] != b[POSITION + d]) return a[POSITION + d] < b[POSITION + d];
        return a[POSITION] <= b[POSITION];
    }

    @Override
    public double[] finish(double[] merged) {
        if (finiteOnly && merged[COUNT] > 0)
            throw new ArithmeticException(
                    "the image has %.0f voxels that are NaN or infinite, the first at x=%.0f, y=%.0f, z=%.0f; replace them first"
                            .formatted(merged[COUNT], merged[3], merged[4], merged[5]));
        return merged;
    }
}
