package org.kachel.op;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.Interval;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * 1 where every neighbour of the 3³ box that precedes in raster order is strictly lower and every later one is not higher,
 * else 0; so a plateau has one maximum at most. Neighbours outside the volume do not count; NaN is never a maximum, nor is
 * its neighbour. For minima lower and higher change places.
 */
record LocalMaxima(boolean minima) implements WindowStencil {
    static final List<CatalogueEntry> ENTRIES = List.of(
            CatalogueEntry.of(
                    "local-maxima", "1 at each local maximum, else 0", List.of(), a -> new LocalMaxima(false)),
            CatalogueEntry.of(
                    "local-minima", "1 at each local minimum, else 0", List.of(), a -> new LocalMaxima(true)));

    @Override
    public String name() {
        return minima ? "local-minima" : "local-maxima";
    }

    @Override
    public Halo halo() {
        return Halo.of(1);
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return VoxelType.UINT8;
    }

    @Override
    public void enqueue(Lane lane, WindowKernel.Shape shape, DeviceImage in, DeviceImage out) {
        VoxelType type = in.type();
        String signed = VoxelBits.signedName(type);
        Map<String, String> macros = new HashMap<>(Map.of("MASK", signed));
        macros.put("KEY", type.floating() ? signed : type.openClName());
        macros.put("GREATEST", type == VoxelType.FLOAT32 ? "INT_MAX" : "LONG_MAX");
        if (minima) macros.put("MINIMA", "1");
        Halo reach = new Footprint(Footprint.Form.BOX, halo()).on(in.interval()).radius();
        new WindowMarch("LocalMaxima.cl", "", macros, Border.CLAMP, reach, WindowMarch.PLANES)
                .launch(lane, shape, in, out);
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        Interval to = out.interval();
        int i = 0;
        for (long z = to.min(2); z <= to.max(2); z++)
            for (long y = to.min(1); y <= to.max(1); y++)
                for (long x = to.min(0); x <= to.max(0); x++) out.setInteger(i++, stands(in, x, y, z) ? 1 : 0);
    }

    private boolean stands(Voxels in, long x, long y, long z) {
        int centre = in.index(x, y, z);
        if (Double.isNaN(in.real(centre))) return false;
        Interval volume = in.interval();
        for (long k = Math.max(z - 1, volume.min(2)); k <= Math.min(z + 1, volume.max(2)); k++)
            for (long j = Math.max(y - 1, volume.min(1)); j <= Math.min(y + 1, volume.max(1)); j++)
                for (long i = Math.max(x - 1, volume.min(0)); i <= Math.min(x + 1, volume.max(0)); i++) {
                    int neighbour = in.index(i, j, k);
                    if (neighbour != centre && !allows(in, neighbour, centre)) return false;
                }
        return true;
    }

    private boolean allows(Voxels in, int neighbour, int centre) {
        boolean equal = neighbour > centre;
        if (in.type().floating()) {
            double n = in.real(neighbour), v = in.real(centre);
            return (minima ? n > v : n < v) || (equal && n == v);
        }
        long flip = in.type() == VoxelType.UINT64 ? Long.MIN_VALUE : 0;
        long n = in.integer(neighbour) ^ flip, v = in.integer(centre) ^ flip;
        return (minima ? n > v : n < v) || (equal && n == v);
    }
}
