package org.kachel.op;

import java.util.List;
import java.util.OptionalInt;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;

/** Parts that were written voxel by voxel at once, and are not known by runs. */
final class VoxelParts implements FoundParts {
    @Override
    public void spread() {
        // done
    }

    @Override
    public OptionalInt countRuns() {
        return OptionalInt.empty();
    }

    @Override
    public void writeRuns(DeviceBuffer out, int count, List<DeviceImage> images) {
        throw new IllegalStateException("these parts are not known by runs");
    }

    @Override
    public void close() {
        // nothing is held
    }
}
