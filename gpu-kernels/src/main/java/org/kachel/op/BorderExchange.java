package org.kachel.op;

import java.util.List;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * A propagation whose blocks exchange borders: a block reads no voxel beyond its target, but is told what its neighbours know of
 * the voxels just around it. Rounds repeat until no border changes; then each block's result is the whole volume's.
 *
 * <pre>
 *     known          known     of the neighbours' voxels, one voxel deep; nothing in the first round
 *   +-------+------------+
 *   |       |   wanted   |     what this block found of its own outer voxels, for the neighbours' next round
 *   | known |   target   |
 * </pre>
 *
 * <p>A block is a pure function of its images and of what it is told.
 */
public non-sealed interface BorderExchange extends Operation {
    /** Across what blocks hand each other their borders. */
    Connectivity connectivity();

    VoxelType outputType(List<VoxelType> images);

    /**
     * Device bytes held while it runs on {@code target}, besides inputs and output.
     *
     * @param flat whether the volume is one voxel deep
     */
    long scratchBytes(List<VoxelType> images, Interval target, boolean flat);

    /**
     * Runs to the fixpoint; waits for the device now and then.
     *
     * @param images all on {@code out}'s interval
     * @param known of voxels around that interval, no farther than one
     * @param wanted parts of that interval
     * @return what is found of each wanted part, in their order
     */
    List<Patch> enqueue(Lane lane, List<DeviceImage> images, List<Patch> known, DeviceImage out, List<Interval> wanted);

    List<Patch> reference(List<Voxels> images, List<Patch> known, Voxels out, List<Interval> wanted);
}
