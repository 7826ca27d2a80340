package org.kachel.op;

import java.util.List;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * Labels that grow in steps through a mask: in step t = 0, 1, … every voxel of the mask without a label takes the largest
 * label of its 3³ box (t even) or of its 6 neighbours (t odd), all voxels at once, until nothing can change. Labels outside
 * the mask are dropped; a label that a voxel has stays.
 *
 * <p>The certificate: beyond an open face lies {@link #UNKNOWN}, which wins against every label and spreads like one. By
 * induction over the steps, a voxel that is not UNKNOWN has had the whole volume's state at every step, because so had all
 * of its neighbours.
 *
 * @param masked whether the mask counts; otherwise labels grow everywhere, and the mask is not looked at
 */
public record LabelFlood(boolean masked) implements Flood {
    static final List<CatalogueEntry> ENTRIES = List.of(CatalogueEntry.of(
                    "flood-labels",
                    "Labels grown through a mask: the largest neighbouring label first come, first served",
                    List.of(),
                    a -> new LabelFlood(true))
            .inputs("labels", "mask"));

    @Override
    public String name() {
        return "flood-labels";
    }

    /** An upper bound: a copy of the labels less where {@code out} has the inputs' interval. */
    @Override
    public long scratchBytes(VoxelType mask, long voxels) {
        return 8 * voxels + 4L * (1 + 2 * LabelFloodKernels.MAX_TILES);
    }

    @Override
    public void enqueue(Lane lane, DeviceImage seeds, DeviceImage mask, int open, DeviceImage out) {
        new LabelFloodKernels(lane, masked, seeds, mask, open).run(out);
    }

    @Override
    public void reference(Voxels seeds, Voxels mask, int open, Voxels out) {
        new LabelFloodReference(masked, seeds, mask, open).run(out);
    }
}
