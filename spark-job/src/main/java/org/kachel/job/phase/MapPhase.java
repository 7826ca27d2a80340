package org.kachel.job.phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.job.block.BlockContext;
import org.kachel.job.block.BlockStage;
import org.kachel.job.merge.BlockNames;
import org.kachel.job.merge.BlockParts;
import org.kachel.job.merge.LabelValues;
import org.kachel.job.merge.SlabValues;
import org.kachel.job.table.ObjectProperties;
import org.kachel.op.ObjectProperty;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.RunLabels;

/** Paints a measured property of whole objects into their voxels. */
final class MapPhase {
    private MapPhase() {}

    static void run(Run run, Phase.Paint phase) throws IOException {
        ObjectProperty property = phase.map().property();
        ObjectProperties objects = run.properties(phase.labels(), phase.image(), List.of(property));
        BlockStage stage = run.stage(phase, List.of());
        JavaRDD<BlockParts> parts = stage.map(run.spark(), run.tasks(), block -> parts(block, phase))
                .persist(BlockParts.KEPT);
        try {
            JavaRDD<ArrayList<BlockNames>> bits = objects.onDriver()
                    ? PaintStage.byTask(run, onDriver(objects.values(property), parts))
                    : SlabValues.floatBits(BlockNames.byTask(parts), objects.valuesInTasks(property));
            PaintStage.runFloats(run, phase.node(), phase.uses(), new PaintStage.Parts(parts, stage.records()), bits);
        } finally {
            parts.unpersist(true);
        }
    }

    private static List<BlockNames> onDriver(LabelValues values, JavaRDD<BlockParts> parts) {
        List<BlockNames> bits = new ArrayList<>();
        for (BlockNames labels : parts.map(BlockParts::blockNames).collect())
            bits.add(new BlockNames(labels.block(), values.floatBits(labels.values())));
        return bits;
    }

    private static BlockParts parts(BlockContext block, Phase.Paint phase) throws IOException {
        Map<Integer, Image> images = block.compute(phase.program());
        try (Engine.Download download = block.download(images.get(phase.labels()))) {
            block.finish();
            return block.host(() -> {
                RunLabels parts = RunLabels.distinct(download.voxels(), block.volume());
                long[] labels = parts.values(download.voxels()).bits();
                return new BlockParts(block.block(), parts, labels, null, List.of());
            });
        } finally {
            images.values().forEach(Image::close);
        }
    }
}
