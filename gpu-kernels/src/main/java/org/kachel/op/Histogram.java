package org.kachel.op;

import java.nio.ByteBuffer;
import java.util.List;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;

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
        double[] ends = ends(scalars);
        Program program = Program.beside(Histogram.class, Groups.macros(lane, in.type()));
        Groups groups = Groups.of(lane, in.count());
        try (var parts = lane.allocate(groups.count() * 4L * BINS);
                var counts = lane.allocate(8L * BINS)) {
            lane.launch(
                    program, "histogram", groups.size(), in.buffer(), in.count(), ends[0], ends[1], width(ends), parts);
            lane.launch(
                    program,
                    "collect",
                    org.kachel.gpu.WorkSize.of(BINS).groups(lane.device().gpu() ? 32 : 1),
                    parts,
                    groups.count(),
                    counts);
            ByteBuffer fetched = Groups.fetch(lane, counts, 8L * BINS);
            double[] result = new double[BINS];
            for (int k = 0; k < BINS; k++) result[k] = fetched.getLong(8 * k);
            return result;
        }
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
    public long scratchBytes(org.kachel.block.VoxelType image, long voxels) {
        return 4L << 20;
    }
}
