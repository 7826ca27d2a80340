package org.kachel.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.kachel.op.Relabeling;
import org.kachel.stitching.Column;
import org.kachel.stitching.ObjectTable;
import org.kachel.stitching.Ranks;
import scala.Tuple2;

/**
 * The objects of a label image over all blocks: slices by label, ascending, none of them on the driver.
 *
 * @param slices one table per range of labels that has any
 * @param intensities nodes of the images that are measured, in the table's order
 */
record ObjectTables(JavaRDD<ObjectTable> slices, List<Integer> intensities) {
    /** Labels per slice: small enough that a slice with a few intensity images is tens of megabytes at the most. */
    private static final long SLICE = 1 << 16;

    /** Merges the blocks' partial tables (each list holds none or one); one pass over {@code partials}. */
    static ObjectTables collect(JavaRDD<List<ObjectTable>> partials, List<Integer> intensities) {
        int parts = Math.min(partials.getNumPartitions(), 64);
        JavaRDD<ObjectTable> slices = partials.flatMapToPair(
                        tables -> tables.stream().flatMap(ObjectTables::slices).iterator())
                .groupByKey(parts)
                .mapValues(tables -> ObjectTable.mergeAll(list(tables)))
                .sortByKey(true, parts)
                .values()
                .persist(StorageLevel.DISK_ONLY());
        slices.count();
        return new ObjectTables(slices, intensities);
    }

    private static java.util.stream.Stream<Tuple2<Long, ObjectTable>> slices(ObjectTable table) {
        if (table.rows() == 0) return java.util.stream.Stream.empty();
        long first = table.label(0) / SLICE;
        long last = table.label(table.rows() - 1) / SLICE;
        return LongStream.rangeClosed(first, last)
                .mapToObj(s -> new Tuple2<>(s, table.range(s * SLICE, (s + 1) * SLICE)))
                .filter(t -> t._2().rows() > 0);
    }

    private static List<ObjectTable> list(Iterable<ObjectTable> tables) {
        List<ObjectTable> list = new ArrayList<>();
        tables.forEach(list::add);
        return list;
    }

    /** Number of objects. */
    long count() {
        return slices.map(t -> (long) t.rows()).fold(0L, Long::sum);
    }

    /** The labels of the objects that stay, ascending. */
    long[] kept(Relabeling relabeling) {
        List<long[]> kept = slices.map(t -> kept(t, relabeling)).collect();
        return Ranks.unique(kept.toArray(long[][]::new));
    }

    private static long[] kept(ObjectTable table, Relabeling relabeling) {
        List<Column> columns = relabeling.properties().stream()
                .map(name -> column(table, name))
                .toList();
        long[] kept = new long[table.rows()];
        int n = 0;
        for (int row = 0; row < table.rows(); row++) {
            int at = row;
            double[] values = columns.stream().mapToDouble(c -> c.value(at)).toArray();
            if (relabeling.keep(values)) kept[n++] = table.label(row);
        }
        return Arrays.copyOf(kept, n);
    }

    private static Column column(ObjectTable table, String name) {
        List<String> images = java.util.Collections.nCopies(table.images(), "image");
        return table.columns(images).stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no property " + name));
    }
}
