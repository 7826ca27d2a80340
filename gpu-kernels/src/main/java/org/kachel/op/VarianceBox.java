package org.kachel.op;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.imglib2.Interval;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * Variance or standard deviation of a box's voxels, as a whole population (divided by their number); float32.
 *
 * <p>Of 8- and 16-bit integers the sums of values and squares and n·Σv² − (Σv)² are exact; it is rounded once, then divided by n
 * twice. Other types are rounded to float32; then come axis by axis, x, y, z, the mean and the variance of lines of n, from the
 * means m and variances of what they consist of and the middle one's mean c: with e = m − c and s = Σe, mean c + s/n and variance
 * (Σ(variance + e²) − s²/n)/n, in ascending order: no difference of numbers much larger than it. The root is rounded to nearest.
 *
 * @param root the standard deviation
 */
record VarianceBox(boolean root, Halo radius, Border border) implements WindowStencil {
    static final List<CatalogueEntry> ENTRIES = List.of(
            entry("variance-box", "variance of a box's voxels, divided by their number", false),
            entry("standard-deviation-box", "standard deviation of a box's voxels, divided by their number", true));

    private static CatalogueEntry entry(String name, String summary, boolean root) {
        return CatalogueEntry.of(
                name,
                summary,
                List.of(Footprint.RADIUS, Border.PARAMETER),
                a -> new VarianceBox(root, BoxFilter.radius(a), Border.of(a)));
    }

    @Override
    public String name() {
        return root ? "standard-deviation-box" : "variance-box";
    }

    @Override
    public Halo halo() {
        return radius;
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return VoxelType.FLOAT32;
    }

    private Footprint box(Interval input) {
        return new Footprint(Footprint.Form.BOX, radius).on(input);
    }

    static boolean exact(VoxelType image) {
        return !image.floating() && image.bytes() <= 2;
    }

    /** The type of sums or means between passes; squares have its size. */
    private static VoxelType working(VoxelType image, long count) {
        if (!exact(image)) return VoxelType.FLOAT32;
        return count << 16 * image.bytes() >> 32 == 0 ? VoxelType.INT32 : VoxelType.INT64;
    }

    /** Whether n·Σv² − (Σv)² may need more than 64 bits: it is at most (n·2^(bits−1))². */
    static boolean wide(VoxelType image, int count) {
        return count > 1L << 33 - 8 * image.bytes();
    }

    @Override
    public long scratchBytes(VoxelType image, long inputVoxels, long outputVoxels) {
        long axes = (radius.x() > 0 ? 1 : 0) + (radius.y() > 0 ? 1 : 0) + (radius.z() > 0 ? 1 : 0);
        long count = new Footprint(Footprint.Form.BOX, radius).count();
        return 2 * Math.max(0, axes - 1) * inputVoxels * working(image, count).bytes();
    }

    @Override
    public void enqueue(Lane lane, WindowKernel.Shape shape, DeviceImage in, DeviceImage out) {
        Footprint box = box(in.interval());
        VoxelType working = working(in.type(), box.count());
        new VarianceKernels(this, box, working, lane, shape, in, out).enqueue();
    }

    /** Those to look along, in order; x where there are none. */
    static List<Integer> axes(Footprint box) {
        List<Integer> axes = new ArrayList<>();
        for (int d = 0; d < 3; d++) if (box.radius().along(d) > 0) axes.add(d);
        return axes.isEmpty() ? List.of(0) : axes;
    }

    /** What passes along {@code axes} read for {@code target}. */
    static Interval needed(Footprint box, List<Integer> axes, Interval target, Interval input) {
        int[] r = new int[3];
        for (int d : axes) r[d] = box.radius().along(d);
        return new Halo(r[0], r[1], r[2]).grow(target, input);
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        Footprint box = box(in.interval());
        if (exact(in.type()))
            box.forEach(in, out, border, (target, neighbours) -> store(out, target, exactly(in, neighbours)));
        else {
            float[] result = VarianceReference.of(in, border).along(box, axes(box), out.interval());
            for (int i = 0; i < result.length; i++) store(out, i, result[i]);
        }
    }

    private void store(Voxels out, int target, float variance) {
        out.setReal(target, root ? Math.sqrt(variance) : variance);
    }

    private static float exactly(Voxels in, int[] neighbours) {
        long n = neighbours.length, sum = 0, squares = 0;
        for (int i : neighbours) {
            long v = i < 0 ? 0 : in.integer(i);
            sum += v;
            squares += v * v;
        }
        BigInteger scatter = BigInteger.valueOf(n)
                .multiply(BigInteger.valueOf(squares))
                .subtract(BigInteger.valueOf(sum).pow(2));
        return RowArithmetic.quotient(RowArithmetic.quotient(scatter.floatValue(), n), n);
    }
}
