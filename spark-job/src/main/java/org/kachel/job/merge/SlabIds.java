package org.kachel.job.merge;

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
import org.apache.spark.storage.StorageLevel;
import org.kachel.stitching.Ranks;
import org.kachel.stitching.Slabs;
import scala.Tuple2;

/**
 * Ranks roots in slabs of keys, each in a task: tasks ask the slabs of their roots, slabs count what they are asked for, the
 * driver adds up the counts, and slabs answer with ids.
 *
 * @param ids of the parts of each block, one element per task
 * @param objects how many there are
 * @param largest of the ids, or more
 */
public record SlabIds(JavaRDD<ArrayList<BlockNames>> ids, long objects, long largest) {
    /** Voxels of a slab: at the most so many objects, mostly much fewer. */
    private static final long VOXELS = 1 << 22;

    private static final int MOST_SLABS = 4096;

    /** What one task asks of one slab: roots, ascending. */
    record Asked(long task, long[] roots) implements Serializable {}

    /** Ids of these roots, in their order. */
    record Answer(long slab, long[] ids) implements Serializable {}

    /** Of roots in a volume. *Shape*: {@code roots} by block, one element per task. */
    public static SlabIds of(JavaRDD<ArrayList<BlockNames>> roots, Interval volume) {
        return of(roots, Intervals.numElements(volume), null);
    }

    /** Canonical ids follow from the roots alone; each object is counted where its root is the key of a part. */
    public static SlabIds canonical(JavaRDD<ArrayList<BlockNames>> roots, JavaRDD<BlockParts> parts, Interval volume) {
        long objects = roots.zipPartitions(parts, SlabIds::first).fold(0L, Long::sum);
        JavaRDD<ArrayList<BlockNames>> ids = roots.map(blocks ->
                new ArrayList<>(blocks.stream().map(BlockNames::places).toList()));
        return new SlabIds(ids, objects, Intervals.numElements(volume));
    }

    /** How many objects have their first voxels in a task's blocks. */
    private static Iterator<Long> first(Iterator<ArrayList<BlockNames>> roots, Iterator<BlockParts> parts) {
        long objects = 0;
        for (BlockNames block : roots.next()) {
            long[] keys = parts.next().names();
            for (int part = 0; part < keys.length; part++) if (block.values()[part] == keys[part]) objects++;
        }
        return List.of(objects).iterator();
    }

    /** Of labels up to {@code largest}, where those that are not among {@code kept}, in ascending arrays, become 0. */
    public static SlabIds ofKept(JavaRDD<ArrayList<BlockNames>> labels, long largest, JavaRDD<long[]> kept) {
        return of(labels, Math.max(1, largest), kept);
    }

    /** Of numbers below {@code range}. */
    static Slabs slabs(long range) {
        return new Slabs(range, (int) Math.min(range / VOXELS + 1, MOST_SLABS));
    }

    /** What a slab is asked for, and all that it has. */
    private record Slab(List<Asked> asked, long[] keys) implements Serializable {}

    private static SlabIds of(JavaRDD<ArrayList<BlockNames>> roots, long range, JavaRDD<long[]> kept) {
        Slabs slabs = slabs(range);
        JavaPairRDD<Long, Slab> gathered =
                gather(asked(roots, slabs), kept, slabs).persist(StorageLevel.DISK_ONLY());
        long[] counts = new long[slabs.count()];
        for (Tuple2<Long, Long> slab :
                gathered.mapValues(s -> (long) s.keys.length).collect()) counts[(int) (long) slab._1()] = slab._2();
        long[] offsets = Ranks.offsets(counts);
        JavaPairRDD<Long, Answer> answers = gathered.flatMapToPair(
                        t -> answer(t._1(), t._2(), offsets[(int) (long) t._1()]))
                .partitionBy(new TaskPartitioner(roots.getNumPartitions()));
        long objects = offsets[slabs.count()];
        return new SlabIds(roots.zipPartitions(answers, SlabIds::name), objects, objects);
    }

    /** By slab. */
    static JavaPairRDD<Long, Asked> asked(JavaRDD<ArrayList<BlockNames>> roots, Slabs slabs) {
        return roots.mapPartitionsWithIndex((task, names) -> ask(task, names, slabs), false)
                .mapToPair(t -> t);
    }

    private static JavaPairRDD<Long, Slab> gather(JavaPairRDD<Long, Asked> asked, JavaRDD<long[]> kept, Slabs slabs) {
        TaskPartitioner partitioner = new TaskPartitioner(slabs.count());
        if (kept == null) return asked.groupByKey(partitioner).mapValues(all -> new Slab(list(all), unique(all)));
        return asked.cogroup(kept.flatMapToPair(keys -> cut(keys, slabs)), partitioner)
                .mapValues(both ->
                        new Slab(list(both._1()), Ranks.unique(list(both._2()).toArray(long[][]::new))));
    }

    static <T> List<T> list(Iterable<T> all) {
        List<T> list = new ArrayList<>();
        all.forEach(list::add);
        return list;
    }

    /** Ascending keys by slab. */
    private static Iterator<Tuple2<Long, long[]>> cut(long[] keys, Slabs slabs) {
        int[] bounds = slabs.bounds(keys);
        List<Tuple2<Long, long[]>> cut = new ArrayList<>();
        for (int s = 0; s < slabs.count(); s++)
            if (bounds[s] < bounds[s + 1])
                cut.add(new Tuple2<>((long) s, Arrays.copyOfRange(keys, bounds[s], bounds[s + 1])));
        return cut.iterator();
    }

    private static Iterator<Tuple2<Long, Asked>> ask(int task, Iterator<ArrayList<BlockNames>> names, Slabs slabs) {
        List<Tuple2<Long, Asked>> asked = new ArrayList<>();
        cut(distinct(names.next()), slabs)
                .forEachRemaining(t -> asked.add(new Tuple2<>(t._1(), new Asked(task, t._2()))));
        return asked.iterator();
    }

    /** All values of some blocks, ascending, each once. */
    static long[] distinct(List<BlockNames> blocks) {
        return Ranks.unique(blocks.stream().map(BlockNames::values).toArray(long[][]::new));
    }

    private static long[] unique(Iterable<Asked> all) {
        List<long[]> roots = new ArrayList<>();
        for (Asked some : all) roots.add(some.roots);
        return Ranks.unique(roots.toArray(long[][]::new));
    }

    private static Iterator<Tuple2<Long, Answer>> answer(long number, Slab slab, long offset) {
        List<Tuple2<Long, Answer>> answers = new ArrayList<>();
        for (Asked some : slab.asked)
            answers.add(new Tuple2<>(some.task, new Answer(number, Ranks.idsOrZero(slab.keys, offset, some.roots))));
        return answers.iterator();
    }

    /** Puts the answers in the place of what was asked. */
    static Iterator<ArrayList<BlockNames>> name(
            Iterator<ArrayList<BlockNames>> names, Iterator<Tuple2<Long, Answer>> answers) {
        ArrayList<BlockNames> blocks = names.next();
        long[] roots = distinct(blocks);
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
