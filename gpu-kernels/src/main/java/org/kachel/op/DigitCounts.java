package org.kachel.op;

import static org.kachel.op.VoxelKeys.DIGITS;
import static org.kachel.op.VoxelKeys.DIGIT_BITS;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;

/**
 * How often each value of one digit occurs in the voxels' {@link VoxelKeys}, among the keys that begin as the two wanted ones do:
 * counts for the lower, then counts for the upper, which are 0 where both begin alike. The scalar input is that of
 * {@link Percentile.Choice}; none for the first digit.
 */
record DigitCounts(int digit) implements Reduction {
    @Override
    public String name() {
        return "digit-counts";
    }

    private static long[] wanted(List<double[]> scalars) {
        return scalars.isEmpty() ? new long[2] : Percentile.keys(scalars.get(0));
    }

    @Override
    public double[] enqueue(Lane lane, DeviceImage in, List<double[]> scalars) {
        long bytes = 2L * DIGITS * Integer.BYTES;
        long[] wanted = wanted(scalars);
        Groups groups = Groups.of(lane, in.count());
        try (DeviceBuffer counts = lane.allocate(bytes)) {
            lane.clear(counts, bytes);
            lane.launch(
                    program(lane, in.type()),
                    "count_digits",
                    groups.size(),
                    in.buffer(),
                    in.count(),
                    wanted[0],
                    wanted[1],
                    counts);
            ByteBuffer fetched = Groups.fetch(lane, counts, bytes);
            double[] result = new double[2 * DIGITS];
            for (int k = 0; k < result.length; k++)
                result[k] = Integer.toUnsignedLong(fetched.getInt(Integer.BYTES * k));
            return result;
        }
    }

    private Program program(Lane lane, VoxelType type) {
        return Groups.program(
                lane,
                DigitCounts.class,
                type,
                Map.of(
                        "KEY",
                        VoxelBits.unsignedName(type),
                        "AS_KEY",
                        "as_" + VoxelBits.unsignedName(type),
                        "SIGN",
                        type.signed() ? VoxelKeys.sign(type) + "UL" : "0UL",
                        "SHIFT",
                        Integer.toString(VoxelKeys.shift(type, digit)),
                        "DIGIT_BITS",
                        Integer.toString(DIGIT_BITS)));
    }

    @Override
    public double[] reference(Voxels in, List<double[]> scalars) {
        long[] wanted = wanted(scalars);
        int shift = VoxelKeys.shift(in.type(), digit);
        double[] counts = new double[2 * DIGITS];
        for (int i = 0; i < in.count(); i++) {
            long key = VoxelKeys.of(in, i) >>> shift, top = key >>> DIGIT_BITS;
            int value = (int) (key & DIGITS - 1);
            if (top == wanted[0]) counts[value]++;
            else if (top == wanted[1]) counts[DIGITS + value]++;
        }
        return counts;
    }

    @Override
    public double[] merge(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int k = 0; k < sum.length; k++) sum[k] += b[k];
        return sum;
    }
}
