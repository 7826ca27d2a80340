package org.kachel.op;

import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/** A stencil of one {@link WindowKernel}, without scratch memory; tests choose the kernel's shape. */
interface WindowStencil extends Stencil {
    void enqueue(Lane lane, WindowKernel.Shape shape, DeviceImage in, DeviceImage out);

    @Override
    default void enqueue(Lane lane, DeviceImage in, DeviceImage out) {
        enqueue(lane, WindowKernel.Shape.of(lane.device()), in, out);
    }

    @Override
    default long scratchBytes(VoxelType image, long inputVoxels, long outputVoxels) {
        return 0;
    }
}
