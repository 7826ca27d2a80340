package org.kachel.stitching;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import net.imglib2.Interval;
import org.kachel.block.Voxels;

/**
 * The first and the last object along each line of voxels that runs along one axis: those that a ray leaves by without
 * meeting another. Blocks of one column of the grid merge by keeping the outermost.
 *
 * <pre>
 *   line     . . a a . b . a . c . .          a is first, c is last; no ray along this line leaves from b
 *   blocks  |. . a a|. b . a|. c . .|         a a, b a, c c  merge to  a c
 * </pre>
 *
 * *Memory*: 16 bytes per line.
 *
 * @param first label of each line, 0 where it meets no object
 * @param last the same from the other end
 */
public record RayExits(long[] first, long[] last) implements Serializable {

    /** Of the lines along {@code axis} through {@code target}, which {@code labels} hold. */
    public static RayExits collect(Voxels labels, Interval target, int axis) {
        int u = axis == 0 ? 1 : 0;
        int lines = Math.toIntExact(target.dimension(u) * target.dimension(3 - axis - u));
        RayExits exits = new RayExits(new long[lines], new long[lines]);
        long[] at = new long[3];
        for (at[2] = target.min(2); at[2] <= target.max(2); at[2]++)
            for (at[1] = target.min(1); at[1] <= target.max(1); at[1]++)
                for (at[0] = target.min(0); at[0] <= target.max(0); at[0]++)
                    exits.see(labels.integer(labels.index(at[0], at[1], at[2])), line(at, target, axis, u));
        return exits;
    }

    private static int line(long[] at, Interval target, int axis, int u) {
        int v = 3 - axis - u;
        return (int) ((at[v] - target.min(v)) * target.dimension(u) + at[u] - target.min(u));
    }

    private void see(long label, int line) {
        if (label == 0) return;
        if (first[line] == 0) first[line] = label;
        last[line] = label;
    }

    /** Of the blocks of one column, in the order along the axis. */
    public static RayExits mergeAll(List<RayExits> column) {
        RayExits all =
                new RayExits(column.get(0).first.clone(), column.get(0).last.clone());
        for (RayExits block : column.subList(1, column.size()))
            for (int i = 0; i < all.first.length; i++) {
                if (all.first[i] == 0) all.first[i] = block.first[i];
                if (block.last[i] != 0) all.last[i] = block.last[i];
            }
        return all;
    }

    /** The labels that a ray leaves from, ascending, each once. */
    public long[] labels() {
        long[] labels = Ranks.unique(first, last);
        return labels.length > 0 && labels[0] == 0 ? Arrays.copyOfRange(labels, 1, labels.length) : labels;
    }
}
