package org.kachel.job;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.stitching.Ranks;
import org.kachel.stitching.Slabs;
import scala.Tuple2;

/**
 * Ranks roots in slabs of keys, each in a task: tasks ask the slabs of their roots, slabs count what they are asked for, the
 * driver adds up the counts, and slabs answer with ids.
 *
 * @param ids of the parts of each block, one element per task
 * @param objects how many there are
 */
record SlabIds(JavaRDD<ArrayList<BlockNames>> ids, long objects) {
    /** Voxels of a slab: at the most so many objects, mostly much fewer. */
    private static final long VOXELS = 1 << 22;

    private static final int MOST_SLABS = 4096;

    /** What one task asks of one slab: roots, ascending. */
    private record Asked(long task, long[] roots) implements Serializable {}

    /** Ids of these roots, in their order. */
    private record Answer(long slab, long[] ids) implements Serializable {}

    /** *Shape*: {@code roots} by block, one element per task. */
    static SlabIds of(JavaRDD<ArrayList<BlockNames>> roots, Interval volume) {
        long wanted = Intervals.numElements(volume) / VOXELS + 1;
        Slabs slabs = Slabs.of(volume, (int) Math.min(wanted, MOST_SLABS));
        JavaPairRDD<Long, Iterable<Asked>> asked = roots.mapPartitionsWithIndex(
                        (task, names) -> ask(task, names, slabs), false)
                .mapToPair(t -> t)
                .groupByKey(new TaskPartitioner(slabs.count()));
        long[] counts = new long[slabs.count()];
        List<Tuple2<Long, Long>> counted =
                asked.mapValues(all -> (long) unique(all).length).collect();
        for (Tuple2<Long, Long> slab : counted) counts[(int) (long) slab._1()] = slab._2();
        long[] offsets = Ranks.offsets(counts);
        JavaPairRDD<Long, Answer> answers = asked.flatMapToPair(slab -> answer(slab, offsets))
                .partitionBy(new TaskPartitioner(roots.getNumPartitions()));
        return new SlabIds(roots.zipPartitions(answers, SlabIds::name), offsets[slabs.count()]);
    }

    private static Iterator<Tuple2<Long, Asked>> ask(int task, Iterator<ArrayList<BlockNames>> names, Slabs slabs) {
        long[] roots = roots(names.next());
        int[] bounds = slabs.bounds(roots);
        List<Tuple2<Long, Asked>> asked = new ArrayList<>();
        for (int s = 0; s < slabs.count(); s++)
            if (bounds[s] < bounds[s + 1])
                asked.add(new Tuple2<>((long) s, new Asked(task, Arrays.copyOfRange(roots, bounds[s], bounds[s + 1]))));
        return asked.iterator();
    }

    private static long[] roots(List<BlockNames> blocks) {
        return Ranks.unique(blocks.stream().map(BlockNames::values).toArray(long[][]::new));
    }

    private static long[] unique(Iterable<Asked> all) {
        List<long[]> roots = new ArrayList<>();
        for (Asked some : all) roots.add(some.roots);
        return Ranks.unique(roots.toArray(long[][]::new));
    }

    private static Iterator<Tuple2<Long, Answer>> answer(Tuple2<Long, Iterable<Asked>> slab, long[] offsets) {
        long[] keys = unique(slab._2());
        long offset = offsets[(int) (long) slab._1()];
        List<Tuple2<Long, Answer>> answers = new ArrayList<>();
        for (Asked some : slab._2())
            answers.add(new Tuple2<>(some.task, new Answer(slab._1(), Ranks.ids(keys, offset, some.roots))));
        return answers.iterator();
    }

    private static Iterator<ArrayList<BlockNames>> name(
            Iterator<ArrayList<BlockNames>> names, Iterator<Tuple2<Long, Answer>> answers) {
        ArrayList<BlockNames> blocks = names.next();
        long[] roots = roots(blocks);
        long[] ids = ids(answers, roots.length);
        ArrayList<BlockNames> named = new ArrayList<>();
        for (BlockNames block : blocks) {
            long[] values = new long[block.values().length];
            for (int i = 0; i < values.length; i++) values[i] = ids[Arrays.binarySearch(roots, block.values()[i])];
            named.add(new BlockNames(block.block(), values));
        }
        return List.of(named).iterator();
    }

    /** Of all roots of a task: the answers in the order of slabs. */
    private static long[] ids(Iterator<Tuple2<Long, Answer>> answers, int count) {
        List<Answer> sorted = new ArrayList<>();
        answers.forEachRemaining(a -> sorted.add(a._2()));
        sorted.sort(Comparator.comparingLong(Answer::slab));
        long[] ids = new long[count];
        int at = 0;
        for (Answer some : sorted) {
            System.arraycopy(some.ids, 0, ids, at, some.ids.length);
            at += some.ids.length;
        }
        return ids;
    }
}
