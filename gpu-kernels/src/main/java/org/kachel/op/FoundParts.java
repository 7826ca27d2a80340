package org.kachel.op;

import java.util.List;
import java.util.OptionalInt;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;

/**
 * The parts that a {@link Labeling} found on a device, before anybody asked for them voxel by voxel. May be closed while what it
 * queued still runs.
 */
public interface FoundParts extends AutoCloseable {
    /** Queues writing the labels, voxel by voxel, into the image that was given for them. */
    void spread();

    /** The number of runs; waits. Empty where the parts are not known by runs. */
    OptionalInt countRuns();

    /**
     * Queues writing the {@code count} runs that were counted, with the sums of {@code images}, which
     * {@link org.kachel.block.Runs#hasSums} and whose intervals contain the labels', into {@code out}, laid out as
     * {@link org.kachel.block.Runs}.
     */
    void writeRuns(DeviceBuffer out, int count, List<DeviceImage> images);

    @Override
    void close();
}
