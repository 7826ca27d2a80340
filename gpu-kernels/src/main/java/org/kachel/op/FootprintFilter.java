package org.kachel.op;

import java.util.List;
import java.util.stream.Stream;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.op.BoxFilter.Statistic;

/**
 * Minimum, maximum or mean of a sphere or a cross. Minimum and maximum keep the input's type and are exact; NaN counts as
 * absent, and −0 is less than +0. The mean is float32: integers of up to 32 bits are summed exactly and the sum is rounded once;
 * floats and 64-bit integers are rounded to float32 and summed row by row from the centre outwards, then along y, then along z.
 * One division, by a product and two fma, gives the same bits everywhere.
 */
record FootprintFilter(Statistic statistic, Footprint footprint, Border border) implements WindowStencil {
    static final List<CatalogueEntry> ENTRIES = Stream.of(Statistic.values())
            .map(statistic -> {
                String name = statistic.name().toLowerCase(java.util.Locale.ROOT);
                return CatalogueEntry.of(
                        name + "-sphere",
                        statistic.summary().replace("a box", "a sphere"),
                        List.of(Footprint.RADIUS, Border.PARAMETER),
                        a -> new FootprintFilter(
                                statistic, new Footprint(Footprint.Form.SPHERE, BoxFilter.radius(a)), Border.of(a)));
            })
            .toList();

    @Override
    public String name() {
        String name = statistic + "-" + footprint.form();
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public Halo halo() {
        return footprint.radius();
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return statistic == Statistic.MEAN ? VoxelType.FLOAT32 : image;
    }

    @Override
    public void enqueue(Lane lane, WindowKernel.Shape shape, DeviceImage in, DeviceImage out) {
        new FootprintKernels(this, footprint.on(in.interval()), shape, lane, in, out).enqueue();
    }

    /** The type that voxels are summed or compared in. */
    static VoxelType working(Statistic statistic, VoxelType image, int count) {
        if (statistic == Statistic.MEAN) return sumType(image, count);
        return image.floating() ? SeparableKernels.key(image) : image;
    }

    private static VoxelType sumType(VoxelType image, int count) {
        if (image.floating() || image.bytes() == 8) return VoxelType.FLOAT32;
        boolean narrow = image.bytes() < 4 && count <= Integer.MAX_VALUE >> 8 * image.bytes();
        return narrow ? VoxelType.INT32 : VoxelType.INT64;
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        Footprint used = footprint.on(in.interval());
        List<Footprint.Run> runs = used.runs();
        used.forEach(in, out, border, (target, neighbours) -> {
            if (statistic == Statistic.MEAN) out.setReal(target, mean(in, runs, neighbours));
            else if (in.type().floating()) out.setReal(target, extreme(in, neighbours));
            else out.setInteger(target, integerExtreme(in, neighbours));
        });
    }

    private float mean(Voxels in, List<Footprint.Run> runs, int[] neighbours) {
        if (sumType(in.type(), neighbours.length) == VoxelType.FLOAT32)
            return RowArithmetic.quotient(sum(in, runs, neighbours), neighbours.length);
        long exact = 0;
        for (int n : neighbours) exact += n < 0 ? 0 : in.integer(n);
        return RowArithmetic.quotient((float) exact, neighbours.length);
    }

    /** Of rows from their centre outwards, of these along y, of these along z. */
    private static float sum(Voxels in, List<Footprint.Run> runs, int[] neighbours) {
        float sum = 0, plane = 0;
        int at = 0, dz = runs.get(0).dz();
        for (Footprint.Run run : runs) {
            if (run.dz() != dz) {
                sum += plane;
                plane = 0;
                dz = run.dz();
            }
            int centre = at + run.halfWidth();
            float row = real(in, neighbours[centre]);
            for (int k = 1; k <= run.halfWidth(); k++)
                row += real(in, neighbours[centre - k]) + real(in, neighbours[centre + k]);
            plane += row;
            at = centre + run.halfWidth() + 1;
        }
        return sum + plane;
    }

    private static float real(Voxels in, int index) {
        return index < 0 ? 0 : RowArithmetic.real(in, index);
    }

    private double extreme(Voxels in, int[] neighbours) {
        double best = Double.NaN;
        for (int n : neighbours) {
            double v = n < 0 ? 0 : in.real(n);
            if (Double.isNaN(best)) best = v;
            else if (!Double.isNaN(v)) best = statistic == Statistic.MINIMUM ? Math.min(v, best) : Math.max(v, best);
        }
        return best;
    }

    private long integerExtreme(Voxels in, int[] neighbours) {
        long flip = in.type() == VoxelType.UINT64 ? Long.MIN_VALUE : 0, best = 0;
        for (int i = 0; i < neighbours.length; i++) {
            long v = (neighbours[i] < 0 ? 0 : in.integer(neighbours[i])) ^ flip;
            if (i == 0 || (statistic == Statistic.MINIMUM ? v < best : v > best)) best = v;
        }
        return best ^ flip;
    }
}
