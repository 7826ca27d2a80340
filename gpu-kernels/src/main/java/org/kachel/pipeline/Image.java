package org.kachel.pipeline;

import net.imglib2.Interval;
import org.kachel.block.VoxelType;

/** Voxels of an interval where an engine keeps them: on the device, or in host memory. */
public interface Image extends AutoCloseable {
    VoxelType type();

    Interval interval();

    @Override
    void close();
}
