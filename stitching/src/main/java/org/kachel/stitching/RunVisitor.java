package org.kachel.stitching;

/** Sees the runs of a block's labels, in raster order. */
@FunctionalInterface
public interface RunVisitor {
    /** {@code length} voxels of {@code part} from the global position x, y, z along x. */
    void run(long x, long y, long z, int length, int part);
}
