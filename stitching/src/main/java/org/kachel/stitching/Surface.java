package org.kachel.stitching;

import java.util.Arrays;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * Counts the surface voxels of a block's parts: those with a face neighbour of another object, of the background, or outside
 * of the volume. Axes along which the volume is one voxel thick are left alone.
 *
 * <p>Works on runs, row by row: a voxel inside a run is no surface where all four rows around have the same part there.
 * What lies beyond the block's faces comes as a {@link Shell}, so counts of blocks add up to those of the whole volume.
 */
public final class Surface {
    private static final PlaneRuns NOTHING = new PlaneRuns(0);

    private final RunLabels labels;
    private final Shell shell;
    private final PartValues values;
    private final RunCursor run;
    private final int[] size;
    private final long[] extent;
    private final long[] found;
    private boolean more;
    private int[] from = new int[16];
    private int[] to = new int[16];
    private int[] nextFrom = new int[16];
    private int[] nextTo = new int[16];
    private int intervals;

    private Surface(RunLabels labels, Shell shell, PartValues values) {
        this.labels = labels;
        this.shell = shell;
        this.values = values;
        this.run = labels.cursor();
        this.size = new int[] {labels.size(0), labels.size(1), labels.size(2)};
        this.extent = new long[] {
            labels.volume().x(), labels.volume().y(), labels.volume().z()
        };
        this.found = new long[labels.parts()];
    }

    /**
     * The number of surface voxels of each part.
     *
     * @param shell what lies around the block
     * @param values of the parts, to compare the shell with; or null where any two voxels that are not 0 and share a face are of
     *     one object
     */
    public static long[] count(RunLabels labels, Shell shell, PartValues values) {
        return new Surface(labels, shell, values).count();
    }

    /**
     * The planes of voxels just outside a block: before and behind it along x, y and z, null where the volume ends.
     *
     * @param planes each one's interval contains that side's neighbours of the block
     */
    public record Shell(Voxels[] planes) {
        public Shell {
            if (planes.length != 6) throw new IllegalArgumentException("a block has 6 sides, not " + planes.length);
            planes = planes.clone();
        }

        /** All sides from one image that reaches a voxel beyond the block wherever the volume does. */
        public static Shell of(Voxels grown, RunLabels labels) {
            Voxels[] planes = new Voxels[6];
            for (int d = 0; d < 3; d++) {
                if (labels.min(d) > 0) planes[2 * d] = grown;
                long[] extent = {
                    labels.volume().x(), labels.volume().y(), labels.volume().z()
                };
                if (labels.min(d) + labels.size(d) < extent[d]) planes[2 * d + 1] = grown;
            }
            return new Shell(planes);
        }
    }

    private long[] count() {
        more = run.next();
        PlaneRuns before = null;
        PlaneRuns at = plane(0);
        for (int z = 0; z < size[2]; z++) {
            PlaneRuns after = z + 1 < size[2] ? plane(z + 1) : beyond(at, z, 5);
            if (z == 0) before = beyond(at, z, 4);
            for (int y = 0; y < size[1]; y++) count(before, at, after, y, z);
            before = at;
            at = after;
        }
        return found;
    }

    /** The runs of one plane of the block; planes are asked for in order. */
    private PlaneRuns plane(int z) {
        PlaneRuns plane = new PlaneRuns(size[1]);
        for (; more && run.index / size[0] < (z + 1) * size[1]; more = run.next()) {
            int row = run.index / size[0];
            int x = run.index - row * size[0];
            plane.add(row - z * size[1], x, x + run.length, run.label);
        }
        return plane.end();
    }

    /** Those voxels of the plane behind side {@code side} that continue what {@code at}, the plane before it, has there. */
    private PlaneRuns beyond(PlaneRuns at, int z, int side) {
        if (extent[2] == 1) return at;
        if (shell.planes()[side] == null) return NOTHING;
        PlaneRuns plane = new PlaneRuns(size[1]);
        long outside = labels.min(2) + (side == 4 ? z - 1 : z + 1);
        for (int y = 0; y < size[1]; y++)
            for (int i = at.first(y); i < at.end(y); i++) addSame(plane, y, at, i, labels.min(1) + y, outside, side);
        return plane.end();
    }

    /** The same for one row at a side of y. */
    private PlaneRuns beyondRow(PlaneRuns at, int y, int z, int side) {
        if (shell.planes()[side] == null) return NOTHING;
        PlaneRuns row = new PlaneRuns(1);
        long outside = labels.min(1) + (side == 2 ? y - 1 : y + 1);
        for (int i = at.first(y); i < at.end(y); i++) addSame(row, 0, at, i, outside, labels.min(2) + z, side);
        return row.end();
    }

    private void addSame(PlaneRuns into, int row, PlaneRuns at, int i, long y, long z, int side) {
        Voxels plane = shell.planes()[side];
        int label = at.label(i);
        int start = at.from(i);
        for (int x = start; x < at.to(i); x++)
            if (!same(plane, plane.index(labels.min(0) + x, y, z), label)) {
                if (x > start) into.add(row, start, x, label);
                start = x + 1;
            }
        if (at.to(i) > start) into.add(row, start, at.to(i), label);
    }

    private boolean same(Voxels plane, int index, int label) {
        boolean floating = plane.type().floating();
        if (values == null) return floating ? plane.real(index) != 0 : nonZero(plane, index);
        long bits = floating ? Double.doubleToLongBits(plane.real(index)) : plane.integer(index);
        return bits == values.bits()[label - 1] && values.joins(label);
    }

    private static boolean nonZero(Voxels plane, int index) {
        return plane.type() == VoxelType.UINT8 ? plane.bytes().get(index) != 0 : plane.integer(index) != 0;
    }

    private void count(PlaneRuns before, PlaneRuns at, PlaneRuns after, int y, int z) {
        if (at.first(y) == at.end(y)) return;
        PlaneRuns above = at;
        PlaneRuns below = at;
        int rowAbove = extent[1] == 1 ? y : y - 1;
        int rowBelow = extent[1] == 1 ? y : y + 1;
        if (rowAbove < 0) {
            above = beyondRow(at, y, z, 2);
            rowAbove = 0;
        }
        if (rowBelow == size[1]) {
            below = beyondRow(at, y, z, 3);
            rowBelow = 0;
        }
        PlaneRuns[] planes = {before, after, above, below};
        int[] rows = {y, y, rowAbove, rowBelow};
        int[] next = new int[4];
        for (int k = 0; k < 4; k++) next[k] = planes[k].first(rows[k]);
        for (int i = at.first(y); i < at.end(y); i++) {
            inside(at, i, y, z);
            for (int k = 0; k < 4 && intervals > 0; k++)
                next[k] = clip(planes[k], next[k], planes[k].end(rows[k]), at.from(i), at.label(i));
            int inner = 0;
            for (int k = 0; k < intervals; k++) inner += to[k] - from[k];
            found[at.label(i) - 1] += at.to(i) - at.from(i) - inner;
        }
    }

    /** Begins with those voxels of run {@code i} whose neighbours along x are of the same object. */
    private void inside(PlaneRuns at, int i, int y, int z) {
        boolean left = i > at.first(y) && at.to(i - 1) == at.from(i) && at.label(i - 1) == at.label(i);
        boolean right = i + 1 < at.end(y) && at.from(i + 1) == at.to(i) && at.label(i + 1) == at.label(i);
        if (at.from(i) == 0) left = sameAlongX(at.label(i), -1, y, z, 0);
        if (at.to(i) == size[0]) right = sameAlongX(at.label(i), size[0], y, z, 1);
        from[0] = at.from(i) + (left ? 0 : 1);
        to[0] = at.to(i) - (right ? 0 : 1);
        intervals = from[0] < to[0] ? 1 : 0;
    }

    private boolean sameAlongX(int label, int x, int y, int z, int side) {
        if (extent[0] == 1) return true;
        Voxels plane = shell.planes()[side];
        return plane != null
                && same(plane, plane.index(labels.min(0) + x, labels.min(1) + y, labels.min(2) + z), label);
    }

    /**
     * Leaves of the intervals what runs of {@code label} cover, among those from {@code first} to {@code end}; answers the first
     * of these that may matter to runs behind {@code x}.
     */
    private int clip(PlaneRuns runs, int first, int end, int x, int label) {
        int start = first;
        while (start < end && runs.to(start) <= x) start++;
        int n = 0;
        int k = start;
        for (int i = 0; i < intervals; i++) {
            while (k < end && runs.to(k) <= from[i]) k++;
            for (int j = k; j < end && runs.from(j) < to[i]; j++) {
                k = j;
                if (runs.label(j) != label) continue;
                if (n == nextFrom.length) grow();
                nextFrom[n] = Math.max(from[i], runs.from(j));
                nextTo[n++] = Math.min(to[i], runs.to(j));
            }
        }
        int[] oldFrom = from;
        int[] oldTo = to;
        from = nextFrom;
        to = nextTo;
        nextFrom = oldFrom;
        nextTo = oldTo;
        intervals = n;
        return start;
    }

    private void grow() {
        nextFrom = Arrays.copyOf(nextFrom, 2 * nextFrom.length);
        nextTo = Arrays.copyOf(nextTo, 2 * nextTo.length);
    }
}
