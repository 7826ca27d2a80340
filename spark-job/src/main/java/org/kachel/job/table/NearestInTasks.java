package org.kachel.job.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.kachel.block.io.Spacing;
import org.kachel.job.merge.TaskPartitioner;
import org.kachel.job.plan.DriverBudget;
import org.kachel.stitching.CentroidCells;
import org.kachel.stitching.CentroidTree;
import scala.Tuple2;

/**
 * Mean distances to the n nearest centroids, exactly, where centroids lie in tasks.
 *
 * <ol>
 *   <li>A sample of the centroids comes to the driver, which cuts space into {@link CentroidCells} that a task can hold.
 *   <li>Centroids go to their cells. There each finds the n nearest of its cell; they are final where no other cell is
 *       nearer than the n-th of them.
 *   <li>Those that are not certain ask the cells that are, which answer with what lies nearer than that n-th.
 *   <li>Both lists together are final: nothing nearer lies in a cell that was not asked. Means go back to slices of labels.
 * </ol>
 */
record NearestInTasks(int n, int metric, LabelSlices labels, Broadcast<CentroidCells> cells) implements Serializable {
    private static final long serialVersionUID = 1;

    private static final int MOST_CELLS = 4096;

    /** Centroids from which cells are cut. */
    private static final int SAMPLE = 1 << 18;

    /** Objects of one cell whose nearest are asked for in another, each nearer than its limit. */
    private record Question(long from, Centroids objects, double[] limits) implements Serializable {}

    /** Squared distances for each of the objects, ascending. */
    private record Answer(long[] labels, double[][] squares) implements Serializable {}

    /** Of objects in a slice by the spacing of number {@code metric}. */
    private record Means(int metric, long[] labels, double[] means) implements Serializable {}

    /** *Shape*: one slice for each number of labels, as {@link ObjectSlices} has them; so is the result. */
    static JavaRDD<ObjectSlice> add(JavaRDD<ObjectSlice> slices, LabelSlices labels, int n, List<Spacing> spacings) {
        JavaPairRDD<Long, ObjectSlice> keyed =
                slices.mapToPair(s -> new Tuple2<>(labels.slice(s.objects().label(0)), s));
        long objects = slices.map(s -> (long) s.objects().rows()).fold(0L, Long::sum);
        JavaPairRDD<Long, Means> means = null;
        for (int m = 0; m < spacings.size(); m++) {
            Spacing spacing = spacings.get(m);
            JavaRDD<Centroids> centroids = slices.map(s -> Centroids.of(s.objects(), spacing));
            JavaPairRDD<Long, Means> some = of(centroids, objects, labels, n, m).means(centroids);
            means = means == null ? some : means.union(some);
        }
        return keyed.cogroup(means, Math.max(1, slices.getNumPartitions()))
                .mapValues(t -> with(t._1().iterator().next(), t._2(), spacings.size()))
                .sortByKey(true)
                .values()
                .persist(StorageLevel.DISK_ONLY());
    }

    private static ObjectSlice with(ObjectSlice slice, Iterable<Means> all, int metrics) {
        long[] labels = slice.objects().labels();
        double[][] nearest = new double[metrics][labels.length];
        for (Means some : all)
            for (int i = 0; i < some.labels.length; i++)
                nearest[some.metric][Arrays.binarySearch(labels, some.labels[i])] = some.means[i];
        return slice.with(nearest);
    }

    private static NearestInTasks of(
            JavaRDD<Centroids> centroids, long objects, LabelSlices labels, int n, int metric) {
        int count = (int) Math.min(objects / DriverBudget.taskCentroids() + 1, MOST_CELLS);
        long stride = objects / SAMPLE + 1;
        List<Centroids> sample = centroids.map(c -> c.sample(stride)).collect();
        CentroidCells cells = CentroidCells.of(Centroids.join(sample).at(), count);
        return new NearestInTasks(
                n,
                metric,
                labels,
                JavaSparkContext.fromSparkContext(centroids.context()).broadcast(cells));
    }

    private JavaPairRDD<Long, Means> means(JavaRDD<Centroids> centroids) {
        TaskPartitioner byCell = new TaskPartitioner(cells.value().count());
        JavaPairRDD<Long, Centroids> parts = centroids
                .flatMapToPair(this::cut)
                .groupByKey(byCell)
                .mapValues(some -> Centroids.join(list(some)))
                .persist(StorageLevel.DISK_ONLY());
        JavaPairRDD<Long, Answer> answers = parts.cogroup(parts.flatMapToPair(t -> ask(t._1(), t._2())), byCell)
                .flatMapToPair(t -> answer(t._2()._1(), t._2()._2()));
        return parts.cogroup(answers, byCell).flatMapToPair(t -> means(t._2()._1(), t._2()._2()));
    }

    private Iterator<Tuple2<Long, Centroids>> cut(Centroids all) {
        Map<Integer, IntStream.Builder> rows = new TreeMap<>();
        for (int i = 0; i < all.count(); i++)
            rows.computeIfAbsent(cell(all, i), c -> IntStream.builder()).add(i);
        return each(rows, some -> all.rows(some));
    }

    private int cell(Centroids all, int i) {
        return cells.value().cell(all.at()[0][i], all.at()[1][i], all.at()[2][i]);
    }

    /** The centroids of a cell ask others. */
    private Iterator<Tuple2<Long, Question>> ask(long own, Centroids mine) {
        CentroidTree tree = mine.tree();
        double[] limits = new double[mine.count()];
        Map<Integer, IntStream.Builder> rows = new TreeMap<>();
        for (int i = 0; i < limits.length; i++) {
            limits[i] = limit(mine.squares(tree, i, n, Double.POSITIVE_INFINITY));
            for (int other :
                    cells.value().within(mine.at()[0][i], mine.at()[1][i], mine.at()[2][i], limits[i], (int) own))
                rows.computeIfAbsent(other, c -> IntStream.builder()).add(i);
        }
        return each(
                rows,
                some -> new Question(
                        own,
                        mine.rows(some),
                        Arrays.stream(some).mapToDouble(i -> limits[i]).toArray()));
    }

    /** Squared distance of the n-th, below which others count. */
    private double limit(double[] squares) {
        return squares.length < n ? Double.POSITIVE_INFINITY : squares[n - 1];
    }

    /** A cell answers; one without centroids has nothing to say. */
    private Iterator<Tuple2<Long, Answer>> answer(Iterable<Centroids> cell, Iterable<Question> questions) {
        List<Tuple2<Long, Answer>> answers = new ArrayList<>();
        for (Centroids mine : cell) {
            CentroidTree tree = mine.tree();
            for (Question some : questions) {
                double[][] squares = new double[some.limits.length][];
                for (int i = 0; i < squares.length; i++) squares[i] = some.objects.squares(tree, i, n, some.limits[i]);
                answers.add(new Tuple2<>(some.from, new Answer(some.objects.labels(), squares)));
            }
        }
        return answers.iterator();
    }

    /** By slice of labels. */
    private Iterator<Tuple2<Long, Means>> means(Iterable<Centroids> cell, Iterable<Answer> answers) {
        Map<Long, double[]> elsewhere = new HashMap<>();
        for (Answer some : answers)
            for (int i = 0; i < some.labels.length; i++)
                elsewhere.merge(some.labels[i], some.squares[i], NearestInTasks::both);
        Iterator<Centroids> parts = cell.iterator();
        if (!parts.hasNext()) return Collections.emptyIterator();
        Centroids mine = parts.next();
        CentroidTree tree = mine.tree();
        double[] means = new double[mine.count()];
        Map<Long, IntStream.Builder> rows = new TreeMap<>();
        for (int i = 0; i < means.length; i++) {
            double[] squares = mine.squares(tree, i, n, Double.POSITIVE_INFINITY);
            double[] others = elsewhere.get(mine.labels()[i]);
            if (others != null)
                squares = Arrays.stream(both(squares, others)).limit(n).toArray();
            means[i] = CentroidTree.meanDistance(squares);
            rows.computeIfAbsent(labels.slice(mine.labels()[i]), s -> IntStream.builder())
                    .add(i);
        }
        return each(rows, some -> pick(mine, means, some));
    }

    private Means pick(Centroids mine, double[] means, int[] some) {
        return new Means(
                metric,
                mine.rows(some).labels(),
                Arrays.stream(some).mapToDouble(i -> means[i]).toArray());
    }

    private static double[] both(double[] a, double[] b) {
        return DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).sorted().toArray();
    }

    private static <K extends Number, T> Iterator<Tuple2<Long, T>> each(
            Map<K, IntStream.Builder> rows, Function<int[], T> of) {
        return rows.entrySet().stream()
                .map(e -> new Tuple2<>(
                        e.getKey().longValue(), of.apply(e.getValue().build().toArray())))
                .iterator();
    }

    private static <T> List<T> list(Iterable<T> all) {
        List<T> list = new ArrayList<>();
        all.forEach(list::add);
        return list;
    }
}
