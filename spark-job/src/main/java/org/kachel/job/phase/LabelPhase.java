package org.kachel.job.phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.block.BlockGrid;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.job.block.BlockContext;
import org.kachel.job.block.BlockFunction;
import org.kachel.job.block.BlockStage;
import org.kachel.job.block.LabelDownload;
import org.kachel.job.block.PerBlock;
import org.kachel.job.block.ShellDownload;
import org.kachel.job.merge.BlockNames;
import org.kachel.job.merge.BlockParts;
import org.kachel.job.merge.JunctionPairs;
import org.kachel.job.merge.JunctionPairs.Found;
import org.kachel.job.merge.RankedSeeds;
import org.kachel.job.merge.SeedBits;
import org.kachel.job.merge.SlabIds;
import org.kachel.job.merge.SlabSeeds;
import org.kachel.job.merge.SuperBlockMerge;
import org.kachel.job.merge.TaskBorders;
import org.kachel.job.plan.BlockTasks;
import org.kachel.job.table.ObjectTables;
import org.kachel.op.Numbering;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.Junctions;
import org.kachel.stitching.KeyRoots;
import org.kachel.stitching.ObjectTable;
import org.kachel.stitching.PartValues;
import org.kachel.stitching.Piece;
import org.kachel.stitching.Ranks;
import org.kachel.stitching.RunLabels;
import org.kachel.stitching.SuperBlocks;

/**
 * Labels the parts of each block and joins them across blocks.
 *
 * <ol>
 *   <li>Each block: compute, label, keep the parts as runs with keys, border pieces and statistics.
 *   <li>Each junction of two blocks: the pairs of keys that touch ({@link JunctionPairs}).
 *   <li>Driver: union-find over the pairs (only parts at block borders), then the rank of each component's key, unless ids are
 *       canonical; for the seeds of a flood also that of its x-major key ({@link RankedSeeds}).
 *   <li>Each block: paint its runs with the final ids and write.
 * </ol>
 */
public final class LabelPhase {
    /** Each time a few attempts of thousands are lost at most, and seldom the same task's. */
    private static final int MOST_TIMES = 10;

    private LabelPhase() {}

    static void run(Run run, Phase.Label phase) throws IOException {
        JunctionPairs pairs = JunctionPairs.of(run.tiling().grid(), phase);
        PerBlock<Found> found = new PerBlock<>();
        // without a name: else Spark keeps a copy of everything so far with each finished task
        run.spark().sc().register(found);
        BlockStage stage = run.stage(phase, List.of());
        JavaRDD<BlockParts> parts = stage.map(run.spark(), run.tasks(), function(phase, pairs));
        if (pairs.onDriver())
            onDriver(
                    run,
                    phase,
                    pairs,
                    new PaintStage.Parts(told(parts, phase, found).persist(BlockParts.KEPT), stage.records()),
                    found);
        else
            inTasks(
                    run,
                    phase,
                    new PaintStage.Parts(
                            joined(parts, run, pairs.junctions()).persist(BlockParts.KEPT), stage.records()));
    }

    private static JavaRDD<BlockParts> joined(JavaRDD<BlockParts> parts, Run run, Junctions junctions) {
        SuperBlocks all = new SuperBlocks(run.tiling().grid(), BlockTasks.SIDE);
        return parts.mapPartitions(blocks -> TaskBorders.join(blocks, junctions, all));
    }

    private static void onDriver(
            Run run, Phase.Label phase, JunctionPairs pairs, PaintStage.Parts kept, PerBlock<Found> found)
            throws IOException {
        JavaRDD<BlockParts> parts = kept.blocks();
        try {
            findAll(parts, found, run.tiling().grid());
            long start = System.nanoTime();
            Map<Long, Found> borders = found.value();
            List<BlockNames> ids =
                    number(borders, pairs.join(borders), phase.labeling().numbering());
            long[] objects = Ranks.unique(ids.stream().map(BlockNames::values).toArray(long[][]::new));
            run.objects(phase.node(), objects.length);
            long largest = objects.length == 0 ? 0 : objects[objects.length - 1];
            if (phase.labeling().seeds())
                ids = RankedSeeds.rank(ids, keysXMajor(borders), objects, seedBits(run, phase));
            run.merged(start);
            PaintStage.run(run, phase.node(), phase.uses(), kept, ids, type(run, phase), largest);
        } finally {
            parts.unpersist(true);
        }
    }

    /** Again while a task finds its parts kept by an attempt that Spark does not count, so that nobody has told what is in them. */
    private static void findAll(JavaRDD<BlockParts> parts, PerBlock<Found> found, BlockGrid grid) {
        parts.foreach(block -> {});
        for (int again = 0; again < MOST_TIMES && found.size() < grid.count(); again++)
            parts.unpersist(true).persist(BlockParts.KEPT).foreach(block -> {});
        if (found.size() < grid.count())
            throw new IllegalStateException(
                    "only %d of %d blocks have told what they join, each time that they were asked"
                            .formatted(found.size(), grid.count()));
    }

    private static void inTasks(Run run, Phase.Label phase, PaintStage.Parts kept) throws IOException {
        JavaRDD<BlockParts> parts = kept.blocks();
        BlockGrid grid = run.tiling().grid();
        try (SuperBlockMerge merge = new SuperBlockMerge(run.spark(), grid, run.tasks())) {
            JavaRDD<ArrayList<BlockNames>> roots =
                    merge.roots(parts, phase.labeling().connectivity().axes());
            SlabIds ids = phase.labeling().numbering() == Numbering.CANONICAL
                    ? SlabIds.canonical(roots, parts, grid.volume())
                    : SlabIds.of(roots, grid.volume());
            run.objects(phase.node(), ids.objects());
            if (PaintStage.idle(run, phase.node(), phase.uses())) return;
            JavaRDD<ArrayList<BlockNames>> names = phase.labeling().seeds()
                    ? SlabSeeds.rank(parts, ids, grid.volume(), seedBits(run, phase))
                    : ids.ids();
            PaintStage.run(
                    run,
                    phase.node(),
                    phase.uses(),
                    new PaintStage.Numbered(kept, names, type(run, phase), ObjectTables.UNKNOWN, ids.largest()));
        } finally {
            parts.unpersist(true);
        }
    }

    /** Seeds are stored with their ranks. */
    private static VoxelType type(Run run, Phase.Label phase) {
        return phase.labeling().seeds() ? VoxelType.UINT64 : run.labelType(phase.node());
    }

    private static SeedBits seedBits(Run run, Phase.Label phase) {
        VoxelType ids = phase.labeling().numbering().type(phase.space());
        return SeedBits.of(ids, run.tiling().grid().volume()).holding(run.objects(phase.node()));
    }

    /** What the first pass does on a block. */
    public static BlockFunction<BlockParts> function(Phase.Label phase, JunctionPairs pairs) {
        return block -> parts(block, phase, pairs.junctions());
    }

    /** Tells the driver of each block what it joins, and keeps the rest. */
    private static JavaRDD<BlockParts> told(JavaRDD<BlockParts> parts, Phase.Label phase, PerBlock<Found> found) {
        return parts.map(block -> {
            long[] keysXMajor = phase.labeling().seeds() ? block.runs().keysXMajor() : null;
            found.add(block.block(), new Found(block.names(), keysXMajor, block.pieces()));
            return block.withoutPieces();
        });
    }

    private static BlockParts parts(BlockContext block, Phase.Label phase, Junctions junctions) throws IOException {
        Map<Integer, Image> images = block.compute(phase.program());
        try (Image labels = block.engine().label(phase.labeling(), images.get(phase.image()), block.target());
                LabelDownload download = LabelDownload.of(block, phase.uses(), labels, images);
                Values values = Values.download(block, phase, images);
                ShellDownload shell = ShellDownload.of(block, phase.uses(), images.get(phase.image()))) {
            block.finish();
            return block.host(() -> keep(block, phase, junctions, download, values, shell));
        } finally {
            images.values().forEach(Image::close);
        }
    }

    private static BlockParts keep(
            BlockContext block,
            Phase.Label phase,
            Junctions junctions,
            LabelDownload download,
            Values values,
            ShellDownload shell) {
        RunLabels runs = download.parts(block.volume());
        ObjectTable table = null;
        if (phase.uses().measured()) {
            PartValues joining = values.voxels() == null ? null : runs.values(values.voxels());
            table = shell.measure(ObjectTable.measure(runs, download.measured()), runs, joining);
        }
        List<Piece> pieces = values.voxels() == null
                ? junctions.pieces(block.block(), runs)
                : junctions.pieces(block.block(), runs, values.voxels());
        return new BlockParts(block.block(), runs, runs.keys(), table, pieces);
    }

    /** The image itself, where only equal values join. */
    private record Values(Engine.Download download) implements AutoCloseable {
        static Values download(BlockContext block, Phase.Label phase, Map<Integer, Image> images) {
            return new Values(
                    phase.labeling().multiLabel() ? block.engine().download(images.get(phase.image())) : null);
        }

        Voxels voxels() {
            return download == null ? null : download.voxels();
        }

        @Override
        public void close() {
            if (download != null) download.close();
        }
    }

    /** Final ids by block: the component's key, or its rank among all, as scipy.ndimage.label numbers the whole volume. */
    private static List<BlockNames> number(Map<Long, Found> found, KeyRoots roots, Numbering numbering) {
        List<BlockNames> rooted = new ArrayList<>();
        found.forEach((block, parts) -> rooted.add(new BlockNames(block, roots.rootsOf(parts.keys()))));
        if (numbering == Numbering.CANONICAL)
            return rooted.stream().map(BlockNames::places).toList();
        long[] components = Ranks.unique(rooted.stream().map(BlockNames::values).toArray(long[][]::new));
        rooted.replaceAll(block -> new BlockNames(block.block(), Ranks.ids(components, 0, block.values())));
        return rooted;
    }

    private static Map<Long, long[]> keysXMajor(Map<Long, Found> found) {
        Map<Long, long[]> keys = new HashMap<>();
        found.forEach((block, parts) -> keys.put(block, parts.keysXMajor()));
        return keys;
    }
}
