package org.kachel.op;

import java.util.BitSet;
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
     * Whether it ends at the first step that changes nothing anywhere, though a later one might. A block cannot tell: all
     * blocks flood to the fixpoint first and say at which steps labels arrived, and then as many steps as there were until idle.
     */
    boolean untilIdle();

    /** The same, which takes so many steps at the most and does not look whether they are idle. */
    Flood limited(int steps);

    /**
     * Floods to the fixpoint; waits for the device now and then.
     *
     * @param seeds uint32, 0 where there is none; numbered, for this block, so that the larger number wins a tie
     * @param mask any type, not 0 where labels may grow; the same interval as {@code seeds}
     * @param open which of the interval's faces lie inside the volume (and so beyond them is unknown): bit 2·axis for the
     *     lower, 2·axis+1 for the upper face
     * @param out uint32, inside the inputs' interval; {@link #UNKNOWN} where the block cannot tell
     * @param arrivals gets the steps at which a voxel took a label that is not {@link #UNKNOWN}; or null
     */
    void enqueue(Lane lane, DeviceImage seeds, DeviceImage mask, int open, DeviceImage out, BitSet arrivals);

    void reference(Voxels seeds, Voxels mask, int open, Voxels out, BitSet arrivals);

    /** The same on a whole volume, where {@link #untilIdle} can be told. */
    default void enqueue(Lane lane, DeviceImage seeds, DeviceImage mask, DeviceImage out) {
        BitSet arrivals = untilIdle() ? new BitSet() : null;
        enqueue(lane, seeds, mask, 0, out, arrivals);
        if (untilIdle()) limited(arrivals.nextClearBit(0)).enqueue(lane, seeds, mask, 0, out, null);
    }

    /** The same on a whole volume, where {@link #untilIdle} can be told. */
    default void reference(Voxels seeds, Voxels mask, Voxels out) {
        BitSet arrivals = untilIdle() ? new BitSet() : null;
        reference(seeds, mask, 0, out, arrivals);
        if (untilIdle()) limited(arrivals.nextClearBit(0)).reference(seeds, mask, 0, out, null);
    }
}
