package org.kachel.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;

/**
 * The runs of equal label along x in one interval, in raster order, with sums of images over each: what {@link Voxels} of
 * labels and images boil down to where objects are larger than a few voxels. A run lies in one row; background has none.
 *
 * <p>*Layout*: little-endian, columns of {@code count} numbers without gaps: for each image Σv, Σv² and Σv·i, where i counts
 * voxels from the run's first (int64 each); then the linear index of the first voxel in the interval, the length and the label
 * (uint32 each); then for each image the smallest and the largest v (int32 each). {@code bytes} starts at 0 and holds exactly
 * these; who allocated it frees it.
 *
 * @param images how many images there are sums of
 */
public record Runs(Interval interval, int count, int images, ByteBuffer bytes) {
    private static final int LONGS_PER_IMAGE = 3;
    private static final int INTS_PER_IMAGE = 2;
    private static final int INTS = 3;

    /** Rows, columns and planes at most, so that sums over a run fit their 64 bits by far. */
    private static final int LONGEST = 1 << 16;

    public Runs {
        interval = new FinalInterval(interval);
        long needed = byteCount(count, images);
        if (bytes.capacity() < needed)
            throw new IllegalArgumentException("%d runs with sums of %d images need %d bytes, the buffer has %d"
                    .formatted(count, images, needed, bytes.capacity()));
        bytes = bytes.duplicate()
                .position(0)
                .limit(Math.toIntExact(needed))
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    public static long byteCount(long count, int images) {
        return count * (4 * INTS + (8L * LONGS_PER_IMAGE + 4 * INTS_PER_IMAGE) * images);
    }

    /** Whether sums of such voxels are exact in 64 bits: integers of 8 and 16 bits. */
    public static boolean hasSums(VoxelType type) {
        return !type.floating() && type.bytes() <= 2;
    }

    /** Whether the interval is short enough along all axes. */
    public static boolean fits(Interval interval) {
        for (int d = 0; d < 3; d++) if (interval.dimension(d) > LONGEST) return false;
        return true;
    }

    /** Σv over each run. */
    public LongBuffer sums(int image) {
        return longs(LONGS_PER_IMAGE * image);
    }

    /** Σv² over each run. */
    public LongBuffer squares(int image) {
        return longs(LONGS_PER_IMAGE * image + 1);
    }

    /** Σv·i over each run, i = 0 at its first voxel. */
    public LongBuffer steps(int image) {
        return longs(LONGS_PER_IMAGE * image + 2);
    }

    /** Linear index of each run's first voxel in the interval. */
    public IntBuffer indices() {
        return ints(0);
    }

    public IntBuffer lengths() {
        return ints(1);
    }

    public IntBuffer labels() {
        return ints(2);
    }

    /** The smallest v of each run. */
    public IntBuffer min(int image) {
        return ints(INTS + INTS_PER_IMAGE * image);
    }

    /** The largest v of each run. */
    public IntBuffer max(int image) {
        return ints(INTS + INTS_PER_IMAGE * image + 1);
    }

    private LongBuffer longs(int column) {
        return column(8L * column * count, 8).asLongBuffer();
    }

    private IntBuffer ints(int column) {
        return column((8L * LONGS_PER_IMAGE * images + 4L * column) * count, 4).asIntBuffer();
    }

    private ByteBuffer column(long at, int width) {
        return bytes.slice((int) at, width * count).order(ByteOrder.LITTLE_ENDIAN);
    }
}
