package org.kachel.job;

import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.BlockGrid;

/**
 * What may come to the driver whole, because it is small: below this many bytes a shuffle costs more than it saves. Beyond
 * it the same is done by Spark's tasks.
 */
final class DriverBudget {
    /** MiB; an eighth of the heap by default. */
    static final String PROPERTY = "kachel.driver-budget-mib";

    /** MiB that a task may hold of what others sent it. */
    static final String TASK_PROPERTY = "kachel.task-budget-mib";

    private static final long TASK_MEBIBYTES = 128;

    /** A border voxel's share of runs and keys, where every other voxel is a part of its own; with values, where each is. */
    private static final int BYTES_PER_BORDER_VOXEL = 6;

    private static final int BYTES_WITH_VALUES = 20;

    /** A pair, and what two keys take in an open union. */
    private static final int BYTES_PER_PAIR = 16 + 2 * 40;

    private static final int BYTES_PER_ROW = 128;
    private static final int BYTES_PER_INTENSITY = 64;

    /** Found, merged, and seen from both sides with centroids. */
    private static final int BYTES_PER_CONTACT = 300;

    private DriverBudget() {}

    private static long bytes() {
        Long mebibytes = Long.getLong(PROPERTY);
        return mebibytes == null ? Runtime.getRuntime().maxMemory() / 8 : mebibytes << 20;
    }

    /** Whether the borders of all blocks fit, whatever they hold. */
    static boolean holdsBorders(BlockGrid grid, boolean values) {
        Interval block = grid.target(0);
        double x = block.dimension(0);
        double y = block.dimension(1);
        double z = block.dimension(2);
        double border = Math.min(Intervals.numElements(block), 2 * (x * y + y * z + z * x));
        return grid.count() * border * (values ? BYTES_WITH_VALUES : BYTES_PER_BORDER_VOXEL) <= bytes();
    }

    /** Whether so many contacts of objects fit, as blocks found them. */
    static boolean holdsContacts(long contacts) {
        return contacts * (double) BYTES_PER_CONTACT <= bytes();
    }

    /** Whether so many pairs of keys can be joined. */
    static boolean holdsPairs(long pairs) {
        return pairs * BYTES_PER_PAIR <= bytes();
    }

    /** Whether one task can join so many pairs of keys. */
    static boolean taskHoldsPairs(long pairs) {
        return pairs * BYTES_PER_PAIR <= Long.getLong(TASK_PROPERTY, TASK_MEBIBYTES) << 20;
    }

    /** Whether so many rows of tables fit. */
    static boolean holdsRows(long rows, int intensities) {
        return rows * (BYTES_PER_ROW + (double) intensities * BYTES_PER_INTENSITY) <= bytes();
    }
}
