package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.op.Footprint.Form;

/**
 * The upper median of a box or a sphere: of its n voxels in ascending order the one at n/2. The result has the input's type and is
 * exact. −0 precedes +0, and NaN comes last, as for {@link Arrays#sort(double[])}.
 *
 * <p>The 3×3×3 and the 3×3 box are sorted by networks, small ones found by forgetting extremes. For others a CPU sorts tiles
 * and slides a set of ordinals over them; a GPU selects, halving the range of values.
 */
record MedianFilter(Footprint footprint, Border border) implements WindowStencil {
    static final List<CatalogueEntry> ENTRIES =
            Stream.of(Form.BOX, Form.SPHERE).map(MedianFilter::entry).toList();

    private static CatalogueEntry entry(Form form) {
        String word = form.name().toLowerCase(java.util.Locale.ROOT);
        return CatalogueEntry.of(
                "median-" + word,
                "median of a " + word + ", of its n voxels in order the one at n/2",
                List.of(Footprint.RADIUS, Border.PARAMETER),
                a -> new MedianFilter(new Footprint(form, BoxFilter.radius(a)), Border.of(a)));
    }

    @Override
    public String name() {
        return "median-" + footprint.form().name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public Halo halo() {
        return footprint.radius();
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return image;
    }

    @Override
    public void enqueue(Lane lane, WindowKernel.Shape shape, DeviceImage in, DeviceImage out) {
        new MedianKernels(footprint.on(in.interval()), border, shape, lane, in, out).enqueue();
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        Footprint used = footprint.on(in.interval());
        long flip = in.type() == VoxelType.UINT64 ? Long.MIN_VALUE : 0;
        used.forEach(in, out, border, (target, neighbours) -> {
            int middle = neighbours.length / 2;
            if (in.type().floating()) out.setReal(target, reals(in, neighbours)[middle]);
            else out.setInteger(target, integers(in, neighbours, flip)[middle] ^ flip);
        });
    }

    private static double[] reals(Voxels in, int[] neighbours) {
        double[] values = new double[neighbours.length];
        for (int i = 0; i < values.length; i++) values[i] = neighbours[i] < 0 ? 0 : in.real(neighbours[i]);
        Arrays.sort(values);
        return values;
    }

    private static long[] integers(Voxels in, int[] neighbours, long flip) {
        long[] values = new long[neighbours.length];
        for (int i = 0; i < values.length; i++) values[i] = (neighbours[i] < 0 ? 0 : in.integer(neighbours[i])) ^ flip;
        Arrays.sort(values);
        return values;
    }
}
