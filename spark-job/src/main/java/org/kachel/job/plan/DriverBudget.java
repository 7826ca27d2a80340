package org.kachel.job.plan;

import net.imglib2.Interval;
import org.kachel.block.BlockGrid;

/**
 * What may come to the driver whole, because it is small: below this many bytes a shuffle costs more than it saves. Beyond
 * it the same is done by Spark's tasks.
 */
public final class DriverBudget {
    /** MiB; an eighth of the heap by default. */
    public static final String PROPERTY = "kachel.driver-budget-mib";

    /** MiB that a task may hold of what others sent it. */
    public static final String TASK_PROPERTY = "kachel.task-budget-mib";

    private static final long TASK_MEBIBYTES = 128;

    /** A border voxel's share of runs and keys, where every other voxel is a part of its own; with values, where each is. */
    private static final int BYTES_PER_BORDER_VOXEL = 6;

    private static final int BYTES_WITH_VALUES = 20;

    /** Up to 26 pieces of it, and what names them, as objects. */
    private static final int BYTES_PER_BLOCK = 4096;

    /** A pair, and what two keys take in an open union. */
    private static final int BYTES_PER_PAIR = 16 + 2 * 40;

    private static final int BYTES_PER_ROW = 192;
    private static final int BYTES_PER_INTENSITY = 64;

    /** Found, merged, and seen from both sides with centroids. */
    private static final int BYTES_PER_CONTACT = 300;

    /** Shuffled, joined, in a tree, and as a question to other cells. */
    private static final int BYTES_PER_CENTROID = 256;

    private static final long FEWEST_CENTROIDS = 8;

    private DriverBudget() {}

    static long bytes() {
        Long mebibytes = Long.getLong(PROPERTY);
        return mebibytes == null ? Runtime.getRuntime().maxMemory() / 8 : mebibytes << 20;
    }

    /** Whether the borders of all blocks fit, whatever they hold. */
    public static boolean holdsBorders(BlockGrid grid, boolean values) {
        return borderBytes(grid, values) <= bytes();
    }

    /** What the borders of all blocks take on the driver at the most. */
    static double borderBytes(BlockGrid grid, boolean values) {
        return grid.count()
                * (BYTES_PER_BLOCK + border(grid, 1) * (values ? BYTES_WITH_VALUES : BYTES_PER_BORDER_VOXEL));
    }

    /** What the open borders of a super-block of {@code side}³ blocks take in a task at the most. */
    static double borderBytes(BlockGrid grid, int side, boolean values) {
        double blocks = (double) side * side * side;
        return Math.min(
                borderBytes(grid, values),
                blocks * BYTES_PER_BLOCK + border(grid, side) * (values ? BYTES_WITH_VALUES : BYTES_PER_BORDER_VOXEL));
    }

    /** Voxels at the border of a cube of {@code side}³ blocks. */
    private static double border(BlockGrid grid, int side) {
        Interval block = grid.target(0);
        double x = (double) side * block.dimension(0);
        double y = (double) side * block.dimension(1);
        double z = (double) side * block.dimension(2);
        return Math.min(x * y * z, 2 * (x * y + y * z + z * x));
    }

    /** Whether so many contacts of objects fit, as blocks found them. */
    public static boolean holdsContacts(long contacts) {
        return contacts * (double) BYTES_PER_CONTACT <= bytes();
    }

    /** Whether so many pairs of keys can be joined. */
    public static boolean holdsPairs(long pairs) {
        return pairs * BYTES_PER_PAIR <= bytes();
    }

    /** Whether one task can join so many pairs of keys. */
    public static boolean taskHoldsPairs(long pairs) {
        return pairs * BYTES_PER_PAIR <= Long.getLong(TASK_PROPERTY, TASK_MEBIBYTES) << 20;
    }

    /** How many centroids one task should hold at a time. */
    public static long taskCentroids() {
        long bytes = Long.getLong(TASK_PROPERTY, TASK_MEBIBYTES) << 20;
        return Math.max(FEWEST_CENTROIDS, bytes / BYTES_PER_CENTROID);
    }

    /** Whether so many rows of tables fit. */
    public static boolean holdsRows(long rows, int intensities) {
        return rows * (BYTES_PER_ROW + (double) intensities * BYTES_PER_INTENSITY) <= bytes();
    }
}
