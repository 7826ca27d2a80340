package org.kachel.block.io;

import java.io.IOException;
import org.kachel.block.Voxels;

/**
 * A volume open for writing whole stored objects. Thread-safe; several processes may write different objects of one volume.
 *
 * <p>Until {@link #finish} a reader sees no metadata, so that an unfinished result never looks like a finished one.
 */
public interface VolumeWriter extends AutoCloseable {
    /** Size in x, y, z of the stored object that is written at once. */
    int[] objectSize();

    /**
     * Encodes and writes every stored object of {@code block}, whose interval covers each of them whole (or up to the
     * volume's end). Writing the same block again replaces it.
     *
     * <p>Returns the bytes written.
     */
    long write(Voxels block) throws IOException;

    /** Writes the metadata, of all levels: from here on the volume exists. Called once, by the driver, when all are complete. */
    void finish() throws IOException;

    @Override
    void close() throws IOException;
}
