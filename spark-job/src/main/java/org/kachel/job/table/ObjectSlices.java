package org.kachel.job.table;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.kachel.block.io.Spacing;
import org.kachel.job.plan.DriverBudget;
import org.kachel.stitching.CentroidTree;
import org.kachel.stitching.Contacts;
import org.kachel.stitching.Neighbours;
import org.kachel.stitching.ObjectTable;
import scala.Tuple2;

/**
 * All objects of a label image with their neighbours, in slices by label, ascending; on the driver only where they are few.
 *
 * <p>Where they are many: contacts go, from both sides, to the slice that has one object's centroid, and with that to the
 * slice of the other. No place holds more than a slice's objects and their contacts.
 */
public final class ObjectSlices {
    private final List<ObjectSlice> here;
    private final JavaRDD<ObjectSlice> spread;
    private final LabelSlices labels;
    private final ObjectSlice none;

    /** One of {@code here} and {@code spread} is null. */
    private ObjectSlices(List<ObjectSlice> here, JavaRDD<ObjectSlice> spread, LabelSlices labels, ObjectSlice none) {
        this.here = here;
        this.spread = spread;
        this.labels = labels;
        this.none = none;
    }

    /** Without neighbours. */
    public static ObjectSlices of(ObjectTables objects) {
        ObjectSlice none = none(objects);
        if (!objects.onDriver())
            return new ObjectSlices(null, objects.spread().map(ObjectSlice::of), objects.slices(), none);
        return new ObjectSlices(slices(objects), null, objects.slices(), none);
    }

    private static ObjectSlice none(ObjectTables objects) {
        return ObjectSlice.of(ObjectTable.empty(objects.intensities().size()));
    }

    private static List<ObjectSlice> slices(ObjectTables objects) {
        List<ObjectSlice> slices = new ArrayList<>();
        objects.iterator().forEachRemaining(t -> slices.add(ObjectSlice.of(t)));
        return slices;
    }

    /** With neighbours, by what each block found. */
    public static ObjectSlices of(JavaSparkContext spark, ObjectTables objects, JavaRDD<Contacts> found) {
        ObjectSlice none = none(objects);
        long contacts = found.map(c -> (long) c.rows()).fold(0L, Long::sum);
        if (objects.onDriver() && DriverBudget.holdsContacts(contacts))
            return new ObjectSlices(joined(slices(objects), found.collect()), null, objects.slices(), none);
        JavaRDD<ObjectSlice> slices =
                joined(tables(spark, objects), found, objects.slices()).persist(StorageLevel.DISK_ONLY());
        return new ObjectSlices(null, slices, objects.slices(), none);
    }

    private static List<ObjectSlice> joined(List<ObjectSlice> slices, List<Contacts> found) {
        if (slices.isEmpty()) return slices;
        ObjectTable objects = slices.get(0).objects();
        return List.of(
                ObjectSlice.of(objects, Neighbours.of(Contacts.mergeAll(found).mirrored(), objects)));
    }

    private static JavaPairRDD<Long, ObjectTable> tables(JavaSparkContext spark, ObjectTables objects) {
        LabelSlices labels = objects.slices();
        if (!objects.onDriver())
            return objects.spread().flatMapToPair(t -> labels.cut(t).iterator());
        List<Tuple2<Long, ObjectTable>> slices = new ArrayList<>();
        objects.iterator().forEachRemaining(t -> labels.cut(t).forEach(slices::add));
        return spark.parallelizePairs(slices);
    }

    private static JavaRDD<ObjectSlice> joined(
            JavaPairRDD<Long, ObjectTable> tables, JavaRDD<Contacts> found, LabelSlices slices) {
        JavaPairRDD<Long, Neighbours> neighbours = found.flatMapToPair(
                        c -> byFirst(c.mirrored(), slices).iterator())
                .groupByKey()
                .mapValues(parts -> Contacts.mergeAll(list(parts)))
                .join(tables)
                .values()
                .flatMapToPair(
                        t -> byLabel(Neighbours.of(t._1(), t._2()), slices).iterator())
                .groupByKey()
                .mapValues(parts -> Neighbours.join(list(parts)));
        return tables.leftOuterJoin(neighbours)
                .mapValues(t -> ObjectSlice.of(t._1(), t._2().orElse(Neighbours.none())))
                .sortByKey(true)
                .values();
    }

    private static List<Tuple2<Long, Contacts>> byFirst(Contacts contacts, LabelSlices slices) {
        List<Tuple2<Long, Contacts>> cut = new ArrayList<>();
        for (int row = 0; row < contacts.rows(); ) {
            long slice = slices.slice(contacts.first(row));
            Contacts some = contacts.range(slices.first(slice), slices.last(slice));
            cut.add(new Tuple2<>(slice, some));
            row += some.rows();
        }
        return cut;
    }

    private static List<Tuple2<Long, Neighbours>> byLabel(Neighbours neighbours, LabelSlices slices) {
        List<Tuple2<Long, Neighbours>> cut = new ArrayList<>();
        for (int row = 0; row < neighbours.rows(); ) {
            long slice = slices.slice(neighbours.label(row));
            Neighbours some = neighbours.range(slices.first(slice), slices.last(slice));
            cut.add(new Tuple2<>(slice, some));
            row += some.rows();
        }
        return cut;
    }

    private static <T> List<T> list(Iterable<T> all) {
        List<T> list = new ArrayList<>();
        all.forEach(list::add);
        return list;
    }

    /** With mean distances to the {@code n} nearest by centroid, one for each spacing. */
    ObjectSlices withNearest(int n, List<Spacing> spacings) {
        ObjectSlice without = none.with(new double[spacings.size()][0]);
        if (here == null)
            return new ObjectSlices(null, NearestInTasks.add(spread, labels, n, spacings), labels, without);
        return new ObjectSlices(withNearest(here, n, spacings), null, labels, without);
    }

    private static List<ObjectSlice> withNearest(List<ObjectSlice> slices, int n, List<Spacing> spacings) {
        double[][][] means = new double[slices.size()][spacings.size()][];
        for (int m = 0; m < spacings.size(); m++) {
            Spacing spacing = spacings.get(m);
            List<Centroids> parts =
                    slices.stream().map(s -> Centroids.of(s.objects(), spacing)).toList();
            CentroidTree tree = Centroids.join(parts).tree();
            for (int s = 0; s < means.length; s++) means[s][m] = parts.get(s).meanDistances(tree, n);
        }
        return IntStream.range(0, means.length)
                .mapToObj(s -> slices.get(s).with(means[s]))
                .toList();
    }

    /** The objects at the surface alone, and the contacts between them. */
    ObjectSlices only(SurfaceObjects surface) {
        if (here == null) return new ObjectSlices(null, spread.map(surface::only), labels, none);
        return new ObjectSlices(here.stream().map(surface::only).toList(), null, labels, none);
    }

    /** In ascending order, one at a time on the driver. */
    Iterator<ObjectSlice> iterator() {
        return here == null ? spread.toLocalIterator() : here.iterator();
    }

    boolean onDriver() {
        return here != null;
    }

    /** Where tasks keep them, in order within and across partitions; only of more than the driver holds. */
    JavaRDD<ObjectSlice> spread() {
        if (here != null) throw new IllegalStateException("so few objects are on the driver");
        return spread;
    }

    /** Number of objects. */
    long objects() {
        if (here == null) return spread.map(s -> (long) s.objects().rows()).fold(0L, Long::sum);
        return here.stream().mapToLong(s -> s.objects().rows()).sum();
    }

    /** Number of pairs that touch. */
    long contacts() {
        if (here == null) return spread.map(s -> (long) s.neighbours().rows()).fold(0L, Long::sum) / 2;
        return here.stream().mapToLong(s -> s.neighbours().rows()).sum() / 2;
    }

    /** A slice without rows, for its columns. */
    ObjectSlice none() {
        return none;
    }
}
