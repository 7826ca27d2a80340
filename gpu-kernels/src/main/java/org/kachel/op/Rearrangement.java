package org.kachel.op;

import java.util.Arrays;
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
 * Voxels at other places, with the same bits: flips, transposes, crops, pads, whole-voxel translations and reslices.
 *
 * <pre>
 *   output axis d, coordinate c   →   input axis axes[d], coordinate q = c + first[d], or n − 1 − q where flipped
 * </pre>
 *
 * @param axes the input axis that each output axis runs along
 * @param flipped whether it runs backwards
 * @param first position of the output's first voxel, counted in the direction of the output axis; negative lies outside
 * @param extra voxels that an output axis has more than the input's
 * @param size of the output, where it does not follow the input's (crop); 0 along an axis is the rest
 * @param fill value of voxels outside the input
 */
record Rearrangement(
        String name,
        List<Integer> axes,
        List<Boolean> flipped,
        List<Long> first,
        List<Long> extra,
        List<Long> size,
        double fill)
        implements Gather {
    private static final List<Integer> STRAIGHT = List.of(0, 1, 2);
    private static final List<Boolean> FORWARD = List.of(false, false, false);
    private static final List<Long> NONE = List.of(0L, 0L, 0L);

    static Rearrangement axes(String name, List<Integer> axes, List<Boolean> flipped) {
        return new Rearrangement(name, axes, flipped, NONE, NONE, null, 0);
    }

    static Rearrangement flip(int axis) {
        List<Boolean> flipped = IntStream.range(0, 3).mapToObj(d -> d == axis).toList();
        return axes("flip-" + "xyz".charAt(axis), STRAIGHT, flipped);
    }

    static Rearrangement crop(int[] from, int[] size) {
        return new Rearrangement("crop", STRAIGHT, FORWARD, longs(from, 1), NONE, longs(size, 1), 0);
    }

    static Rearrangement pad(int[] before, int[] after, double value) {
        List<Long> extra =
                IntStream.range(0, 3).mapToObj(d -> (long) before[d] + after[d]).toList();
        return new Rearrangement("pad", STRAIGHT, FORWARD, longs(before, -1), extra, null, value);
    }

    static Rearrangement translate(int[] by) {
        return new Rearrangement("translate", STRAIGHT, FORWARD, longs(by, -1), NONE, null, 0);
    }

    private static List<Long> longs(int[] values, long sign) {
        return Arrays.stream(values).mapToObj(v -> sign * v).toList();
    }

    @Override
    public long[] outputSize(long[] inputSize) {
        double[] result = new double[3];
        for (int d = 0; d < 3; d++) {
            long n = inputSize[axes.get(d)];
            result[d] = size == null ? n + extra.get(d) : cropped(d, n);
        }
        return ResultSize.checked(name, first.stream().anyMatch(f -> f < 0) ? "before" : "after", result);
    }

    private long cropped(int axis, long n) {
        long from = first.get(axis), wanted = size.get(axis) == 0 ? n - from : size.get(axis);
        if (from < n && from + wanted <= n) return wanted;
        String where = "xyz".substring(axis, axis + 1);
        if (from >= n)
            throw new ParameterException(
                    "from",
                    "crop: from is %d along %s, but the image has voxels 0 to %d".formatted(from, where, n - 1));
        throw new ParameterException(
                "size",
                "crop: size is %d along %s, but from voxel %d on the image has %d"
                        .formatted(wanted, where, from, n - from));
    }

    @Override
    public Interval source(Interval target, Interval inputVolume) {
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            int axis = axes.get(d);
            long n = inputVolume.dimension(axis);
            long low = Math.max(0, target.min(d) + first.get(d)), high = Math.min(n - 1, target.max(d) + first.get(d));
            if (low > high) return new FinalInterval(new long[3], new long[] {-1, -1, -1});
            min[axis] = flipped.get(d) ? n - 1 - high : low;
            max[axis] = flipped.get(d) ? n - 1 - low : high;
        }
        return new FinalInterval(min, max);
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return image;
    }

    @Override
    public double[] spacing(double[] input) {
        return axes.stream().mapToDouble(axis -> input[axis]).toArray();
    }

    /**
     * Where one block of the output lies in one block of the input.
     *
     * @param base index in the input of the output's first voxel, which need not exist
     * @param strides of the output's axes in the input
     * @param low first coordinate of the output along each axis that has a voxel in the input
     * @param high one past the last
     */
    private record Walk(long base, long[] strides, int[] low, int[] high) {
        boolean inside(int axis, int coordinate) {
            return coordinate >= low[axis] && coordinate < high[axis];
        }
    }

    private Walk walk(Interval in, Interval volume, Interval out) {
        long[] pitch = {1, in.dimension(0), in.dimension(0) * in.dimension(1)};
        long base = 0;
        long[] strides = new long[3];
        int[] low = new int[3], high = new int[3];
        for (int d = 0; d < 3; d++) {
            int axis = axes.get(d);
            long n = volume.dimension(axis), q = out.min(d) + first.get(d);
            strides[d] = flipped.get(d) ? -pitch[axis] : pitch[axis];
            base += ((flipped.get(d) ? n - 1 - q : q) - in.min(axis)) * pitch[axis];
            low[d] = (int) Math.min(out.dimension(d), Math.max(0, -q));
            high[d] = (int) Math.max(low[d], Math.min(out.dimension(d), n - q));
        }
        return new Walk(base, strides, low, high);
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, Interval inputVolume, DeviceImage out) {
        Walk walk = walk(in.interval(), inputVolume, out.interval());
        int along = axes.indexOf(0);
        Program program = Program.beside(
                Rearrangement.class,
                Map.of("T", VoxelBits.unsignedName(in.type()), "A", "xyz".substring(along, along + 1)));
        lane.launch(
                program,
                along == 0 ? "rows" : "tiles",
                along == 0
                        ? rows(out, lane.device().gpu())
                        : tiles(out, along, lane.device().gpu()),
                in.buffer(),
                out.buffer(),
                out.size(0),
                out.size(1),
                out.size(2),
                walk.base(),
                walk.strides()[0],
                walk.strides()[1],
                walk.strides()[2],
                walk.low()[0],
                walk.high()[0],
                walk.low()[1],
                walk.high()[1],
                walk.low()[2],
                walk.high()[2],
                fillBits(in.type()));
    }

    private static WorkSize rows(DeviceImage out, boolean gpu) {
        long nx = out.size(0), ny = out.size(1), nz = out.size(2);
        return gpu
                ? WorkSize.of((nx + 255) / 256 * 64, ny, nz).groups(64, 4, 1)
                : WorkSize.of(1, ny, nz).groups(1, 1, 1);
    }

    private static WorkSize tiles(DeviceImage out, int along, boolean gpu) {
        long x = (out.size(0) + 31) / 32, a = (out.size(along) + 31) / 32, others = out.size(3 - along);
        return gpu
                ? WorkSize.of(32 * x, 8 * a, others).groups(32, 8, 1)
                : WorkSize.of(x, a, others).groups(1, 1, 1);
    }

    private long fillBits(VoxelType type) {
        Voxels one = Voxels.zeros(VoxelType.UINT64, new FinalInterval(1, 1, 1));
        new Voxels(type, one.interval(), one.bytes()).setReal(0, fill);
        return one.integer(0);
    }

    @Override
    public void reference(Voxels in, Interval inputVolume, Voxels out) {
        Walk walk = walk(in.interval(), inputVolume, out.interval());
        IntStream.range(0, out.sizeZ()).parallel().forEach(z -> {
            for (int y = 0; y < out.sizeY(); y++) row(in, out, walk, y, z);
        });
    }

    private void row(Voxels in, Voxels out, Walk walk, int y, int z) {
        boolean some = walk.inside(1, y) && walk.inside(2, z);
        int to = (z * out.sizeY() + y) * out.sizeX();
        long from = walk.base() + y * walk.strides()[1] + z * walk.strides()[2];
        for (int x = 0; x < out.sizeX(); x++)
            if (some && walk.inside(0, x)) VoxelBits.copy(in, (int) (from + x * walk.strides()[0]), out, to + x);
            else out.setReal(to + x, fill);
    }
}
