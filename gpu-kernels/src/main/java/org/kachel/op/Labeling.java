package org.kachel.op;

import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * Parts of one block, to be joined across blocks afterwards: 0 is background, parts are numbered 1, 2, … in the raster order
 * of their first voxel.
 */
public non-sealed interface Labeling extends Operation {
    Connectivity connectivity();

    /** Whether voxels must have equal values to be connected; otherwise any two that are not 0 are. */
    boolean multiLabel();

    /** Which ids the components get in the end, when all blocks are joined. */
    Numbering numbering();

    /**
     * Whether the labels are seeds of a {@link Flood} and nothing else. Its ties then go to the seed whose first voxel comes
     * last in x-major order (x slowest), as in CLIJ2 and pyclesperanto, while ids stay z-major, as scipy's.
     */
    default boolean seeds() {
        return false;
    }

    /** Device bytes held while it runs, besides input and output. */
    long scratchBytes(VoxelType image, long voxels);

    /**
     * Queues the kernels that find the parts; does not wait. {@code out} (uint32, the same interval as or inside {@code in}'s) is
     * worked in, and filled by {@link FoundParts#spread}.
     */
    FoundParts find(Lane lane, DeviceImage in, DeviceImage out);

    /** Queues the kernels that fill {@code out}; does not wait. */
    default void enqueue(Lane lane, DeviceImage in, DeviceImage out) {
        try (FoundParts parts = find(lane, in, out)) {
            parts.spread();
        }
    }

    void reference(Voxels in, Voxels out);
}
