package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** The flood of {@link SeededWatershed} as defined: one queue of voxels, in which what is known around the block waits from the start. */
final class SeededWatershedReference {
    /** The keys of NaN. */
    private static final long HIGHEST_32 = 0xffffffffL, HIGHEST_64 = -1;

    private final Voxels image;
    private final Voxels seeds;
    private final Voxels mask;
    private final Connectivity connectivity;
    private final Interval box;

    private ShelledBox shelled;
    private boolean[] open;
    private long[] values;
    private long[] levels;
    private int[] steps;
    private long[] labels;
    private int[] queue;
    private int queued;

    SeededWatershedReference(SeededWatershed operation, List<Voxels> images, Interval box) {
        this.connectivity = operation.connectivity();
        this.image = images.get(0);
        this.seeds = images.get(1);
        this.mask = images.size() > 2 ? images.get(2) : null;
        this.box = box;
    }

    List<Patch> run(List<Patch> known, Voxels out, List<Interval> wanted) {
        shelled = ShelledBox.of(box, known);
        int count = shelled.count();
        open = new boolean[count];
        values = new long[count];
        levels = new long[count];
        steps = new int[count];
        labels = new long[count];
        queue = new int[64];
        Arrays.fill(steps, Patch.UNREACHED);
        plant();
        known.forEach(this::place);
        flood();
        each(box, (at, i) -> out.setInteger(i, labels[at]));
        return wanted.stream().map(this::take).toList();
    }

    private interface Visit {
        void voxel(int at, int i);
    }

    /** Visits the voxels of a part: their places here, and their indices in the part. */
    private void each(Interval part, Visit visit) {
        int i = 0;
        for (long z = part.min(2); z <= part.max(2); z++)
            for (long y = part.min(1); y <= part.max(1); y++)
                for (long x = part.min(0); x <= part.max(0); x++) visit.voxel(shelled.index(x, y, z), i++);
    }

    private void plant() {
        each(box, (at, i) -> {
            long seed = seeds.integer(i);
            if (seed < 0 && seeds.type().signed()) throw SeededWatershed.negative(box, i);
            values[at] = value(i);
            boolean inside = mask == null || VoxelBits.at(mask, i) != 0;
            open[at] = inside && seed == 0;
            if (inside && seed != 0) enter(at, values[at], 0, seed);
        });
    }

    private long value(int i) {
        VoxelType type = image.type();
        if (type.floating() && Double.isNaN(image.real(i))) return type.bytes() == 8 ? HIGHEST_64 : HIGHEST_32;
        return VoxelKeys.of(image, i);
    }

    private void place(Patch patch) {
        each(patch.interval(), (at, i) -> {
            if (patch.steps()[i] != Patch.UNREACHED) enter(at, patch.levels()[i], patch.steps()[i], patch.labels()[i]);
        });
    }

    private Patch take(Interval part) {
        Patch patch = Patch.unreached(part);
        each(part, (at, i) -> {
            patch.levels()[i] = levels[at];
            patch.steps()[i] = steps[at];
            patch.labels()[i] = labels[at];
        });
        return patch;
    }

    /** From around the box a way may lead out of the arrays, or to the other end of a row: there nothing is open. */
    private void flood() {
        int[] neighbours = shelled.neighbours(connectivity);
        while (queued > 0) {
            int from = leave();
            for (int way : neighbours) {
                int to = from + way;
                if (to < 0 || to >= open.length || !open[to]) continue;
                open[to] = false;
                boolean higher = Long.compareUnsigned(values[to], levels[from]) > 0;
                enter(to, higher ? values[to] : levels[from], higher ? 0 : steps[from] + 1, labels[from]);
            }
        }
    }

    private void enter(int at, long level, int step, long label) {
        levels[at] = level;
        steps[at] = step;
        labels[at] = label;
        if (queued == queue.length) queue = Arrays.copyOf(queue, 2 * queued);
        int child = queued++;
        for (int parent; child > 0 && before(at, queue[parent = (child - 1) / 2]); child = parent)
            queue[child] = queue[parent];
        queue[child] = at;
    }

    private int leave() {
        int first = queue[0], last = queue[--queued];
        int parent = 0;
        for (int child; (child = 2 * parent + 1) < queued; parent = child) {
            if (child + 1 < queued && before(queue[child + 1], queue[child])) child++;
            if (!before(queue[child], last)) break;
            queue[parent] = queue[child];
        }
        queue[parent] = last;
        return first;
    }

    private boolean before(int a, int b) {
        int order = Long.compareUnsigned(levels[a], levels[b]);
        if (order == 0) order = Integer.compareUnsigned(steps[a], steps[b]);
        if (order == 0) order = Long.compareUnsigned(labels[a], labels[b]);
        return order < 0;
    }
}
