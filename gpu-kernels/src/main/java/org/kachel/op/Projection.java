package org.kachel.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
 * One voxel of each column of voxels along an axis, which keeps extent 1. A block reads its columns whole; those of two blocks
 * are disjoint, so every voxel is read once.
 *
 * <p>Minimum and maximum keep the type; NaN counts as absent, and the first of equal values stands. Arg-maximum is the
 * position of the maximum along the axis, uint32. Mean, sum and standard deviation (of the population) are float32: integers of
 * up to 32 bits are summed exactly, others in float64 in ascending order, the deviation from the mean in float64, and the
 * result is rounded once.
 *
 * @param axis that is looked along
 */
record Projection(Statistic statistic, int axis) implements Gather {
    /** What is taken of a column. */
    enum Statistic {
        MAXIMUM("maximum-projection", "largest value along an axis"),
        MINIMUM("minimum-projection", "smallest value along an axis"),
        MEAN("mean-projection", "mean along an axis"),
        SUM("sum-projection", "sum along an axis"),
        STANDARD_DEVIATION("standard-deviation-projection", "standard deviation along an axis, of the population"),
        ARG_MAXIMUM("arg-maximum-projection", "where along an axis the largest value is first");

        private final String operation;
        private final String summary;

        Statistic(String operation, String summary) {
            this.operation = operation;
            this.summary = summary;
        }
    }

    static final List<CatalogueEntry> ENTRIES =
            Arrays.stream(Statistic.values()).map(Projection::entry).toList();

    private static CatalogueEntry entry(Statistic statistic) {
        Parameter axis = Parameter.choice("axis", "z", List.of("x", "y", "z"), "the axis that is looked along");
        return CatalogueEntry.of(
                statistic.operation,
                statistic.summary,
                List.of(axis),
                a -> new Projection(statistic, "xyz".indexOf(a.text("axis"))));
    }

    @Override
    public String name() {
        return statistic.operation;
    }

    @Override
    public long[] outputSize(long[] inputSize) {
        long[] size = inputSize.clone();
        size[axis] = 1;
        return size;
    }

    @Override
    public Interval source(Interval target, Interval inputVolume) {
        long[] min = target.minAsLongArray(), max = target.maxAsLongArray();
        min[axis] = inputVolume.min(axis);
        max[axis] = inputVolume.max(axis);
        return new FinalInterval(min, max);
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return switch (statistic) {
            case MAXIMUM, MINIMUM -> image;
            case ARG_MAXIMUM -> VoxelType.UINT32;
            default -> VoxelType.FLOAT32;
        };
    }

    /** Whether sums are exact in 64 bits. */
    private static boolean exact(VoxelType type) {
        return !type.floating() && type.bytes() <= 4;
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, Interval inputVolume, DeviceImage out) {
        Map<String, String> macros = new HashMap<>();
        macros.put("STATISTIC", Integer.toString(statistic.ordinal()));
        macros.put("T", in.type().openClName());
        macros.put("OUT", out.type().openClName());
        macros.put("SUM", exact(in.type()) ? "long" : "double");
        macros.put("FLOATING", in.type().floating() ? "1" : "0");
        macros.put("AXIS", Integer.toString(axis));
        int width = out.size(axis == 0 ? 1 : 0), height = out.size(axis == 2 ? 1 : 2);
        boolean gpu = lane.device().gpu();
        List<Object> args = new ArrayList<>(List.of(in.buffer(), out.buffer(), width, height, in.size(axis)));
        long[] pitch = {1, in.size(0), (long) in.size(0) * in.size(1)};
        long base = 0;
        for (int d = 0; d < 3; d++)
            if (d != axis) base += (out.interval().min(d) - in.interval().min(d)) * pitch[d];
        args.addAll(List.of(base, pitch[axis == 0 ? 1 : 0], pitch[axis == 2 ? 1 : 2], pitch[axis]));
        WorkSize size = axis == 0 && gpu
                ? WorkSize.of(32, (width + 31) / 32, height).groups(32, 1, 1)
                : WorkSize.of(gpu ? width : (width + 63) / 64, height, 1).groups(gpu ? 64 : 1, 1, 1);
        lane.launch(
                Program.beside(Projection.class, macros), axis == 0 && gpu ? "rows" : "columns", size, args.toArray());
    }

    @Override
    public void reference(Voxels in, Interval inputVolume, Voxels out) {
        int[] pitch = {1, in.sizeX(), in.sizeX() * in.sizeY()};
        Interval to = out.interval();
        int length = (int) in.interval().dimension(axis);
        IntStream.range(0, out.count()).parallel().forEach(i -> {
            long[] at = {
                to.min(0) + i % out.sizeX(),
                to.min(1) + i / out.sizeX() % out.sizeY(),
                to.min(2) + i / out.sizeX() / out.sizeY()
            };
            at[axis] = in.interval().min(axis);
            column(in, in.index(at[0], at[1], at[2]), pitch[axis], length, out, i);
        });
    }

    private void column(Voxels in, int from, int pitch, int length, Voxels out, int to) {
        switch (statistic) {
            case MAXIMUM, MINIMUM -> VoxelBits.copy(in, from + pitch * extreme(in, from, pitch, length), out, to);
            case ARG_MAXIMUM -> out.setInteger(to, extreme(in, from, pitch, length));
            case SUM -> out.bytes().putFloat(4 * to, (float) sum(in, from, pitch, length));
            case MEAN -> out.bytes().putFloat(4 * to, (float) (sum(in, from, pitch, length) / length));
            case STANDARD_DEVIATION -> {
                double mean = sum(in, from, pitch, length) / length, squares = 0;
                for (int k = 0; k < length; k++) {
                    double d = in.real(from + k * pitch) - mean;
                    squares = Math.fma(d, d, squares);
                }
                out.bytes().putFloat(4 * to, (float) Math.sqrt(squares / length));
            }
        }
    }

    /** Exact for integers of up to 32 bits; then rounded to float64 once. */
    private static double sum(Voxels in, int from, int pitch, int length) {
        if (exact(in.type())) {
            long sum = 0;
            for (int k = 0; k < length; k++) sum += in.integer(from + k * pitch);
            return sum;
        }
        double sum = 0;
        for (int k = 0; k < length; k++) sum += in.real(from + k * pitch);
        return sum;
    }

    /** Position of the extreme value. */
    private int extreme(Voxels in, int from, int pitch, int length) {
        int best = 0;
        for (int k = 1; k < length; k++) if (better(in, from + k * pitch, from + best * pitch)) best = k;
        return best;
    }

    private boolean better(Voxels in, int candidate, int best) {
        boolean least = statistic == Statistic.MINIMUM;
        if (in.type().floating()) {
            double v = in.real(candidate), b = in.real(best);
            return (least ? v < b : v > b) || Double.isNaN(b) && !Double.isNaN(v);
        }
        long flip = in.type() == VoxelType.UINT64 ? Long.MIN_VALUE : 0;
        long v = in.integer(candidate) ^ flip, b = in.integer(best) ^ flip;
        return least ? v < b : v > b;
    }
}
