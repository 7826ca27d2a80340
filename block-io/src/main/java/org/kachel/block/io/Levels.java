package org.kachel.block.io;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * At how many resolutions an image is written. Level 0 is the image; a voxel of each next level stands for a box of
 * {@code factors} voxels of the one before, clipped at the far faces, and sizes round up. An axis of extent 1 is left alone.
 *
 * <pre>
 *   level 0   |0|1|2|3|4|     size 5, scale 1, translation 0
 *   level 1   |0  |1  |2|     size 3, scale 2, translation ½: the middle of voxels 0 and 1
 *   level 2   |0      |1|     size 2, scale 4, translation 1½
 * </pre>
 *
 * @param count at least 1
 * @param factors along x, y, z, at least 1
 * @param method how boxes become voxels, for the metadata: {@code mean} or {@code mode}
 */
public record Levels(int count, List<Integer> factors, String method) implements Serializable {
    /** The image alone. */
    public static final Levels ONE = new Levels(1, List.of(2, 2, 2), "mean");

    public Levels {
        factors = List.copyOf(factors);
        if (count < 1) throw new IllegalArgumentException("an image has at least 1 level, not " + count);
        if (factors.size() != 3 || factors.stream().anyMatch(f -> f < 1))
            throw new IllegalArgumentException("factors along x, y, z are at least 1, not " + factors);
    }

    /** Voxels along x, y, z of a box of level {@code level - 1} that is one voxel of {@code level}. */
    public int[] step(long[] finest, int level) {
        long[] before = size(finest, level - 1);
        int[] step = new int[3];
        for (int d = 0; d < 3; d++) step[d] = before[d] > 1 ? factors.get(d) : 1;
        return step;
    }

    /** Size along x, y, z of a level of an image. */
    public long[] size(long[] finest, int level) {
        long[] size = finest.clone();
        for (int i = 0; i < level; i++)
            for (int d = 0; d < 3; d++) size[d] = (size[d] + factors.get(d) - 1) / factors.get(d);
        return size;
    }

    /** Voxels of level 0 along x, y, z for one of {@code level}. */
    public long[] scale(long[] finest, int level) {
        long[] scale = {1, 1, 1};
        for (int i = 1; i <= level; i++) {
            int[] step = step(finest, i);
            for (int d = 0; d < 3; d++) scale[d] *= step[d];
        }
        return scale;
    }

    /** The most levels that an image can have: until no axis is left that a factor makes smaller. */
    public static int most(long[] finest, List<Integer> factors) {
        return fitting(finest, factors, 1);
    }

    /** The fewest levels whose last has at most {@code extent} voxels along every axis that a factor makes smaller. */
    public static int fitting(long[] finest, List<Integer> factors, long extent) {
        Levels one = new Levels(1, factors, "mean");
        int count = 1;
        for (long[] size = finest; one.exceeds(size, extent); size = one.size(size, 1)) count++;
        return count;
    }

    private boolean exceeds(long[] size, long extent) {
        for (int d = 0; d < 3; d++) if (factors.get(d) > 1 && size[d] > extent) return true;
        return false;
    }

    @Override
    public String toString() {
        return count + " levels by " + factors;
    }

    /** *Errors*: {@link IllegalArgumentException} where an image of this size has not so many levels. */
    void check(long[] finest) {
        int most = most(finest, factors);
        if (count > most)
            throw new IllegalArgumentException("%d levels, but an image of %s voxels has at most %d by factors of %s"
                    .formatted(count, Arrays.toString(finest), most, factors));
    }
}
