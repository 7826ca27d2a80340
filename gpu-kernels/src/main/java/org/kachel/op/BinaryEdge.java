package org.kachel.op;

import java.util.List;
import java.util.Map;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/** 1 where the voxel is not 0 and one of its face neighbours is, else 0. What lies outside the volume is no background. */
record BinaryEdge() implements WindowStencil {
    static final CatalogueEntry ENTRY = CatalogueEntry.of(
            "binary-edge",
            "1 at foreground that touches background by a face, else 0",
            List.of(),
            a -> new BinaryEdge());

    private static final Footprint FACES = new Footprint(Footprint.Form.CROSS, Halo.of(1));

    @Override
    public String name() {
        return "binary-edge";
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
        new WindowMarch("BinaryEdge.cl", "", macros, Border.CLAMP, reach, WindowMarch.PLANES)
                .launch(lane, shape, in, out);
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        FACES.on(in.interval()).forEach(in, out, Border.CLAMP, (target, neighbours) -> {
            boolean background = false;
            for (int n : neighbours) background |= VoxelBits.at(in, n) == 0;
            boolean own = VoxelBits.at(in, neighbours[neighbours.length / 2]) != 0;
            out.setInteger(target, own && background ? 1 : 0);
        });
    }
}
