package org.kachel.job.merge;

import java.io.IOException;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.Voxels;
import org.kachel.block.io.Volume;
import org.kachel.job.block.BlockContext;
import org.kachel.stitching.Ranks;
import org.kachel.stitching.RunLabels;

/**
 * The seeds of one block's flood. Ties go to the seed that comes last in x-major order (x slowest), as in CLIJ2 and
 * pyclesperanto, while ids are z-major. So seeds are stored with their rank above their id ({@link SeedBits}).
 *
 * <p>A block floods on 1, 2, …, the positions of its own seeds among these numbers, and then gives their ids back. A flood
 * asks for the order alone, so a block's result is the whole volume's.
 */
public final class RankedSeeds {
    /** Labels that are changed in an array, which is faster than one by one in a buffer. */
    private static final int WINDOW = 4096;

    private final SeedBits bits;
    private long[] ascending;

    public RankedSeeds(SeedBits bits) {
        this.bits = bits;
    }

    /**
     * @param ids of {@code objects}, ascending, by block and part
     * @param keys x-major keys of the same parts, by block
     * @return each id with its object's rank by smallest key
     */
    public static List<BlockNames> rank(List<BlockNames> ids, Map<Long, long[]> keys, long[] objects, SeedBits bits) {
        long[] first = new long[objects.length];
        Arrays.fill(first, Long.MAX_VALUE);
        for (BlockNames block : ids) lower(first, objects, block.values(), keys.get(block.block()));
        long[] ranks = Ranks.ids(Ranks.unique(first), 0, first);
        return ids.stream()
                .map(block -> new BlockNames(
                        block.block(),
                        Arrays.stream(block.values())
                                .map(id -> bits.pack(ranks[Arrays.binarySearch(objects, id)], id))
                                .toArray()))
                .toList();
    }

    private static void lower(long[] first, long[] objects, long[] ids, long[] keys) {
        for (int part = 0; part < ids.length; part++) {
            int object = Arrays.binarySearch(objects, ids[part]);
            first[object] = Math.min(first[object], keys[part]);
        }
    }

    /** Reads stored seeds as uint32 positions, a layer of chunks at a time. */
    public void read(BlockContext block, Volume volume, Voxels into) throws IOException {
        Interval all = into.interval();
        List<RunLabels> layers = new ArrayList<>();
        List<long[]> values = new ArrayList<>();
        int depth = volume.chunkSize()[2];
        for (long z = all.min(2), next; z <= all.max(2); z = next) {
            next = Math.min(all.max(2) + 1, (z / depth + 1) * depth);
            Voxels layer = block.scratch(volume.type(), layer(all, z, next - 1));
            volume.read(layer);
            RunLabels runs = RunLabels.distinct(layer, block.volume());
            layers.add(runs);
            values.add(runs.values(layer).bits());
        }
        ascending = Ranks.unique(values.toArray(long[][]::new));
        for (int i = 0; i < layers.size(); i++) paint(layers.get(i), values.get(i), into);
    }

    private static Interval layer(Interval all, long minZ, long maxZ) {
        return new FinalInterval(new long[] {all.min(0), all.min(1), minZ}, new long[] {all.max(0), all.max(1), maxZ});
    }

    private void paint(RunLabels layer, long[] values, Voxels into) {
        Interval interval = layer.interval();
        int from = into.type().bytes() * into.index(interval.min(0), interval.min(1), interval.min(2));
        int bytes = Math.toIntExact(Voxels.byteCount(into.type(), interval));
        Voxels part = new Voxels(into.type(), interval, into.bytes().slice(from, bytes));
        layer.paint(Ranks.ids(ascending, 0, values), part);
    }

    /** Ids, as everybody else knows them, in the place of positions: in the same voxels where they fit, else in {@code wide}. */
    public Voxels restore(Voxels labels, Supplier<Voxels> wide) {
        if (bits.id() > 32) return widened(labels, wide.get());
        IntBuffer all = labels.bytes().asIntBuffer();
        int[] some = new int[Math.min(labels.count(), WINDOW)];
        for (int from = 0; from < labels.count(); from += WINDOW) {
            int n = Math.min(WINDOW, labels.count() - from);
            all.get(from, some, 0, n);
            for (int i = 0; i < n; i++) if (some[i] != 0) some[i] = (int) bits.id(ascending[some[i] - 1]);
            all.put(from, some, 0, n);
        }
        return labels;
    }

    private Voxels widened(Voxels labels, Voxels wide) {
        for (int i = 0; i < labels.count(); i++) {
            int position = (int) labels.integer(i);
            wide.setInteger(i, position == 0 ? 0 : bits.id(ascending[position - 1]));
        }
        return wide;
    }
}
