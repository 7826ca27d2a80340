package org.kachel.op;

import java.util.List;
import org.kachel.block.VoxelType;
import org.kachel.op.expression.Expression;

/** One output voxel from the input voxels at the same position. Runs of pointwise steps become one kernel, or part of a filter's. */
public non-sealed interface Pointwise extends Operation {
    VoxelType outputType(List<VoxelType> images);

    /**
     * The value of a voxel in terms of {@code Expression.image(i)}, the i-th image, and {@code Expression.scalar(i, k)}, the
     * k-th number of the i-th scalar input. Already of the output type.
     */
    Expression expression(List<VoxelType> images);
}
