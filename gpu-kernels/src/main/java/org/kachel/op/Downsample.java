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
 * One voxel of each box of {@code factor} voxels, with the same type; boxes at the far faces are smaller where the factor does
 * not divide the size. The mean of integers is exact and rounded, half up; of floats it is summed in float64 in raster order. The
 * mode is the most frequent value, the largest of several: what labels want.
 */
record Downsample(List<Integer> factor, boolean mode) implements Gather {
    private static final int LARGEST_FACTOR = 64;

    static final CatalogueEntry ENTRY = CatalogueEntry.of(
            "downsample",
            "smaller by a whole factor: the mean of each box, or its most frequent value; for pyramids, see `levels` of the output",
            List.of(
                    Parameter.integerPerAxis(
                            "factor", "2", 0, LARGEST_FACTOR, "voxels", "size of a box; 0 leaves an axis alone"),
                    Parameter.choice("method", "mean", List.of("mean", "mode"), "mode is for labels")),
            Downsample::bind);

    private static Downsample bind(Arguments a) {
        List<Integer> factor =
                IntStream.of(a.integers("factor")).mapToObj(f -> Math.max(1, f)).toList();
        return new Downsample(factor, a.text("method").equals("mode"));
    }

    @Override
    public String name() {
        return "downsample";
    }

    @Override
    public long[] outputSize(long[] inputSize) {
        long[] size = new long[3];
        for (int d = 0; d < 3; d++) size[d] = (inputSize[d] + factor.get(d) - 1) / factor.get(d);
        return size;
    }

    @Override
    public Interval source(Interval target, Interval inputVolume) {
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            min[d] = target.min(d) * factor.get(d);
            max[d] = Math.min(inputVolume.max(d), (target.max(d) + 1) * factor.get(d) - 1);
        }
        return new FinalInterval(min, max);
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        if (mode && image.floating())
            throw new ParameterException("method", "downsample: mode takes labels, which are integers, not " + image);
        return image;
    }

    @Override
    public double[] spacing(double[] input) {
        return IntStream.range(0, 3).mapToDouble(d -> input[d] * factor.get(d)).toArray();
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, Interval inputVolume, DeviceImage out) {
        VoxelType type = in.type();
        Program program = Program.beside(
                Downsample.class,
                Map.of(
                        "T",
                        type.openClName(),
                        "KIND",
                        mode ? "0" : type.floating() ? "1" : type.bytes() <= 4 ? "2" : "3",
                        "FP64",
                        type.floating() && !mode ? "1" : "0"));
        List<Object> args = new ArrayList<>(List.of(in.buffer(), out.buffer()));
        for (int d = 0; d < 3; d++) args.add(out.size(d));
        args.add(in.size(0));
        args.add(in.size(1));
        for (int d = 0; d < 3; d++) args.add(factor.get(d));
        // the first box, and the end of the volume, in the input's own coordinates
        for (int d = 0; d < 3; d++)
            args.add(
                    (int) (out.interval().min(d) * factor.get(d) - in.interval().min(d)));
        for (int d = 0; d < 3; d++)
            args.add((int) (inputVolume.max(d) + 1 - in.interval().min(d)));
        WorkSize size = WorkSize.of(out.size(0), out.size(1), out.size(2));
        lane.launch(program, "downsample", size.groups(64, lane.device().gpu() ? 4 : 1, 1), args.toArray());
    }

    @Override
    public void reference(Voxels in, Interval inputVolume, Voxels out) {
        Interval to = out.interval();
        IntStream.range(0, out.sizeZ()).parallel().forEach(k -> {
            int at = k * out.sizeY() * out.sizeX();
            long z = to.min(2) + k;
            for (long y = to.min(1); y <= to.max(1); y++)
                for (long x = to.min(0); x <= to.max(0); x++, at++)
                    one(in, box(in, source(FinalInterval.createMinSize(x, y, z, 1, 1, 1), inputVolume)), out, at);
        });
    }

    /** Indices of the voxels of a box, in raster order. */
    private static int[] box(Voxels in, Interval box) {
        int[] indices = new int[(int) (box.dimension(0) * box.dimension(1) * box.dimension(2))];
        int n = 0;
        for (long z = box.min(2); z <= box.max(2); z++)
            for (long y = box.min(1); y <= box.max(1); y++)
                for (long x = box.min(0); x <= box.max(0); x++) indices[n++] = in.index(x, y, z);
        return indices;
    }

    private void one(Voxels in, int[] box, Voxels out, int at) {
        if (mode) out.setInteger(at, mostFrequent(in, box));
        else if (in.type().floating()) {
            double sum = 0;
            for (int i : box) sum += in.real(i);
            out.setReal(at, sum / box.length);
        } else out.setInteger(at, mean(in, box));
    }

    /** By whole parts and remainders, so that no sum overflows. */
    private static long mean(Voxels in, int[] box) {
        long n = box.length, whole = 0, rest = 0;
        for (int i : box) {
            long v = in.integer(i);
            long part = in.type() == VoxelType.UINT64 ? Long.divideUnsigned(v, n) : Math.floorDiv(v, n);
            whole += part;
            rest += v - part * n;
        }
        return whole + (rest + n / 2) / n;
    }

    private static long mostFrequent(Voxels in, int[] box) {
        long flip = in.type() == VoxelType.UINT64 ? Long.MIN_VALUE : 0, best = 0;
        int most = 0;
        for (int i : box) {
            long v = in.integer(i);
            int count = 0;
            for (int j : box) if (in.integer(j) == v) count++;
            if (count < most || count == most && (v ^ flip) <= (best ^ flip)) continue;
            most = count;
            best = v;
        }
        return best;
    }
}
