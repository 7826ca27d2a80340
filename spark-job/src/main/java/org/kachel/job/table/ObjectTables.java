package org.kachel.job.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.kachel.block.Size;
import org.kachel.job.merge.SlicePartitioner;
import org.kachel.job.plan.DriverBudget;
import org.kachel.stitching.ObjectTable;
import scala.Tuple2;

/** The objects of a label image over all blocks: slices by label, ascending; on the driver only where they are few. */
public final class ObjectTables {
    private static final int MOST_TASKS = 64;

    /** Rows from which a table is worth a message of its own. */
    private static final int MERGED_ROWS = 1 << 14;

    public static final long UNKNOWN = -1;

    private final List<ObjectTable> here;
    private final JavaRDD<ObjectTable> spread;
    private final LabelSlices slices;
    private final List<Integer> intensities;
    private final Size volume;

    /** One of {@code here} and {@code spread} is null. */
    private ObjectTables(
            List<ObjectTable> here,
            JavaRDD<ObjectTable> spread,
            LabelSlices slices,
            List<Integer> intensities,
            Size volume) {
        this.here = here;
        this.spread = spread;
        this.slices = slices;
        this.intensities = intensities;
        this.volume = volume;
    }

    /**
     * Tables of single blocks; each list holds none or one.
     *
     * @param rows that they have together at the most, or {@link #UNKNOWN}
     * @param slices of their labels
     */
    public record Partials(JavaRDD<List<ObjectTable>> tables, long rows, LabelSlices slices) {
        /** The same, whose rows are added up as they are read; a task that runs twice adds twice. */
        Partials counted(LongAccumulator sum) {
            return new Partials(
                    tables.map(block -> {
                        for (ObjectTable table : block) sum.add(table.rows());
                        return block;
                    }),
                    rows,
                    slices);
        }
    }

    /** Merges the blocks' partial tables of objects in {@code volume}, in one pass over them. */
    public static ObjectTables collect(Partials partials, List<Integer> intensities, Size volume) {
        boolean few = partials.rows >= 0 && DriverBudget.holdsRows(partials.rows, intensities.size());
        if (few) return new ObjectTables(merged(partials.tables), null, partials.slices, intensities, volume);
        LongAccumulator rows = partials.tables.context().longAccumulator();
        JavaRDD<ObjectTable> slices = sliced(partials.counted(rows)).persist(StorageLevel.DISK_ONLY());
        slices.count();
        // what is known only now: so few that the short way goes on from here
        if (!DriverBudget.holdsRows(rows.value(), intensities.size()))
            return new ObjectTables(null, slices, partials.slices, intensities, volume);
        List<ObjectTable> here = slices.collect();
        slices.unpersist(true);
        return new ObjectTables(
                here.isEmpty() ? here : List.of(ObjectTable.mergeAll(here)),
                null,
                partials.slices,
                intensities,
                volume);
    }

    private static List<ObjectTable> merged(JavaRDD<List<ObjectTable>> partials) {
        List<ObjectTable> tables = new ArrayList<>();
        for (List<ObjectTable> block : partials.collect()) for (ObjectTable t : block) if (t.rows() > 0) tables.add(t);
        return tables.isEmpty() ? List.of() : List.of(ObjectTable.mergeAll(tables));
    }

    /** Sorted within and across partitions. */
    private static JavaRDD<ObjectTable> sliced(Partials partials) {
        int tasks = Math.min(partials.tables.getNumPartitions(), MOST_TASKS);
        LabelSlices all = partials.slices;
        JavaPairRDD<Long, ObjectTable> slices =
                partials.tables.mapPartitionsToPair(blocks -> mergedSlices(blocks, all));
        boolean unknown = all.count() < 0;
        JavaPairRDD<Long, Iterable<ObjectTable>> grouped =
                unknown ? slices.groupByKey(tasks) : slices.groupByKey(new SlicePartitioner(all.count(), tasks));
        JavaPairRDD<Long, ObjectTable> merged = grouped.mapValues(tables -> ObjectTable.mergeAll(list(tables)));
        if (unknown) return merged.sortByKey(true, tasks).values();
        return merged.mapPartitions(ObjectTables::ascending);
    }

    private static Iterator<ObjectTable> ascending(Iterator<Tuple2<Long, ObjectTable>> slices) {
        List<Tuple2<Long, ObjectTable>> all = new ArrayList<>();
        slices.forEachRemaining(all::add);
        return all.stream()
                .sorted(Comparator.comparing(Tuple2::_1))
                .map(Tuple2::_2)
                .iterator();
    }

    /** Tables of small blocks are merged first: what is shuffled is few and large. */
    private static Iterator<Tuple2<Long, ObjectTable>> mergedSlices(
            Iterator<List<ObjectTable>> blocks, LabelSlices slices) {
        return new Iterator<>() {
            private Iterator<Tuple2<Long, ObjectTable>> some = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!some.hasNext() && blocks.hasNext())
                    some = atLeast(blocks, MERGED_ROWS).flatMap(slices::cut).iterator();
                return some.hasNext();
            }

            @Override
            public Tuple2<Long, ObjectTable> next() {
                if (!hasNext()) throw new NoSuchElementException();
                return some.next();
            }
        };
    }

    private static Stream<ObjectTable> atLeast(Iterator<List<ObjectTable>> blocks, int rows) {
        List<ObjectTable> tables = new ArrayList<>();
        for (int n = 0; n < rows && blocks.hasNext(); )
            for (ObjectTable table : blocks.next()) {
                tables.add(table);
                n += table.rows();
            }
        return tables.size() < 2 ? tables.stream() : Stream.of(ObjectTable.mergeAll(tables));
    }

    private static List<ObjectTable> list(Iterable<ObjectTable> tables) {
        List<ObjectTable> list = new ArrayList<>();
        tables.forEach(list::add);
        return list;
    }

    /** Nodes of the images that are measured, in the table's order. */
    List<Integer> intensities() {
        return intensities;
    }

    /** Slices in ascending order, one at a time on the driver. */
    Iterator<ObjectTable> iterator() {
        return here == null ? spread.toLocalIterator() : here.iterator();
    }

    public boolean onDriver() {
        return here != null;
    }

    /** The slices where tasks keep them, in order within and across partitions; only of more objects than the driver holds. */
    JavaRDD<ObjectTable> spread() {
        if (here != null) throw new IllegalStateException("so few objects are on the driver");
        return spread;
    }

    /** Number of objects. */
    long count() {
        if (here == null) return spread.map(t -> (long) t.rows()).fold(0L, Long::sum);
        return here.stream().mapToLong(ObjectTable::rows).sum();
    }

    /** How their labels are cut. */
    LabelSlices slices() {
        return slices;
    }

    /** The volume that the labels fill. */
    Size volume() {
        return volume;
    }
}
