package org.kachel.job.phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.kachel.block.io.VolumeException;
import org.kachel.job.block.ReadBack;
import org.kachel.job.ledger.TaskRecords;
import org.kachel.job.plan.Sink;
import scala.Tuple2;

/** Reads back all that was written, whether by this run or by one that it goes on from. */
final class VerifyPhase {
    private VerifyPhase() {}

    /**
     * *Errors*: {@link VolumeException} where anything does not come back as it was written: its task, and all later stages,
     * which may have read it, are forgotten then.
     */
    static void run(Run run) throws IOException {
        List<TaskRecords> stages = run.ledger().stages();
        Map<String, Sink> sinks = run.written();
        List<ReadBack.Found> found = read(run.spark(), stages, new ReadBack(sinks, run.meter()));
        List<ReadBack.Found> damaged =
                found.stream().filter(f -> f.damage() != null).toList();
        if (damaged.isEmpty()) requireAll(sinks, found);
        else throw damaged(stages, damaged);
    }

    /** Whoever goes on from a run that failed does again what is damaged, such as what could not be read by a later stage. */
    static void afterFailure(Run run) throws IOException {
        List<TaskRecords> stages = run.ledger().stages();
        List<ReadBack.Found> found = read(run.spark(), stages, new ReadBack(run.written(), run.meter()));
        forget(stages, found.stream().filter(f -> f.damage() != null).toList());
    }

    private static List<ReadBack.Found> read(JavaSparkContext spark, List<TaskRecords> stages, ReadBack back) {
        List<Tuple2<TaskRecords, Integer>> tasks = new ArrayList<>();
        for (TaskRecords stage : stages)
            for (int task = 0; task < stage.tasks(); task++) tasks.add(new Tuple2<>(stage, task));
        return spark.parallelize(tasks, tasks.size())
                .map(task -> back.of(task._1(), task._2()))
                .collect();
    }

    private static VolumeException damaged(List<TaskRecords> stages, List<ReadBack.Found> damaged) throws IOException {
        forget(stages, damaged);
        String others = damaged.size() == 1 ? "" : ", and " + (damaged.size() - 1) + " more tasks wrote such";
        return new VolumeException(
                damaged.get(0).damage() + others + "; --resume does again what is damaged and what depends on it");
    }

    private static void forget(List<TaskRecords> stages, List<ReadBack.Found> damaged) throws IOException {
        int last = stages.size();
        for (ReadBack.Found each : damaged) {
            stages.get(each.stage()).forget(each.task());
            last = Math.min(last, each.stage() + 1);
        }
        for (TaskRecords later : stages.subList(last, stages.size())) later.forget();
    }

    private static void requireAll(Map<String, Sink> sinks, List<ReadBack.Found> found) throws VolumeException {
        Map<String, Long> voxels = new HashMap<>();
        for (ReadBack.Found each : found) each.voxels().forEach((sink, n) -> voxels.merge(sink, n, Long::sum));
        for (Sink sink : sinks.values()) {
            long all = 1;
            for (long size : sink.spec().levels().size(sink.spec().size(), sink.level())) all *= size;
            long there = voxels.getOrDefault(sink.key(), 0L);
            if (there != all)
                throw new VolumeException("%s, level %d: %d of %d voxels were written; --overwrite begins anew"
                        .formatted(sink.address(), sink.level(), there, all));
        }
    }
}
