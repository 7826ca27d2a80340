package org.kachel.op;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.op.Footprint.Form;

/**
 * The upper median of a box or a sphere: of its n voxels in ascending order the one at n/2. The result has the input's type and is
 * exact. −0 precedes +0, and NaN comes last, as for {@link Arrays#sort(double[])}.
 *
 * <p>The 3×3×3 and the 3×3 box are sorted by networks, others selected bit by bit.
 */
record MedianFilter(Footprint footprint, Border border) implements WindowStencil {
    static final List<CatalogueEntry> ENTRIES =
            Stream.of(Form.BOX, Form.SPHERE).map(MedianFilter::entry).toList();

    /** Outputs along y and along z of a work-item that sorts; four rows gain 3 % on an H200 and compile twice as long. */
    private static final int ROWS = 2, LENGTH = 64;

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
        Footprint used = footprint.on(in.interval());
        String keys =
                Program.resource(MedianFilter.class, "MedianKeys.cl", Map.of()).source();
        Map<String, String> macros = used.macros();
        macros.putAll(keys(in.type()));
        if (sortable(used)) {
            macros.put("PLANES", Integer.toString(1 + 2 * used.radius().z()));
            macros.put("P", Integer.toString(ROWS));
            WindowKernel.of("MedianNetwork.cl", macros, border)
                    .with(keys)
                    .outputs(ROWS, LENGTH)
                    .launch(lane, shape, "median", in, out, LENGTH);
        } else
            WindowKernel.of("MedianSelection.cl", macros, border)
                    .with(keys + used.table())
                    .launch(lane, shape, "median", in, out);
    }

    private static boolean sortable(Footprint used) {
        Halo r = used.radius();
        return used.form() == Form.BOX && r.x() == 1 && r.y() == 1 && r.z() <= 1;
    }

    private static Map<String, String> keys(VoxelType type) {
        boolean wide = type.bytes() == 8;
        String unsigned = VoxelBits.unsignedName(type);
        Map<String, String> macros = new HashMap<>();
        macros.put("UNSIGNED", unsigned);
        macros.put("SIGNED", unsigned.substring(1));
        macros.put("SORTED", wide ? unsigned : "uint");
        macros.put("BITS", Integer.toString(8 * type.bytes()));
        macros.put("GREATEST", wide ? "0x7fffffffffffffffL" : "0x7fffffff");
        macros.put("LEAST", wide ? "0x800fffffffffffffUL" : "0x807fffffU");
        if (type.signed()) macros.put("SIGN", "0x%xUL".formatted(1L << 8 * type.bytes() - 1));
        return macros;
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
