package org.kachel.op;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.op.BoxFilter.Statistic;

/**
 * Minimum, maximum or mean of a sphere or a cross. Minimum and maximum keep the input's type and are exact; NaN counts as
 * absent, and of −0 and +0 the first in raster order stands. The mean is float32: integers of up to 32 bits are summed exactly
 * and the sum is rounded once; floats and 64-bit integers are rounded to float32 and summed in raster order. One division, by a
 * product and two fma, gives the same bits everywhere.
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
        Footprint used = footprint.on(in.interval());
        Map<String, String> macros = used.macros();
        macros.put("FOLD", Integer.toString(1 + statistic.ordinal()));
        macros.put("WORK", sumType(in.type(), used.count()).openClName());
        macros.put("DIVISOR", WindowKernel.literal(used.count()));
        macros.put("RECIPROCAL", WindowKernel.literal((float) (1.0 / used.count())));
        WindowKernel.of("FootprintFilter.cl", macros, border).with(used.table()).launch(lane, shape, "fold", in, out);
    }

    private static VoxelType sumType(VoxelType image, int count) {
        if (image.floating() || image.bytes() == 8) return VoxelType.FLOAT32;
        boolean narrow = image.bytes() < 4 && count <= Integer.MAX_VALUE >> 8 * image.bytes();
        return narrow ? VoxelType.INT32 : VoxelType.INT64;
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        Footprint used = footprint.on(in.interval());
        used.forEach(in, out, border, (target, neighbours) -> {
            if (statistic == Statistic.MEAN) out.setReal(target, mean(in, neighbours));
            else if (in.type().floating()) out.setReal(target, extreme(in, neighbours));
            else out.setInteger(target, integerExtreme(in, neighbours));
        });
    }

    private float mean(Voxels in, int[] neighbours) {
        float real = 0;
        long exact = 0;
        boolean floats = sumType(in.type(), neighbours.length) == VoxelType.FLOAT32;
        for (int n : neighbours)
            if (floats) real += n < 0 ? 0 : RowArithmetic.real(in, n);
            else exact += n < 0 ? 0 : in.integer(n);
        return RowArithmetic.quotient(floats ? real : (float) exact, neighbours.length);
    }

    private double extreme(Voxels in, int[] neighbours) {
        double best = Double.NaN;
        for (int n : neighbours) {
            double v = n < 0 ? 0 : in.real(n);
            if (Double.isNaN(best) || (statistic == Statistic.MINIMUM ? v < best : v > best)) best = v;
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
