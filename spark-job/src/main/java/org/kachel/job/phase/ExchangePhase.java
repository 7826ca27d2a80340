package org.kachel.job.phase;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.block.Voxels;
import org.kachel.job.block.BlockContext;
import org.kachel.job.block.BlockStage;
import org.kachel.job.block.Intensities;
import org.kachel.job.block.ShellDownload;
import org.kachel.job.plan.Sink;
import org.kachel.job.table.ObjectTables;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.ObjectTable;

/** Floods all blocks with what each knows of its neighbours after the last of the {@link BorderRounds}: writes and measures. */
final class ExchangePhase {
    private ExchangePhase() {}

    static void run(Run run, Phase.Exchange phase) throws IOException {
        long objects = run.objects(phase.images().get(1));
        List<Sink> sinks = run.images(phase.node(), phase.uses());
        BlockStage stage = run.stage(phase, sinks);
        long given = run.stampOfAll(phase.rounds());
        boolean done = stage.done(run.spark(), run.tasks(), given);
        JavaRDD<BlockBorders> known = done ? BorderRounds.unknown(run) : BorderRounds.run(run, phase);
        try {
            JavaRDD<List<ObjectTable>> partials = run.spark()
                    .parallelize(run.tasks().lists(), run.tasks().count())
                    .zipPartitions(
                            known,
                            (lists, borders) -> finish(stage, phase, given, lists, done ? null : borders, sinks));
            run.write(
                    phase.node(),
                    phase.uses(),
                    sinks,
                    new ObjectTables.Partials(
                            partials,
                            ObjectTables.UNKNOWN,
                            run.slices(phase.images().get(1))));
        } finally {
            known.unpersist(false);
        }
        if (objects > 0) run.objects(phase.node(), objects);
    }

    private static Iterator<List<ObjectTable>> finish(
            BlockStage stage,
            Phase.Exchange phase,
            long given,
            Iterator<long[]> lists,
            Iterator<BlockBorders> known,
            List<Sink> sinks) {
        return stage.recorded(TaskContext.getPartitionId(), BlockStage.blocks(lists), given, (b, notes) -> {
            BlockBorders borders = known.next();
            return stage.run(b, notes, block -> finish(block, phase, borders, sinks));
        });
    }

    private static List<ObjectTable> finish(
            BlockContext block, Phase.Exchange phase, BlockBorders known, List<Sink> sinks) throws IOException {
        Map<Integer, Image> images = block.compute(phase.program());
        try (Engine.Exchanged found = BorderRounds.exchange(block, phase, images, known, List.of());
                Engine.Download download = block.engine().download(found.result());
                Intensities intensities = Intensities.download(block, phase.uses(), images);
                ShellDownload shell = ShellDownload.of(block, phase.uses(), known.patches())) {
            block.finish();
            Voxels labels = download.voxels();
            for (Sink sink : sinks) block.write(sink, labels);
            if (!phase.uses().measured()) return List.of();
            return block.host(() -> intensities.measure(labels, shell, block.volume()));
        } finally {
            images.values().forEach(Image::close);
        }
    }
}
