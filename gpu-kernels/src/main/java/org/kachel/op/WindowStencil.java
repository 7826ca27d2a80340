package org.kachel.op;

import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/** A stencil of {@link WindowKernel}s, whose shape tests choose; without scratch memory unless it says so. */
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
