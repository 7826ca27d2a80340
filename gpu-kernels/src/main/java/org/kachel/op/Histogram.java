package org.kachel.op;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/**
 * Counts of 256 bins between a minimum and a maximum: a voxel v falls in bin ⌊(v − minimum) · 255 / (maximum − minimum) + ½⌋,
 * worked out in double from left to right, which gives the same bin on every device. So bin k is centred at
 * minimum + k · (maximum − minimum) / 255. Voxels outside the range and NaN are not counted; where minimum = maximum, the
 * voxels of that value are in bin 0.
 *
 * @param range minimum and maximum, or null to take them from the scalar input (of minimum-maximum)
 */
record Histogram(List<Double> range) implements Reduction {
    static final int BINS = 256;

    Histogram {
        range = range == null ? null : List.copyOf(range);
    }

    @Override
    public String name() {
        return "histogram";
    }

    private double[] ends(List<double[]> scalars) {
        return range == null ? scalars.get(0) : new double[] {range.get(0), range.get(1)};
    }

    private static double width(double[] ends) {
        return ends[1] > ends[0] ? ends[1] - ends[0] : 1;
    }

    /** The centre of bin {@code k}. */
    static double centre(int k, double minimum, double maximum) {
        return minimum + k * (maximum - minimum) / (BINS - 1);
    }

    @Override
    public double[] enqueue(Lane lane, DeviceImage in, List<double[]> scalars) {
        boolean gpu = lane.device().gpu();
        int wide = gpu ? 32 : 1, tall = gpu ? 32 : 1;
        Program program = Groups.program(
                lane,
                Histogram.class,
                in.type(),
                Map.of(
                        "QUICK",
                        in.type() == VoxelType.FLOAT32 || in.type().bytes() <= 2 ? "1" : "0",
                        "WIDE",
                        Integer.toString(wide),
                        "TALL",
                        Integer.toString(tall)));
        Groups groups = Groups.of(lane, in.count());
        try (var parts = lane.allocate(groups.count() * 4L * BINS);
                var counts = lane.allocate(8L * BINS)) {
            lane.launch(program, "histogram", groups.size(), args(in, ends(scalars), parts));
            lane.launch(
                    program,
                    "collect",
                    WorkSize.of(BINS, tall, 1).groups(wide, tall, 1),
                    parts,
                    groups.count(),
                    counts);
            ByteBuffer fetched = Groups.fetch(lane, counts, 8L * BINS);
            double[] result = new double[BINS];
            for (int k = 0; k < BINS; k++) result[k] = fetched.getLong(8 * k);
            return result;
        }
    }

    private static Object[] args(DeviceImage in, double[] ends, DeviceBuffer parts) {
        double width = width(ends);
        float low = (float) ends[0], high = (float) ends[1];
        if (low < ends[0]) low = Math.nextUp(low);
        if (high > ends[1]) high = Math.nextDown(high);
        return new Object[] {
            in.buffer(),
            in.count(),
            ends[0],
            ends[1],
            width,
            low,
            high,
            (float) ends[0],
            (float) ((BINS - 1) / width),
            margin(ends[0], width),
            parts
        };
    }

    /**
     * More than a bin worked out in float can be off: four roundings of at most 2⁻²⁴ · 256, and what least loses as a float.
     * 1, so that double decides everywhere, where floats might overflow or vanish.
     */
    private static float margin(double least, double width) {
        if (!(width > 1e-30 && width < 1e30 && Math.abs(least) < 1e30)) return 1;
        return (float) Math.min(1, 1e-4 + BINS * Math.abs(least - (float) least) / width);
    }

    @Override
    public double[] reference(Voxels in, List<double[]> scalars) {
        double[] ends = ends(scalars);
        double width = width(ends);
        double[] counts = new double[BINS];
        for (int i = 0; i < in.count(); i++) {
            double v = in.real(i);
            if (v >= ends[0] && v <= ends[1]) counts[(int) ((v - ends[0]) * (BINS - 1) / width + 0.5)]++;
        }
        return counts;
    }

    @Override
    public double[] merge(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int k = 0; k < BINS; k++) sum[k] += b[k];
        return sum;
    }

    @Override
    public long scratchBytes(VoxelType image, long voxels) {
        return 4L << 20;
    }
}
