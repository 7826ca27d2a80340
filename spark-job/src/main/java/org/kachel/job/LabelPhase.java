package org.kachel.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.kachel.block.Voxels;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.Junctions;
import org.kachel.stitching.KeyRoots;
import org.kachel.stitching.KeyUnion;
import org.kachel.stitching.ObjectTable;
import org.kachel.stitching.Piece;
import org.kachel.stitching.Ranks;
import org.kachel.stitching.RunLabels;
import scala.Tuple2;

/**
 * Labels the parts of each block and joins them across blocks.
 *
 * <ol>
 *   <li>Each block: compute, label, keep the parts as runs on disk with keys, border pieces and statistics.
 *   <li>Each junction of two blocks: the pairs of keys that touch.
 *   <li>Driver: union-find over the pairs (only parts at block borders), then the rank of each component's key; for the
 *       seeds of a flood also that of its x-major key ({@link RankedSeeds}).
 *   <li>Each block: paint its runs with the final ids and write.
 * </ol>
 */
final class LabelPhase {
    private LabelPhase() {}

    static void run(Run run, Phase.Label phase) throws IOException {
        Junctions junctions =
                new Junctions(run.plan().grid(), phase.labeling().connectivity().axes());
        BlockNameSet keys = new BlockNameSet();
        BlockNameSet keysXMajor = new BlockNameSet();
        run.spark().sc().register(keys, "keys");
        run.spark().sc().register(keysXMajor, "x-major keys");
        JavaRDD<BlockParts> parts = run.stage()
                .map(run.spark(), function(phase, junctions, keys, keysXMajor))
                .persist(StorageLevel.DISK_ONLY());
        try {
            KeyRoots roots = join(parts, junctions);
            List<BlockNames> ids = number(List.copyOf(keys.value().values()), roots);
            long objects = largest(ids);
            run.objects(phase.node(), objects);
            if (phase.labeling().seeds()) ids = RankedSeeds.rank(ids, keysXMajor.value(), objects);
            PaintStage.run(run, phase.node(), phase.uses(), parts, ids, largest(ids));
        } finally {
            parts.unpersist(true);
        }
    }

    /** What the first pass does on a block; the keys of its parts go to the driver on the way. */
    static BlockFunction<BlockParts> function(
            Phase.Label phase, Junctions junctions, BlockNameSet keys, BlockNameSet keysXMajor) {
        return block -> {
            BlockParts parts = parts(block, phase, junctions);
            keys.add(parts.blockNames());
            if (phase.labeling().seeds())
                keysXMajor.add(new BlockNames(parts.block(), parts.runs().keysXMajor()));
            return parts;
        };
    }

    static Junctions junctions(JobPlan plan, Phase.Label phase) {
        return new Junctions(plan.grid(), phase.labeling().connectivity().axes());
    }

    private static BlockParts parts(BlockContext block, Phase.Label phase, Junctions junctions) throws IOException {
        Map<Integer, Image> images = block.compute(phase.program());
        try (Image labels = block.engine().label(phase.labeling(), images.get(phase.image()), block.target());
                Engine.Download download = block.engine().download(labels);
                Intensities intensities = Intensities.download(block, phase.uses(), images);
                Values values = Values.download(block, phase, images)) {
            block.finish();
            return block.host(() -> keep(block, phase, junctions, download.voxels(), intensities, values));
        } finally {
            images.values().forEach(Image::close);
        }
    }

    private static BlockParts keep(
            BlockContext block,
            Phase.Label phase,
            Junctions junctions,
            Voxels labels,
            Intensities intensities,
            Values values) {
        RunLabels runs = RunLabels.of(labels, block.volume());
        ObjectTable table = phase.uses().measured() ? ObjectTable.collect(runs, intensities.voxels()) : null;
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

    private static KeyRoots join(JavaRDD<BlockParts> parts, Junctions junctions) {
        int connectivity = junctions.connectivity();
        List<long[]> pairs = parts.flatMap(p -> p.pieces().iterator())
                .mapToPair(piece -> new Tuple2<>(piece.junction(), piece))
                .groupByKey(Math.min(parts.getNumPartitions(), 256))
                .map(junction -> Piece.pairs(junction._2(), connectivity))
                .filter(found -> found.length > 0)
                .collect();
        KeyUnion union = new KeyUnion();
        pairs.forEach(union::add);
        return union.close();
    }

    /** Final ids by block: the rank of the component's key among all, as scipy.ndimage.label numbers the whole volume. */
    private static List<BlockNames> number(List<BlockNames> keys, KeyRoots roots) {
        List<BlockNames> rooted = new ArrayList<>();
        for (BlockNames block : keys) rooted.add(new BlockNames(block.block(), roots.rootsOf(block.values())));
        long[] components = Ranks.unique(rooted.stream().map(BlockNames::values).toArray(long[][]::new));
        rooted.replaceAll(block -> new BlockNames(block.block(), Ranks.ids(components, 0, block.values())));
        return rooted;
    }

    private static long largest(List<BlockNames> ids) {
        long largest = 0;
        for (BlockNames block : ids) for (long id : block.values()) largest = Math.max(largest, id);
        return largest;
    }
}
