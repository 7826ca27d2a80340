package org.kachel.op;

import java.util.List;
import java.util.Map;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * 1 where the voxel is not 0 and one of its face neighbours has another value, else 0: the inner boundaries of labels. What
 * lies outside the volume is no neighbour. NaN equals nothing.
 */
record LabelEdges() implements WindowStencil {
    static final CatalogueEntry ENTRY = CatalogueEntry.of(
                    "label-edges",
                    "1 at voxels of a label that touch another label or background by a face, else 0",
                    List.of(),
                    a -> new LabelEdges())
            .inputs("labels");

    private static final Footprint FACES = new Footprint(Footprint.Form.CROSS, Halo.of(1));

    @Override
    public String name() {
        return "label-edges";
    }

    @Override
    public Halo halo() {
        return FACES.radius();
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return VoxelType.UINT8;
    }

    @Override
    public void enqueue(Lane lane, WindowKernel.Shape shape, DeviceImage in, DeviceImage out) {
        Map<String, String> macros = Map.of("MASK", VoxelBits.signedName(in.type()));
        Halo reach = FACES.on(in.interval()).radius();
        new WindowMarch("LabelEdges.cl", "", macros, Border.CLAMP, reach, WindowMarch.PLANES)
                .launch(lane, shape, in, out);
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        FACES.on(in.interval()).forEach(in, out, Border.CLAMP, (target, neighbours) -> {
            int own = neighbours[neighbours.length / 2];
            boolean edge = false;
            for (int n : neighbours) edge |= differ(in, n, own);
            out.setInteger(target, edge && VoxelBits.at(in, own) != 0 ? 1 : 0);
        });
    }

    private static boolean differ(Voxels in, int a, int b) {
        return in.type().floating() ? in.real(a) != in.real(b) : in.integer(a) != in.integer(b);
    }
}
