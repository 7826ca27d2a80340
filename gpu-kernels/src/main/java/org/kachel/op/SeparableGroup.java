package org.kachel.op;

import org.kachel.block.Halo;

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

    /** The largest radius that all axes at once pay for. */
    private static final int TAKEN = 8;

    private static final SeparableGroup WIDE = new SeparableGroup(128, 16, 8);
    private static final SeparableGroup TALL = new SeparableGroup(32, 32, 8);
    private static final SeparableGroup SQUARE = new SeparableGroup(32, 32, 4);

    /**
     * For a radius that {@link #takes} accepts.
     *
     * @param bytes of a value between the axes
     */
    static SeparableGroup of(Halo radius, int bytes) {
        int r = largest(radius);
        if (bytes > 4 || r > 4) return SQUARE;
        return r > 1 ? TALL : WIDE;
    }

    /**
     * Whether all axes at once pay: a long queue along z fills the registers. Local memory, 26 KiB at most, is no limit here.
     */
    static boolean takes(Halo radius) {
        return largest(radius) <= TAKEN;
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
