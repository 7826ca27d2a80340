package org.kachel.op;

import org.kachel.block.Halo;
import org.kachel.op.SeparableFilter.Fold;

/**
 * What a work-group of a GPU filters at a time along all axes: a column of {@code x} × {@code y} outputs, {@code rows} of
 * them to a work-item ({@code column} in {@code Separable.cl}). Sizes measured on an H200.
 */
record SeparableGroup(int x, int y, int rows) {
    /** The largest radius whose queue of partial results registers hold. */
    static final int QUEUED_RADIUS = 64;
    /** Work-items of a group that filters rows, each four neighbours of them. */
    static final int ROW_ITEMS = 128;
    /** What a group takes at most of a processor that several groups share. */
    private static final long LOCAL_BYTES = 48 << 10;

    private static final int SMALL = 4;
    private static final SeparableGroup WIDE = new SeparableGroup(128, 16, 8);
    private static final SeparableGroup SQUARE = new SeparableGroup(32, 32, 4);

    /**
     * For a radius that {@link #takes} accepts.
     *
     * @param bytes of a value between the axes
     */
    static SeparableGroup of(Halo radius, int bytes) {
        return largest(radius) <= SMALL && bytes <= 4 ? WIDE : SQUARE;
    }

    /**
     * Whether all axes at once pay: a long queue along z fills the registers. Local memory, 26 KiB at most, is no limit here.
     */
    static boolean takes(Fold fold, Halo radius) {
        return largest(radius) <= (fold == Fold.WEIGHTED ? 2 * SMALL : SMALL);
    }

    /**
     * Whether local memory holds four rows of samples, and registers the queue along y.
     *
     * @param bytes of a value between the axes
     */
    static boolean takesRows(Halo radius, int bytes, long localBytes) {
        long row = ROW_ITEMS + (radius.x() + 3L) / 4 * 8;
        return radius.y() <= QUEUED_RADIUS && 4 * bytes * (row + ROW_ITEMS) <= Math.min(LOCAL_BYTES, localBytes);
    }

    static int largest(Halo radius) {
        return Math.max(radius.x(), Math.max(radius.y(), radius.z()));
    }
}
