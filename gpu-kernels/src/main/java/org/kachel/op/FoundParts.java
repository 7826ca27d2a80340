package org.kachel.op;

import java.util.OptionalInt;
import org.kachel.gpu.DeviceBuffer;

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
     * Queues writing index, length and label of the {@code count} runs that were counted.
     *
     * @param out laid out as {@link org.kachel.block.Runs} with sums of {@code images} images, which this leaves alone
     */
    void writeRuns(DeviceBuffer out, int count, int images);

    @Override
    void close();
}
