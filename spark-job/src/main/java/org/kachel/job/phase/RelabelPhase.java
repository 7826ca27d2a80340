package org.kachel.job.phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.block.Voxels;
import org.kachel.job.block.BlockContext;
import org.kachel.job.block.BlockStage;
import org.kachel.job.block.Intensities;
import org.kachel.job.block.ShellDownload;
import org.kachel.job.merge.BlockNames;
import org.kachel.job.merge.BlockParts;
import org.kachel.job.merge.SlabIds;
import org.kachel.job.table.ObjectProperties;
import org.kachel.job.table.ObjectTables;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.ObjectTable;
import org.kachel.stitching.PartValues;
import org.kachel.stitching.Ranks;
import org.kachel.stitching.RunLabels;

/** Gives whole objects new ids, or none, by what is known of each after the merge; the others move up, or keep theirs. */
final class RelabelPhase {
    private RelabelPhase() {}

    static void run(Run run, Phase.Relabel phase) throws IOException {
        ObjectProperties objects =
                run.properties(phase.labels(), phase.image(), phase.relabeling().properties());
        BlockStage stage = run.stage(phase, List.of());
        JavaRDD<BlockParts> parts = stage.map(run.spark(), run.tasks(), block -> parts(block, phase))
                .persist(BlockParts.KEPT);
        PaintStage.Parts all = new PaintStage.Parts(parts, stage.records());
        try {
            if (objects.onDriver()) onDriver(run, phase, objects.kept(phase.relabeling()), all);
            else inTasks(run, phase, objects.keptInTasks(phase.relabeling()), all);
        } finally {
            parts.unpersist(true);
        }
    }

    private static void onDriver(Run run, Phase.Relabel phase, long[] kept, PaintStage.Parts parts) throws IOException {
        run.objects(phase.node(), kept.length);
        boolean keepsIds = phase.relabeling().keepsIds();
        List<BlockNames> ids = new ArrayList<>();
        for (BlockNames old : parts.blocks().map(BlockParts::blockNames).collect()) {
            BlockNames ranks = new BlockNames(old.block(), Ranks.idsOrZero(kept, 0, old.values()));
            ids.add(keepsIds ? restored(ranks, old) : ranks);
        }
        long largest = kept.length == 0 ? 0 : keepsIds ? kept[kept.length - 1] : kept.length;
        PaintStage.run(run, phase.node(), phase.uses(), parts, ids, run.labelType(phase.node()), largest);
    }

    private static void inTasks(Run run, Phase.Relabel phase, JavaRDD<long[]> kept, PaintStage.Parts parts)
            throws IOException {
        long largest = kept.map(labels -> labels.length == 0 ? 0 : labels[labels.length - 1])
                .fold(0L, Math::max);
        JavaRDD<ArrayList<BlockNames>> labels = BlockNames.byTask(parts.blocks());
        SlabIds ranks = SlabIds.ofKept(labels, largest, kept);
        SlabIds ids = phase.relabeling().keepsIds()
                ? new SlabIds(ranks.ids().zipPartitions(labels, RelabelPhase::restored), ranks.objects(), largest)
                : ranks;
        run.objects(phase.node(), ids.objects());
        if (!PaintStage.idle(run, phase.node(), phase.uses()))
            PaintStage.run(
                    run,
                    phase.node(),
                    phase.uses(),
                    new PaintStage.Numbered(
                            parts, ids.ids(), run.labelType(phase.node()), ObjectTables.UNKNOWN, ids.largest()));
    }

    private static Iterator<ArrayList<BlockNames>> restored(
            Iterator<ArrayList<BlockNames>> ranks, Iterator<ArrayList<BlockNames>> labels) {
        Iterator<BlockNames> old = labels.next().iterator();
        ArrayList<BlockNames> restored = new ArrayList<>();
        for (BlockNames block : ranks.next()) restored.add(restored(block, old.next()));
        return List.of(restored).iterator();
    }

    /** The old ids of what has a rank. */
    private static BlockNames restored(BlockNames ranks, BlockNames old) {
        long[] ids = old.values().clone();
        for (int part = 0; part < ids.length; part++) if (ranks.values()[part] == 0) ids[part] = 0;
        return new BlockNames(old.block(), ids);
    }

    private static BlockParts parts(BlockContext block, Phase.Relabel phase) throws IOException {
        Map<Integer, Image> images = block.compute(phase.program());
        try (Engine.Download download = block.download(images.get(phase.labels()));
                Intensities intensities = Intensities.download(block, phase.uses(), images);
                ShellDownload shell = ShellDownload.of(block, phase.uses(), images.get(phase.labels()))) {
            block.finish();
            return block.host(() -> keep(block, phase, download.voxels(), intensities, shell));
        } finally {
            images.values().forEach(Image::close);
        }
    }

    private static BlockParts keep(
            BlockContext block, Phase.Relabel phase, Voxels labels, Intensities intensities, ShellDownload shell) {
        RunLabels parts = RunLabels.distinct(labels, block.volume());
        PartValues values = parts.values(labels);
        ObjectTable table = phase.uses().measured()
                ? shell.measure(ObjectTable.collect(parts, intensities.voxels()), parts, values)
                : null;
        return new BlockParts(block.block(), parts, values.bits(), table, List.of());
    }
}
