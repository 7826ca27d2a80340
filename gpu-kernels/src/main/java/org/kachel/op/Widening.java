package org.kachel.op;

import java.util.Optional;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * One output voxel from input that may lie any distance away: a block looks a certain reach around itself, tells which of its
 * voxels could still change by what lies beyond, and looks farther while there are any. The result is the whole volume's.
 *
 * <pre>
 *   volume  |......................................................|
 *   read          |&lt;- reach -&gt;|    target     |&lt;- reach -&gt;|            clipped to the volume, as with a halo
 *   again |&lt;---- wider ------&gt;|    target     |&lt;----- wider ----&gt;|     only where a voxel was not certain
 * </pre>
 */
public non-sealed interface Widening extends Operation {
    VoxelType outputType(VoxelType image);

    /** How far a block looks at first. */
    Halo firstReach();

    /** Device bytes held while it runs, besides input and output of these counts of voxels. */
    long scratchBytes(VoxelType image, long inputVoxels, long outputVoxels);

    /**
     * Queues the kernels that fill {@code out}; does not wait.
     *
     * @param open which of the input's faces lie inside the volume, so that there is more beyond: bit 2·axis for the lower,
     *     2·axis+1 for the upper face
     * @param out inside the input's interval; what is not certain is marked in the operation's own way
     */
    void enqueue(Lane lane, DeviceImage in, int open, DeviceImage out);

    void reference(Voxels in, int open, Voxels out);

    /** The reach with which a block repeats that looked as far as {@code reach}; empty where all of its result is certain. */
    Optional<Halo> wider(Voxels out, Halo reach);
}
