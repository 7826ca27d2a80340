package org.kachel.op;

import java.util.BitSet;
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
 * @param untilIdle ends at the first step that changes nothing, as CLIJ2 does: that may be one of faces where a label could
 *     still go across an edge or a corner
 * @param steps the most that it takes
 */
public record LabelFlood(boolean masked, boolean untilIdle, int steps) implements Flood {
    /** The rules by which it ends, as users know them. */
    static final Parameter STOP = Parameter.choice(
            "stop",
            "complete",
            List.of("complete", "clij2"),
            "when growing ends: complete, when nothing can grow any more; clij2, at the first step without growth");

    static final List<CatalogueEntry> ENTRIES = List.of(CatalogueEntry.of(
                    "flood-labels",
                    "Labels grown through a mask: the largest neighbouring label first come, first served",
                    List.of(STOP),
                    a -> new LabelFlood(true, untilIdle(a)))
            .inputs("labels", "mask"));

    public LabelFlood(boolean masked) {
        this(masked, false);
    }

    public LabelFlood(boolean masked, boolean untilIdle) {
        this(masked, untilIdle, Integer.MAX_VALUE);
    }

    static boolean untilIdle(Arguments arguments) {
        return arguments.text(STOP.name()).equals("clij2");
    }

    @Override
    public LabelFlood limited(int most) {
        return new LabelFlood(masked, false, most);
    }

    @Override
    public String name() {
        return "flood-labels";
    }

    /** An upper bound: a copy of the labels less where {@code out} has the inputs' interval. */
    @Override
    public long scratchBytes(VoxelType mask, long voxels) {
        return 8 * voxels + 4L * (LabelFloodKernels.HEAD + 2 * LabelFloodKernels.MAX_TILES);
    }

    @Override
    public void enqueue(Lane lane, DeviceImage seeds, DeviceImage mask, int open, DeviceImage out, BitSet arrivals) {
        new LabelFloodKernels(lane, this, seeds, mask, open, arrivals).run(out);
    }

    @Override
    public void reference(Voxels seeds, Voxels mask, int open, Voxels out, BitSet arrivals) {
        new LabelFloodReference(this, seeds, mask, open, arrivals).run(out);
    }
}
