package org.kachel.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.block.Voxels;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.ObjectTable;
import org.kachel.stitching.Ranks;
import org.kachel.stitching.RunLabels;

/** Gives whole objects new ids, or none, by what is known of each after the merge; the others move up. */
final class RelabelPhase {
    private RelabelPhase() {}

    static void run(Run run, Phase.Relabel phase) throws IOException {
        long[] kept = run.counted(phase.labels()).kept(phase.relabeling());
        run.objects(phase.node(), kept.length);
        JavaRDD<BlockParts> parts =
                run.stage().map(run.spark(), block -> parts(block, phase)).persist(BlockParts.KEPT);
        try {
            List<BlockNames> ids = new ArrayList<>();
            for (BlockNames old : parts.map(BlockParts::blockNames).collect())
                ids.add(new BlockNames(old.block(), Ranks.idsOrZero(kept, 0, old.values())));
            PaintStage.run(run, phase.node(), phase.uses(), parts, ids, kept.length);
        } finally {
            parts.unpersist(true);
        }
    }

    private static BlockParts parts(BlockContext block, Phase.Relabel phase) throws IOException {
        Map<Integer, Image> images = block.compute(phase.program());
        try (Engine.Download download = block.download(images.get(phase.labels()));
                Intensities intensities = Intensities.download(block, phase.uses(), images)) {
            block.finish();
            return block.host(() -> keep(block, phase, download.voxels(), intensities));
        } finally {
            images.values().forEach(Image::close);
        }
    }

    private static BlockParts keep(BlockContext block, Phase.Relabel phase, Voxels labels, Intensities intensities) {
        RunLabels parts = RunLabels.distinct(labels, block.volume());
        ObjectTable table = phase.uses().measured() ? ObjectTable.collect(parts, intensities.voxels()) : null;
        return new BlockParts(block.block(), parts, parts.values(labels).bits(), table, List.of());
    }
}
