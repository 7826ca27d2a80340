package org.kachel.op;

import java.util.List;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * One output voxel from the input voxels around it.
 *
 * <p>The output's interval is what the consumers need; the input's interval contains (output grown by the halo) ∩ volume and
 * may be larger. Reads outside the input's interval follow the border rule (clamp to edge): they happen at true image
 * edges only, because everywhere else the halo is there. So an output voxel's bits never depend on the block.
 * An axis along which the input has extent 1 is left alone (2D is 3D of depth 1).
 *
 * <pre>
 *   input   |-------------------------------|
 *   output        |-------------------|           offset = output.min − input.min
 * </pre>
 */
public non-sealed interface Stencil extends Operation {
    Halo halo();

    VoxelType outputType(VoxelType image);

    /** Device bytes held while it runs, besides input and output of these counts of voxels. */
    long scratchBytes(VoxelType image, long inputVoxels, long outputVoxels);

    /** Queues the kernels that fill {@code out}; does not wait. Scratch buffers are closed before it returns. */
    void enqueue(Lane lane, DeviceImage in, DeviceImage out);

    /** The same in plain Java: the oracle and the fallback. Bit-identical where the operation is sums, products, fma and comparisons. */
    void reference(Voxels in, Voxels out);

    /** The types of the inputs that it takes; all by default. */
    default List<VoxelType> inputTypes() {
        return List.of(VoxelType.values());
    }
}
