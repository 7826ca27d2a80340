package org.kachel.job;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.kachel.block.Voxels;

/**
 * The local maxima of an image, grown through a mask by pyclesperanto's rules, which differ from ours in three points: of a
 * plateau the voxel counts that is first with x slowest, not z; objects are numbered in that order, too; and flooding ends at
 * the first idle step. The simplest loop that does it.
 */
final class PyclesperantoFlood {
    private static final List<int[]> OFFSETS = IntStream.range(0, 27)
            .mapToObj(k -> new int[] {k % 3 - 1, k / 3 % 3 - 1, k / 9 - 1})
            .toList();

    private final int[] size;
    private final Voxels spots;
    private final Voxels mask;
    private int[] labels;

    private PyclesperantoFlood(Voxels spots, Voxels mask) {
        this.spots = spots;
        this.mask = mask;
        this.size = IntStream.range(0, 3)
                .map(d -> (int) mask.interval().dimension(d))
                .toArray();
        this.labels = numbered();
    }

    /** The labels, in raster order. */
    static int[] labels(Voxels spots, Voxels mask) {
        PyclesperantoFlood flood = new PyclesperantoFlood(spots, mask);
        for (int t = 0; flood.step(t % 2 == 0); t++) {}
        return flood.labels;
    }

    private int[] numbered() {
        List<Integer> found = IntStream.range(0, mask.count())
                .filter(i -> mask.integer(i) != 0 && maximum(i))
                .boxed()
                .sorted(Comparator.comparingLong(this::columnMajor))
                .toList();
        int[] numbered = new int[mask.count()];
        for (int n = 0; n < found.size(); n++) numbered[found.get(n)] = n + 1;
        return numbered;
    }

    /** Earlier neighbours are lower, later ones not higher. */
    private boolean maximum(int i) {
        return neighbours(i, true)
                .allMatch(n -> spots.real(n) < spots.real(i)
                        || spots.real(n) == spots.real(i) && columnMajor(n) >= columnMajor(i));
    }

    private long columnMajor(int i) {
        return ((long) x(i) * size[1] + y(i)) * size[2] + z(i);
    }

    /** Whether anything changed. */
    private boolean step(boolean box) {
        int[] next = Arrays.copyOf(labels, labels.length);
        for (int i = 0; i < next.length; i++)
            if (labels[i] == 0 && mask.integer(i) != 0)
                next[i] = neighbours(i, box).map(n -> labels[n]).max().orElseThrow();
        boolean changed = !Arrays.equals(labels, next);
        labels = next;
        return changed;
    }

    /** A voxel with the others of its 3³ box, or with those across its faces alone. */
    private IntStream neighbours(int i, boolean box) {
        return OFFSETS.stream()
                .filter(o -> box || Math.abs(o[0]) + Math.abs(o[1]) + Math.abs(o[2]) <= 1)
                .filter(o -> inside(x(i) + o[0], 0) && inside(y(i) + o[1], 1) && inside(z(i) + o[2], 2))
                .mapToInt(o -> i + o[0] + size[0] * (o[1] + size[1] * o[2]));
    }

    private int x(int i) {
        return i % size[0];
    }

    private int y(int i) {
        return i / size[0] % size[1];
    }

    private int z(int i) {
        return i / size[0] / size[1];
    }

    private boolean inside(int position, int axis) {
        return position >= 0 && position < size[axis];
    }
}
