package org.kachel.op;

import java.io.Serializable;
import java.util.Arrays;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/**
 * A few voxels at a block's border, as one block tells another: how each was reached, and from which seed.
 *
 * <p>*Shape*: x fastest, as {@link org.kachel.block.Voxels}. A voxel that was not reached (so far) has the steps
 * {@link #UNREACHED}, level 0 and label 0.
 *
 * @param levels unsigned, in the order of the image's values
 */
public record Patch(long[] min, long[] max, long[] levels, int[] steps, long[] labels) implements Serializable {
    static final int UNREACHED = -1;

    /** Of which nothing is known yet. */
    static Patch unreached(Interval interval) {
        int count = (int) Intervals.numElements(interval);
        int[] steps = new int[count];
        Arrays.fill(steps, UNREACHED);
        return new Patch(interval.minAsLongArray(), interval.maxAsLongArray(), new long[count], steps, new long[count]);
    }

    public Interval interval() {
        return new FinalInterval(min, max);
    }

    public int count() {
        return steps.length;
    }

    /** Whether any of its voxels was reached. */
    public boolean tells() {
        for (int step : steps) if (step != UNREACHED) return true;
        return false;
    }

    /** Whether the other says the same of the same voxels. */
    public boolean same(Patch other) {
        return other != null
                && Arrays.equals(min, other.min)
                && Arrays.equals(max, other.max)
                && Arrays.equals(steps, other.steps)
                && Arrays.equals(levels, other.levels)
                && Arrays.equals(labels, other.labels);
    }

    /** Bytes of one voxel. */
    public static int bytesPerVoxel() {
        return 2 * Long.BYTES + Integer.BYTES;
    }
}
