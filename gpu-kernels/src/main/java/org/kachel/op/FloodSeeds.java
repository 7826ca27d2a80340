package org.kachel.op;

import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * The connected parts, across corners, of a binary image, as seeds of a flood and of nothing else.
 *
 * @param numbering of what grows from them
 */
record FloodSeeds(Numbering numbering) implements Labeling {
    private static final ConnectedComponents PARTS = new ConnectedComponents(Connectivity.CORNERS, false);

    @Override
    public String name() {
        return PARTS.name();
    }

    @Override
    public Connectivity connectivity() {
        return PARTS.connectivity();
    }

    @Override
    public boolean multiLabel() {
        return PARTS.multiLabel();
    }

    @Override
    public boolean seeds() {
        return true;
    }

    @Override
    public long scratchBytes(VoxelType image, long voxels) {
        return PARTS.scratchBytes(image, voxels);
    }

    @Override
    public FoundParts find(Lane lane, DeviceImage in, DeviceImage out) {
        return PARTS.find(lane, in, out);
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        PARTS.reference(in, out);
    }
}
