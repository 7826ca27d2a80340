package org.kachel.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/**
 * An affine transform: the voxel at p goes to A·p + b. Each output voxel asks where it came from, in float64, by fma in one
 * order, so that block, device and Java agree on the place to the bit.
 *
 * <p>Linear: float32, between the eight voxels around that place, whose weights are float32. Nearest: the voxel there, with
 * its type, half up. Voxels outside the image are 0, and are interpolated with.
 *
 * <p>*Units*: voxels; voxel centres lie at whole numbers.
 *
 * @param matrix A, row by row
 * @param shift b, or where {@code centred} what is added to the centre
 * @param centred whether the image's centre stays where it is but for {@code shift}
 * @param fit whether the output is as large as the transformed image, which lies in its middle; else as large as the input
 */
record Affine(String name, List<Double> matrix, List<Double> shift, boolean centred, boolean linear, boolean fit)
        implements Gather {
    /** Relative to the product of the rows' lengths; what is smaller cannot be told from a plane. */
    private static final double SMALLEST_DETERMINANT = 1e-12;

    Affine {
        matrix = List.copyOf(matrix);
        shift = List.copyOf(shift);
        double[] a = doubles(matrix);
        double rows = 1;
        for (int d = 0; d < 3; d++) rows *= Math.hypot(Math.hypot(a[3 * d], a[3 * d + 1]), a[3 * d + 2]);
        if (!(Math.abs(determinant(a)) > SMALLEST_DETERMINANT * rows))
            throw new ParameterException(
                    "matrix", name + ": the matrix " + matrix + " cannot be inverted: it makes the image flat");
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double determinant(double[] a) {
        return a[0] * (a[4] * a[8] - a[5] * a[7])
                - a[1] * (a[3] * a[8] - a[5] * a[6])
                + a[2] * (a[3] * a[7] - a[4] * a[6]);
    }

    @Override
    public long[] outputSize(long[] inputSize) {
        if (!fit) return inputSize.clone();
        double[] size = new double[3];
        for (int d = 0; d < 3; d++) {
            double extent = 0;
            for (int e = 0; e < 3; e++) extent += Math.abs(matrix.get(3 * d + e)) * inputSize[e];
            // an axis of extent 1 that is only scaled stays so: there is nothing to interpolate between
            boolean flat =
                    inputSize[d] == 1 && matrix.get(3 * d + (d + 1) % 3) == 0 && matrix.get(3 * d + (d + 2) % 3) == 0;
            size[d] = flat ? 1 : Math.max(1, Math.ceil(extent - 1e-6));
        }
        return ResultSize.checked(name, "size", size);
    }

    /** From output to input: three rows of four. */
    private double[] inverse(Interval inputVolume) {
        double[] a = doubles(matrix), b = offset(inputVolume.dimensionsAsLongArray());
        double det = determinant(a);
        double[] m = new double[12];
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 3; c++) {
                int r1 = (c + 1) % 3, r2 = (c + 2) % 3, c1 = (r + 1) % 3, c2 = (r + 2) % 3;
                m[4 * r + c] = (a[3 * r1 + c1] * a[3 * r2 + c2] - a[3 * r1 + c2] * a[3 * r2 + c1]) / det;
            }
            m[4 * r + 3] = -(m[4 * r] * b[0] + m[4 * r + 1] * b[1] + m[4 * r + 2] * b[2]);
        }
        return m;
    }

    private double[] offset(long[] inputSize) {
        double[] b = doubles(shift);
        if (!centred && !fit) return b;
        long[] outputSize = outputSize(inputSize);
        for (int d = 0; d < 3; d++) {
            if (fit) b[d] = 0;
            b[d] += (outputSize[d] - 1) / 2.0;
            for (int e = 0; e < 3; e++) b[d] -= matrix.get(3 * d + e) * (inputSize[e] - 1) / 2.0;
        }
        return b;
    }

    /** Where along input axis {@code d} an output voxel came from; the same on the device. Rounded, but monotonic in x, y and z. */
    private static double place(double[] m, int d, double x, double y, double z) {
        return Math.fma(m[4 * d], x, Math.fma(m[4 * d + 1], y, Math.fma(m[4 * d + 2], z, m[4 * d + 3])));
    }

    @Override
    public Interval source(Interval target, Interval inputVolume) {
        double[] m = inverse(inputVolume);
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            double low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY;
            for (int corner = 0; corner < 8; corner++) {
                double at = place(m, d, end(target, 0, corner), end(target, 1, corner), end(target, 2, corner));
                low = Math.min(low, at);
                high = Math.max(high, at);
            }
            min[d] = Math.max(0, (long) Math.floor(linear ? low : low + 0.5));
            max[d] = Math.min(inputVolume.max(d), (long) Math.floor(linear ? high + 1 : high + 0.5));
            if (min[d] > max[d]) return new FinalInterval(new long[3], new long[] {-1, -1, -1});
        }
        return new FinalInterval(min, max);
    }

    private static long end(Interval target, int axis, int corner) {
        return (corner >> axis & 1) == 0 ? target.min(axis) : target.max(axis);
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return linear ? VoxelType.FLOAT32 : image;
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, Interval inputVolume, DeviceImage out) {
        boolean gpu = lane.device().gpu();
        Program program = Program.beside(
                Affine.class,
                Map.of(
                        "T",
                        linear ? in.type().openClName() : VoxelBits.unsignedName(in.type()),
                        "LINEAR",
                        linear ? "1" : "0"));
        List<Object> args = new ArrayList<>(List.of(in.buffer(), out.buffer()));
        for (int d = 0; d < 3; d++) args.add(out.size(d));
        for (int d = 0; d < 3; d++) args.add((int) out.interval().min(d));
        for (int d = 0; d < 3; d++) args.add((int) inputVolume.dimension(d));
        for (int d = 0; d < 3; d++) args.add((int) in.interval().min(d));
        args.add(in.size(0));
        args.add(in.size(1));
        for (double v : inverse(inputVolume)) args.add(v);
        WorkSize size = WorkSize.of(out.size(0), out.size(1), out.size(2));
        lane.launch(program, "affine", gpu ? size.groups(8, 8, 4) : size.groups(64, 1, 1), args.toArray());
    }

    @Override
    public void reference(Voxels in, Interval inputVolume, Voxels out) {
        double[] m = inverse(inputVolume);
        Interval to = out.interval();
        IntStream.range(0, out.sizeZ()).parallel().forEach(k -> {
            int at = k * out.sizeY() * out.sizeX();
            long z = to.min(2) + k;
            for (long y = to.min(1); y <= to.max(1); y++)
                for (long x = to.min(0); x <= to.max(0); x++, at++)
                    if (linear) interpolate(in, inputVolume, m, x, y, z, out, at);
                    else nearest(in, inputVolume, m, x, y, z, out, at);
        });
    }

    private static void nearest(Voxels in, Interval volume, double[] m, long x, long y, long z, Voxels out, int at) {
        long[] p = new long[3];
        for (int d = 0; d < 3; d++) {
            double place = Math.floor(place(m, d, x, y, z) + 0.5);
            if (!(place >= 0 && place < volume.dimension(d))) return;
            p[d] = (long) place;
        }
        VoxelBits.copy(in, in.index(p[0], p[1], p[2]), out, at);
    }

    private static void interpolate(
            Voxels in, Interval volume, double[] m, long x, long y, long z, Voxels out, int at) {
        long[] p = new long[3];
        float[] f = new float[3], v = new float[8];
        for (int d = 0; d < 3; d++) {
            double place = place(m, d, x, y, z), whole = Math.floor(place);
            if (!(place > -1 && place < volume.dimension(d))) return;
            p[d] = (long) whole;
            f[d] = (float) (place - whole);
        }
        for (int k = 0; k < 8; k++) v[k] = value(in, volume, p[0] + (k & 1), p[1] + (k >> 1 & 1), p[2] + (k >> 2));
        for (int d = 0, n = 4; d < 3; d++, n /= 2)
            for (int k = 0; k < n; k++) v[k] = Math.fma(f[d], v[2 * k + 1] - v[2 * k], v[2 * k]);
        out.bytes().putFloat(4 * at, v[0]);
    }

    private static float value(Voxels in, Interval volume, long x, long y, long z) {
        boolean inside = x >= 0 && y >= 0 && z >= 0 && x <= volume.max(0) && y <= volume.max(1) && z <= volume.max(2);
        return inside ? RowArithmetic.real(in, in.index(x, y, z)) : 0;
    }
}
