package org.kachel.job.merge;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import net.imglib2.Interval;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.kachel.stitching.Ranks;
import org.kachel.stitching.Slabs;
import scala.Tuple2;

/**
 * Puts ranks above the ids of seeds, as {@link RankedSeeds} does, where both lie in tasks: slabs of ids collect the smallest
 * x-major key of each, slabs of these keys rank them ({@link SlabIds}), and the slabs of ids answer.
 */
public final class SlabSeeds {
    private SlabSeeds() {}

    /** Smallest keys that one task knows, by ascending id. */
    private record First(long task, long[] ids, long[] keys) implements Serializable {
        First range(int from, int to) {
            return new First(task, Arrays.copyOfRange(ids, from, to), Arrays.copyOfRange(keys, from, to));
        }
    }

    /** *Shape*: {@code ids} and the result have one element per task of {@code parts}. */
    public static JavaRDD<ArrayList<BlockNames>> rank(
            JavaRDD<BlockParts> parts, SlabIds ids, Interval volume, SeedBits bits) {
        Slabs slabs = SlabIds.slabs(Math.max(1, ids.largest()));
        JavaPairRDD<Long, Iterable<First>> firsts = ids.ids()
                .zipPartitions(parts, SlabSeeds::first)
                .mapPartitionsWithIndex((task, first) -> cut(first.next(), task, slabs), false)
                .mapToPair(t -> t)
                .groupByKey(new TaskPartitioner(slabs.count()))
                .persist(StorageLevel.DISK_ONLY());
        SlabIds ranks = SlabIds.of(firsts.mapPartitions(SlabSeeds::smallest), volume);
        JavaPairRDD<Long, SlabIds.Answer> answers = firsts.zipPartitions(
                        ranks.ids(), (slab, ranked) -> answer(slab, ranked, bits))
                .mapToPair(t -> t)
                .partitionBy(new TaskPartitioner(parts.getNumPartitions()));
        return ids.ids().zipPartitions(answers, SlabIds::name);
    }

    private static Iterator<First> first(Iterator<ArrayList<BlockNames>> names, Iterator<BlockParts> parts) {
        List<BlockNames> blocks = names.next();
        long[] ids = SlabIds.distinct(blocks);
        long[] keys = new long[ids.length];
        Arrays.fill(keys, Long.MAX_VALUE);
        for (BlockNames block : blocks)
            lower(keys, ids, block.values(), parts.next().runs().keysXMajor());
        return List.of(new First(-1, ids, keys)).iterator();
    }

    private static void lower(long[] keys, long[] ids, long[] some, long[] keysXMajor) {
        for (int part = 0; part < some.length; part++) {
            int at = Arrays.binarySearch(ids, some[part]);
            keys[at] = Math.min(keys[at], keysXMajor[part]);
        }
    }

    private static Iterator<Tuple2<Long, First>> cut(First first, long task, Slabs slabs) {
        First all = new First(task, first.ids, first.keys);
        int[] bounds = slabs.bounds(all.ids);
        List<Tuple2<Long, First>> cut = new ArrayList<>();
        for (int s = 0; s < slabs.count(); s++)
            if (bounds[s] < bounds[s + 1]) cut.add(new Tuple2<>((long) s, all.range(bounds[s], bounds[s + 1])));
        return cut.iterator();
    }

    /** The smallest key of each id of a slab, in their order. */
    private static Iterator<ArrayList<BlockNames>> smallest(Iterator<Tuple2<Long, Iterable<First>>> slabs) {
        ArrayList<BlockNames> smallest = new ArrayList<>();
        while (slabs.hasNext()) {
            Tuple2<Long, Iterable<First>> slab = slabs.next();
            long[] ids = ids(slab._2());
            long[] keys = new long[ids.length];
            Arrays.fill(keys, Long.MAX_VALUE);
            for (First some : slab._2()) lower(keys, ids, some.ids, some.keys);
            smallest.add(new BlockNames(slab._1(), keys));
        }
        return List.of(smallest).iterator();
    }

    private static long[] ids(Iterable<First> firsts) {
        List<long[]> ids = new ArrayList<>();
        for (First some : firsts) ids.add(some.ids);
        return Ranks.unique(ids.toArray(long[][]::new));
    }

    private static Iterator<Tuple2<Long, SlabIds.Answer>> answer(
            Iterator<Tuple2<Long, Iterable<First>>> slabs, Iterator<ArrayList<BlockNames>> ranks, SeedBits bits) {
        List<Tuple2<Long, SlabIds.Answer>> answers = new ArrayList<>();
        Iterator<BlockNames> ranked = ranks.next().iterator();
        while (slabs.hasNext()) {
            Tuple2<Long, Iterable<First>> slab = slabs.next();
            long[] ids = ids(slab._2());
            long[] rank = ranked.next().values();
            for (First some : slab._2()) {
                long[] values = some.ids.clone();
                for (int i = 0; i < values.length; i++)
                    values[i] = bits.pack(rank[Arrays.binarySearch(ids, values[i])], values[i]);
                answers.add(new Tuple2<>(some.task, new SlabIds.Answer(slab._1(), values)));
            }
        }
        return answers.iterator();
    }
}
