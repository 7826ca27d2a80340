package org.kachel.op;

import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * One output voxel from voxels of the input somewhere else: flips, projections, affine transforms. The output has a size of
 * its own, and the work is driven by its blocks: each asks for the part of the input that it needs.
 *
 * <pre>
 *   output   |.....| target |...............|
 *                       \
 *   input    |...............| source |.....|        source = source(target, volume of the input), clipped to the volume
 * </pre>
 *
 * What lies outside the input's volume is {@link #fill}. An output voxel's bits depend on the volume alone, never on the block.
 */
public non-sealed interface Gather extends Operation {
    /** x, y, z. *Errors*: {@link ParameterException} where an input of this size makes no sense. */
    long[] outputSize(long[] inputSize);

    /** The part of the input's volume that {@code target} needs; empty where all of it is {@link #fill}. */
    Interval source(Interval target, Interval inputVolume);

    VoxelType outputType(VoxelType image);

    /** What voxels hold that no voxel of the input decides. */
    default double fill() {
        return 0;
    }

    /** The distance of output voxels along x, y, z, from that of the input's. */
    default double[] spacing(double[] input) {
        return input;
    }

    /** Device bytes held while it runs, besides input and output of these counts of voxels. */
    default long scratchBytes(VoxelType image, long inputVoxels, long outputVoxels) {
        return 0;
    }

    /**
     * Queues the kernels that fill {@code out}; does not wait. Scratch buffers are closed before it returns.
     *
     * @param in contains the {@link #source} of {@code out}, and may be larger
     * @param inputVolume the whole input, which {@code in} is a part of
     */
    void enqueue(Lane lane, DeviceImage in, Interval inputVolume, DeviceImage out);

    /** The same in plain Java, to the bit: the oracle and the fallback. */
    void reference(Voxels in, Interval inputVolume, Voxels out);
}
