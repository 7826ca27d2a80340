package org.kachel.block.io;

import java.io.IOException;
import java.util.List;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** A three-dimensional volume open for reading. Thread-safe: several tasks of one executor share it. */
public interface Volume extends AutoCloseable {
    VolumeAddress address();

    VoxelType type();

    /** *Shape*: x, y, z, from 0; a 2D image has depth 1. */
    Interval interval();

    /** Size in x, y, z of the stored object that is read at once: the chunk, or the inner chunk of a shard. */
    int[] chunkSize();

    /** Where the voxels lie in space, from OME-Zarr's metadata; {@link Spacing#VOXELS} where nothing is known. */
    Spacing spacing();

    /**
     * Fills {@code into} with its interval, which must lie inside the volume; missing chunks give the fill value. Chunks
     * are decoded once and copied many rows at a time, into heap, direct or pinned memory alike.
     *
     * <p>*Errors*: {@link VolumeException} naming container, dataset, chunk and interval.
     */
    void read(Voxels into) throws IOException;

    /** The folder in its container that holds the array, with its metadata. */
    String folder();

    /**
     * Keys in its container of the stored objects that hold voxels of {@code interval}, which must lie inside the volume,
     * whether they are there or not.
     */
    List<String> objects(Interval interval);

    @Override
    void close() throws IOException;
}
