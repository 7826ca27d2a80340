package org.kachel.gpu;

import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** The voxels of one interval in device memory: x fastest, no gaps. Owns its buffer. */
public record DeviceImage(DeviceBuffer buffer, VoxelType type, Interval interval) implements AutoCloseable {
    public DeviceImage {
        interval = new FinalInterval(interval);
    }

    public static DeviceImage allocate(Lane lane, VoxelType type, Interval interval) {
        return new DeviceImage(lane.allocate(Voxels.byteCount(type, interval)), type, interval);
    }

    public int size(int axis) {
        return (int) interval.dimension(axis);
    }

    public long count() {
        return interval.dimension(0) * interval.dimension(1) * interval.dimension(2);
    }

    /** The linear index in this image of the first voxel of {@code part}, which lies inside. */
    public long start(Interval part) {
        long x = part.min(0) - interval.min(0);
        long y = part.min(1) - interval.min(1);
        long z = part.min(2) - interval.min(2);
        return (z * size(1) + y) * size(0) + x;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
