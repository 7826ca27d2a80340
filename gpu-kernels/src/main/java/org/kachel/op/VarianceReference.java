package org.kachel.op;

import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.Voxels;

/** The float variance of a box in plain Java: mean and variance of lines, axis by axis. */
record VarianceReference(float[] means, float[] variances, Interval interval, Interval image, Border border) {

    static VarianceReference of(Voxels in, Border border) {
        float[] values = new float[in.count()];
        for (int i = 0; i < values.length; i++) values[i] = RowArithmetic.real(in, i);
        return new VarianceReference(values, new float[values.length], in.interval(), in.interval(), border);
    }

    /** The variances of {@code target} after passes along {@code axes}. */
    float[] along(Footprint box, List<Integer> axes, Interval target) {
        if (axes.isEmpty()) return variances;
        List<Integer> later = axes.subList(1, axes.size());
        Interval needed = new FinalInterval(VarianceBox.needed(box, later, target, image));
        int axis = axes.get(0);
        return pass(axis, box.radius().along(axis), needed).along(box, later, target);
    }

    private VarianceReference pass(int axis, int r, Interval to) {
        int nx = (int) to.dimension(0), ny = (int) to.dimension(1), nz = (int) to.dimension(2);
        VarianceReference result =
                new VarianceReference(new float[nx * ny * nz], new float[nx * ny * nz], to, image, border);
        IntStream.range(0, nz).parallel().forEach(z -> {
            int[] line = new int[2 * r + 1];
            for (int y = 0; y < ny; y++)
                for (int x = 0; x < nx; x++) {
                    for (int k = -r; k <= r; k++) line[k + r] = index(to, x, y, z, axis, k);
                    result.fold(this, line, (z * ny + y) * nx + x);
                }
        });
        return result;
    }

    /** Where the voxel {@code k} steps along {@code axis} from (x, y, z) of {@code to} lies, or −1 where it is 0. */
    private int index(Interval to, int x, int y, int z, int axis, int k) {
        int[] at = {x, y, z};
        for (int d = 0; d < 3; d++) at[d] += (int) (to.min(d) - interval.min(d));
        at[axis] = border.index(at[axis] + k, (int) interval.dimension(axis));
        return at[axis] < 0 ? -1 : (at[2] * (int) interval.dimension(1) + at[1]) * (int) interval.dimension(0) + at[0];
    }

    private void fold(VarianceReference from, int[] line, int target) {
        int n = line.length, middle = line[n / 2];
        float centre = from.mean(middle), sum = 0, squares = from.variance(middle);
        for (int k = 0; k < n; k++) {
            if (k == n / 2) continue;
            int i = line[k];
            float e = from.mean(i) - centre;
            sum += e;
            squares = Math.fma(e, e, squares + from.variance(i));
        }
        float part = (float) (1.0 / n), s = sum * part;
        means[target] = centre + s;
        variances[target] = Math.fma(-s, sum, squares) * part;
    }

    private float mean(int i) {
        return i < 0 ? 0 : means[i];
    }

    private float variance(int i) {
        return i < 0 ? 0 : variances[i];
    }
}
