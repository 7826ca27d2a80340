package org.kachel.op;

import java.util.List;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * An image to a few numbers, by partials that merge exactly: the result does not depend on blocks or order.
 * A partial is a {@code double[]} or {@code long[]}-like vector packed as {@code double[]}; counts stay below 2⁵³.
 */
public non-sealed interface Reduction extends Operation {
    /** The partial of {@code in}. Queues kernels and waits. {@code scalars} holds earlier results in the order of the step's inputs. */
    double[] enqueue(Lane lane, DeviceImage in, List<double[]> scalars);

    /** The same in plain Java. */
    double[] reference(Voxels in, List<double[]> scalars);

    /** Merges two partials; associative, commutative, exact. */
    double[] merge(double[] a, double[] b);

    /** Turns the merged partial into the result; called once, on the driver. *Errors*: {@link ArithmeticException} where the image allows none (NaN). */
    default double[] finish(double[] merged) {
        return merged;
    }

    /** Device bytes held while it runs, besides the input. */
    default long scratchBytes(VoxelType image, long voxels) {
        return 1 << 20;
    }
}
