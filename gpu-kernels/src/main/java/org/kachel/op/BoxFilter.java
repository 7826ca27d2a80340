package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.op.expression.Tail;

/**
 * Minimum, maximum or mean of the box of 2·radius+1 voxels per axis.
 *
 * <p>Minimum and maximum keep the input's type and are exact; NaN counts as absent, and −0 is less
 * than +0. The mean is float32: integers of up to 32 bits are summed exactly and the sum is rounded once; floats and
 * 64-bit integers are rounded to float32 and summed per axis (x, y, z) in ascending order. Then comes one division, by a
 * product and two fma, which gives the same bits everywhere.
 *
 * <p>*Units*: voxels.
 */
record BoxFilter(Statistic statistic, Halo radius, Border border) implements FoldingStencil {
    /** What is taken of the box. */
    enum Statistic {
        MEAN("mean-box", "mean of a box", SeparableFilter.Fold.SUM),
        MINIMUM("minimum-box", "smallest value of a box", SeparableFilter.Fold.MINIMUM),
        MAXIMUM("maximum-box", "largest value of a box", SeparableFilter.Fold.MAXIMUM);

        private final String operation;
        private final String summary;
        private final SeparableFilter.Fold fold;

        Statistic(String operation, String summary, SeparableFilter.Fold fold) {
            this.operation = operation;
            this.summary = summary;
            this.fold = fold;
        }

        String summary() {
            return summary;
        }
    }

    /** The radius of a box, per axis. */
    static final Parameter RADIUS =
            Parameter.integerPerAxis("radius", null, 0, 8000, "voxels", "the box has 2·radius+1 voxels per axis");

    static final List<CatalogueEntry> ENTRIES =
            Arrays.stream(Statistic.values()).map(BoxFilter::entry).toList();

    private static CatalogueEntry entry(Statistic statistic) {
        return CatalogueEntry.of(
                statistic.operation,
                statistic.summary,
                List.of(RADIUS, Border.PARAMETER),
                a -> new BoxFilter(statistic, radius(a), Border.of(a)));
    }

    static Halo radius(Arguments arguments) {
        int[] r = arguments.integers("radius");
        return new Halo(r[0], r[1], r[2]);
    }

    @Override
    public String name() {
        return statistic.operation;
    }

    @Override
    public Halo halo() {
        return radius;
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return statistic == Statistic.MEAN ? VoxelType.FLOAT32 : image;
    }

    SeparableFilter filter() {
        return new SeparableFilter(statistic.fold, radius, border, null);
    }

    @Override
    public long scratchBytes(VoxelType image, long inputVoxels, long outputVoxels) {
        return filter().scratchBytes(image, inputVoxels);
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, DeviceImage out) {
        filter().enqueue(lane, in, out);
    }

    @Override
    public boolean folds(VoxelType image) {
        return filter().folds(image);
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, Tail<DeviceImage> tail, DeviceImage out) {
        filter().enqueue(lane, in, tail, out);
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        filter().reference(in, out);
    }
}
