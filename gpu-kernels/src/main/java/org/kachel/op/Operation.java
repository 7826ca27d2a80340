package org.kachel.op;

import java.io.Serializable;
import java.util.List;
import org.kachel.block.VoxelType;

/**
 * An operation with its parameters bound: an immutable record that crosses task boundaries. The kind says how it runs;
 * geometry is global, sizes are voxels, axes x, y, z.
 */
public sealed interface Operation extends Serializable
        permits Pointwise,
                Stencil,
                Gather,
                Reduction,
                ScalarFunction,
                Labeling,
                Flood,
                Relabeling,
                Widening,
                ObjectMap,
                Composite,
                BorderExchange,
                UserKernel {
    /** The name in the catalogue, such as {@code gaussian-blur}. */
    String name();

    /**
     * The same, told what the step's inputs are: types of images, null for numbers.
     *
     * <p>*Errors*: {@link ParameterException} where it cannot take them.
     */
    default Operation on(List<VoxelType> inputs) {
        return this;
    }
}
