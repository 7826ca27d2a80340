package org.kachel.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Seeds and a mask of one read interval, what of them is the target, and which faces lie inside the volume. */
record FloodCase(Voxels seeds, Voxels mask, int open, Interval target) {
    private static final int[][] SIZES = {
        {1, 1, 1}, {1, 77, 1}, {200, 1, 1}, {31, 7, 5}, {65, 33, 17}, {70, 40, 1}, {40, 40, 40}, {16, 16, 3}
    };

    /** A whole volume, with large and small labels. */
    static FloodCase random(Random random, VoxelType maskType) {
        int[] size = SIZES[random.nextInt(SIZES.length)];
        Voxels seeds = Voxels.zeros(VoxelType.UINT32, new FinalInterval(size[0], size[1], size[2]));
        Voxels mask = Voxels.zeros(maskType, seeds.interval());
        LabelImages.random(mask, new double[] {0.3, 0.6, 0.9, 1}[random.nextInt(4)], 3, random.nextLong());
        for (int i = 0; i < seeds.count(); i++)
            if (random.nextInt(200) == 0) seeds.setInteger(i, 1 + random.nextInt(1 << 30) * 3L);
        return new FloodCase(seeds, mask, 0, seeds.interval());
    }

    /** A random part of this volume as a block reads it, and a random target in it. */
    FloodCase block(Random random) {
        Interval volume = seeds.interval();
        Interval read = part(volume, random);
        int open = 0;
        for (int d = 0; d < 3; d++) {
            if (read.min(d) > volume.min(d)) open |= 1 << 2 * d;
            if (read.max(d) < volume.max(d)) open |= 2 << 2 * d;
        }
        return new FloodCase(
                copy(seeds, read), copy(mask, read), open, random.nextBoolean() ? read : part(read, random));
    }

    static Interval part(Interval of, Random random) {
        long[] min = new long[3];
        long[] max = new long[3];
        for (int d = 0; d < 3; d++) {
            min[d] = of.min(d) + random.nextInt((int) of.dimension(d));
            max[d] = min[d] + random.nextInt((int) (of.max(d) - min[d] + 1));
        }
        return new FinalInterval(min, max);
    }

    static Voxels copy(Voxels from, Interval part) {
        Voxels to = Voxels.zeros(from.type(), part);
        for (long z = part.min(2); z <= part.max(2); z++)
            for (long y = part.min(1); y <= part.max(1); y++)
                for (long x = part.min(0); x <= part.max(0); x++)
                    to.setInteger(to.index(x, y, z), from.integer(from.index(x, y, z)));
        return to;
    }

    Voxels reference(boolean masked) {
        Voxels out = Voxels.zeros(VoxelType.UINT32, target);
        new LabelFlood(masked).reference(seeds, mask, open, out, null);
        return out;
    }

    /** Where a block's labels claim something else than the whole volume's. */
    List<String> contradictions(Voxels labels, Voxels whole) {
        List<String> wrong = new ArrayList<>();
        for (long z = target.min(2); z <= target.max(2); z++)
            for (long y = target.min(1); y <= target.max(1); y++)
                for (long x = target.min(0); x <= target.max(0); x++) {
                    long label = labels.integer(labels.index(x, y, z));
                    long truth = whole.integer(whole.index(x, y, z));
                    if (label != truth && label != Integer.toUnsignedLong(Flood.UNKNOWN))
                        wrong.add("%d, %d, %d: %d, not %d".formatted(x, y, z, label, truth));
                }
        return wrong;
    }

    @Override
    public String toString() {
        return "read %s, target %s, open %d, mask %s"
                .formatted(Intervals.toString(seeds.interval()), Intervals.toString(target), open, mask.type());
    }
}
