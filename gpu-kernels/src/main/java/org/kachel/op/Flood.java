package org.kachel.op;

import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * Labels that grow through a mask until nothing changes: a propagation with a certificate. On a block whose faces are not
 * the volume's, what may come from beyond is {@link #UNKNOWN} and spreads like a label that is larger than all others; where
 * none is left in the target, the block's result is the whole volume's.
 */
public non-sealed interface Flood extends Operation {
    /** As a label: not known within this read interval. */
    int UNKNOWN = 0xffffffff;

    /** Device bytes held while it runs, besides inputs and output. */
    long scratchBytes(VoxelType mask, long voxels);

    /**
     * Floods to the fixpoint; waits for the device now and then.
     *
     * @param seeds uint32, 0 where there is none; numbered, for this block, so that the larger number wins a tie
     * @param mask any type, not 0 where labels may grow; the same interval as {@code seeds}
     * @param open which of the interval's faces lie inside the volume (and so beyond them is unknown): bit 2·axis for the
     *     lower, 2·axis+1 for the upper face
     * @param out uint32, inside the inputs' interval; {@link #UNKNOWN} where the block cannot tell
     */
    void enqueue(Lane lane, DeviceImage seeds, DeviceImage mask, int open, DeviceImage out);

    void reference(Voxels seeds, Voxels mask, int open, Voxels out);
}
