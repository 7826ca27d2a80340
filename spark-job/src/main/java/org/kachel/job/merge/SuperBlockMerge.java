package org.kachel.job.merge;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.kachel.block.BlockGrid;
import org.kachel.job.plan.BlockTasks;
import org.kachel.job.plan.DriverBudget;
import org.kachel.stitching.KeyRoots;
import org.kachel.stitching.KeyUnion;
import org.kachel.stitching.LongList;
import org.kachel.stitching.OpenBorders;
import org.kachel.stitching.Piece;
import org.kachel.stitching.PieceCodec;
import org.kachel.stitching.SuperBlock;
import org.kachel.stitching.SuperBlocks;
import scala.Tuple2;

/**
 * Joins parts across blocks in Spark's tasks, for volumes whose borders the driver does not hold.
 *
 * <ol>
 *   <li>Each task joins the borders that meet in it ({@link TaskBorders}); open ones are shuffled to the super-block of
 *       the junction's first block, where they become pairs of keys.
 *   <li>Level by level: each pair goes to the super-blocks of its ends, which join what lies inside and pass up what does not
 *       ({@link SuperBlock}), until the driver holds the rest, or nothing is left.
 *   <li>The driver joins the rest, and roots come down by the same levels: each super-block is told of the keys that live in
 *       it, each task of those of its blocks.
 * </ol>
 */
public final class SuperBlockMerge implements AutoCloseable {
    private static final int MOST_TASKS = 512;

    private final JavaSparkContext spark;
    private final BlockGrid grid;
    private final BlockTasks tasks;
    private final List<Level> levels = new ArrayList<>();
    private final List<JavaRDD<?>> kept = new ArrayList<>();

    public SuperBlockMerge(JavaSparkContext spark, BlockGrid grid, BlockTasks tasks) {
        this.spark = spark;
        this.grid = grid;
        this.tasks = tasks;
    }

    private record Level(SuperBlocks all, JavaPairRDD<Long, SuperBlock> merged) {}

    /** Where a key lives. */
    private interface Home extends LongUnaryOperator, Serializable {}

    /** The roots of the parts of each block; one element per task, in the order of {@code parts}. */
    public JavaRDD<ArrayList<BlockNames>> roots(JavaRDD<BlockParts> parts, int connectivity) {
        KeyRoots top = up(keep(meet(parts, connectivity)));
        JavaPairRDD<Long, KeyRoots> told = down(top);
        return keep(parts.zipPartitions(told, SuperBlockMerge::name));
    }

    /** Pairs of keys that touch across the borders of tasks; an array per super-block. */
    private JavaRDD<long[]> meet(JavaRDD<BlockParts> parts, int connectivity) {
        SuperBlocks first = new SuperBlocks(grid, BlockTasks.SIDE);
        return parts.filter(p -> p.borders() != null)
                .flatMapToPair(p -> p.borders().open().stream()
                        .map(TaskBorders.Open::message)
                        .iterator())
                .groupByKey(partitioner(first))
                .map(t -> pairs(t._2(), connectivity));
    }

    private static long[] pairs(Iterable<byte[]> pieces, int connectivity) {
        List<Piece> all = new ArrayList<>();
        for (byte[] some : pieces) all.addAll(PieceCodec.decode(some));
        return OpenBorders.pairs(all, connectivity);
    }

    private KeyRoots up(JavaRDD<long[]> bottom) {
        JavaRDD<long[]> pairs = bottom;
        int side = tasks.wholeSuperBlocks() ? BlockTasks.SIDE : 1;
        for (Left left = Left.of(pairs); !DriverBudget.holdsPairs(left.pairs); left = Left.of(pairs)) {
            side = left.next(side);
            Level level = level(pairs, new SuperBlocks(grid, side));
            levels.add(level);
            pairs = level.merged.values().map(SuperBlock::up);
        }
        KeyUnion union = new KeyUnion();
        pairs.collect().forEach(union::add);
        return union.close();
    }

    private Level level(JavaRDD<long[]> pairs, SuperBlocks all) {
        JavaPairRDD<Long, SuperBlock> merged = pairs.mapPartitionsToPair(some -> route(some, all))
                .groupByKey(partitioner(all))
                .mapPartitionsToPair(groups -> merge(groups, all), true);
        merged.persist(StorageLevel.DISK_ONLY());
        kept.add(merged.rdd().toJavaRDD());
        return new Level(all, merged);
    }

    /** Each pair to the super-blocks of both its ends. */
    private static Iterator<Tuple2<Long, long[]>> route(Iterator<long[]> pairs, SuperBlocks all) {
        Map<Long, LongList> homes = new HashMap<>();
        while (pairs.hasNext()) {
            long[] some = pairs.next();
            for (int i = 0; i < some.length; i += 2) {
                long first = all.of(some[i]);
                long second = all.of(some[i + 1]);
                add(homes, first, some[i], some[i + 1]);
                if (second != first) add(homes, second, some[i], some[i + 1]);
            }
        }
        return homes.entrySet().stream()
                .map(e -> new Tuple2<>(e.getKey(), e.getValue().toArray()))
                .iterator();
    }

    private static void add(Map<Long, LongList> homes, long home, long first, long second) {
        LongList there = homes.computeIfAbsent(home, h -> new LongList());
        there.add(first);
        there.add(second);
    }

    private static Iterator<Tuple2<Long, SuperBlock>> merge(
            Iterator<Tuple2<Long, Iterable<long[]>>> groups, SuperBlocks all) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return groups.hasNext();
            }

            @Override
            public Tuple2<Long, SuperBlock> next() {
                Tuple2<Long, Iterable<long[]>> group = groups.next();
                return new Tuple2<>(group._1(), SuperBlock.merge(all, group._1(), group._2()));
            }
        };
    }

    /** By task: the keys of its blocks whose roots are others. */
    private JavaPairRDD<Long, KeyRoots> down(KeyRoots top) {
        BlockTasks blocks = tasks;
        JavaPairRDD<Long, KeyRoots> told = spark.parallelizePairs(split(top, home(levels.size() - 1)), slices(top));
        for (int l = levels.size() - 1; l >= 0; l--) {
            Home below = home(l - 1);
            told = levels.get(l)
                    .merged
                    .leftOuterJoin(told, partitioner(levels.get(l).all))
                    .flatMapToPair(t -> split(
                                    t._2()._1().inside().then(t._2()._2().or(KeyRoots.NONE)), below)
                            .iterator());
        }
        return told.partitionBy(new TaskPartitioner(blocks.count()));
    }

    /** Of keys at a level; below the lowest they live in tasks. */
    private Home home(int level) {
        BlockTasks blocks = tasks;
        if (level < 0) return blocks::ofKey;
        SuperBlocks all = levels.get(level).all;
        return all::of;
    }

    private static List<Tuple2<Long, KeyRoots>> split(KeyRoots roots, Home home) {
        List<Tuple2<Long, KeyRoots>> split = new ArrayList<>();
        roots.split(home).forEach((where, some) -> split.add(new Tuple2<>(where, some)));
        return split;
    }

    /** So that one task is not sent much. */
    private static int slices(KeyRoots top) {
        return Math.min(MOST_TASKS, 1 + top.size() / (1 << 16));
    }

    private static Iterator<ArrayList<BlockNames>> name(
            Iterator<BlockParts> parts, Iterator<Tuple2<Long, KeyRoots>> told) {
        KeyUnion above = new KeyUnion();
        while (told.hasNext()) above.add(told.next()._2());
        KeyUnion inside = new KeyUnion();
        List<BlockNames> keys = new ArrayList<>();
        while (parts.hasNext()) {
            BlockParts block = parts.next();
            keys.add(block.blockNames());
            if (block.borders() != null) inside.add(block.borders().inside());
        }
        KeyRoots roots = inside.close();
        KeyRoots last = above.close();
        ArrayList<BlockNames> named = new ArrayList<>();
        for (BlockNames block : keys)
            named.add(new BlockNames(block.block(), last.rootsOf(roots.rootsOf(block.values()))));
        return List.of(named).iterator();
    }

    private SlicePartitioner partitioner(SuperBlocks all) {
        return new SlicePartitioner(all.count(), Math.min(tasks.count(), MOST_TASKS));
    }

    private <T> JavaRDD<T> keep(JavaRDD<T> rdd) {
        rdd.persist(StorageLevel.DISK_ONLY());
        kept.add(rdd);
        return rdd;
    }

    @Override
    public void close() {
        kept.forEach(rdd -> rdd.unpersist(false));
    }

    /**
     * How much is left to join.
     *
     * @param largest of one super-block
     */
    private record Left(long pairs, long largest) implements Serializable {
        static Left of(JavaRDD<long[]> pairs) {
            return pairs.map(p -> new Left(p.length / 2, p.length / 2))
                    .fold(new Left(0, 0), (a, b) -> new Left(a.pairs + b.pairs, Math.max(a.largest, b.largest)));
        }

        /** Four times as large super-blocks, or twice, where a task would not hold the others. */
        int next(int side) {
            int members = BlockTasks.SIDE * BlockTasks.SIDE * BlockTasks.SIDE;
            return side * (DriverBudget.taskHoldsPairs(members * largest) ? BlockTasks.SIDE : 2);
        }
    }
}
