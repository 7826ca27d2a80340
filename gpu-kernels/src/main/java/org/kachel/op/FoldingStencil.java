package org.kachel.op;

import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.op.expression.Tail;

/** A stencil whose kernels can store an expression of their result in its place. */
public interface FoldingStencil extends Stencil {
    /** Whether that pays: not where a result without it is made by faster kernels. */
    boolean folds(VoxelType image);

    /** As {@link Stencil#enqueue}; {@code out} gets what {@code tail} makes of each voxel, in the bits of both steps one by one. */
    void enqueue(Lane lane, DeviceImage in, Tail<DeviceImage> tail, DeviceImage out);
}
