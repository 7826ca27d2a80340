package org.kachel.job.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.stitching.Slabs;
import scala.Tuple2;

/**
 * Finds the values of labels where both lie in tasks: tasks ask the slabs of their labels, as {@link SlabIds} does, values go
 * to the same slabs, and these answer.
 */
public final class SlabValues {
    private SlabValues() {}

    /**
     * The bits of floats in the place of labels. *Shape*: {@code labels} and the result by block, one element per task.
     *
     * @param values of all labels that are asked for, and perhaps of more
     */
    public static JavaRDD<ArrayList<BlockNames>> floatBits(
            JavaRDD<ArrayList<BlockNames>> labels, JavaRDD<LabelValues> values) {
        long largest = values.map(LabelValues::lastLabel).fold(0L, Math::max);
        Slabs slabs = SlabIds.slabs(Math.max(1, largest));
        JavaPairRDD<Long, SlabIds.Answer> answers = SlabIds.asked(labels, slabs)
                .cogroup(values.flatMapToPair(v -> v.cut(slabs)), new TaskPartitioner(slabs.count()))
                .flatMapToPair(t -> answer(t._1(), t._2()._1(), t._2()._2()))
                .partitionBy(new TaskPartitioner(labels.getNumPartitions()));
        return labels.zipPartitions(answers, SlabIds::name);
    }

    private static Iterator<Tuple2<Long, SlabIds.Answer>> answer(
            long slab, Iterable<SlabIds.Asked> asked, Iterable<LabelValues> values) {
        List<LabelValues> parts = SlabIds.list(values);
        parts.sort(Comparator.comparingLong(LabelValues::firstLabel));
        LabelValues all = LabelValues.join(parts);
        List<Tuple2<Long, SlabIds.Answer>> answers = new ArrayList<>();
        for (SlabIds.Asked some : asked)
            answers.add(new Tuple2<>(some.task(), new SlabIds.Answer(slab, all.floatBits(some.roots()))));
        return answers.iterator();
    }
}
