package org.kachel.job.phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import net.imglib2.Interval;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.job.block.BlockContext;
import org.kachel.job.block.BlockStage;
import org.kachel.job.merge.BlockParts;
import org.kachel.job.plan.BlockTasks;
import org.kachel.job.store.HadoopStores;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import scala.Tuple2;

/**
 * Rounds in which blocks tell each other what they found of their borders.
 *
 * <ol>
 *   <li>Every block runs knowing nothing of its neighbours, and tells each what it found of the voxels that face it.
 *   <li>A block that was told something new runs again, and tells what differs from what it told before.
 *   <li>When nobody has news every block knows the whole volume's state around itself.
 * </ol>
 *
 * <p>Between rounds tasks keep borders, never voxels of blocks; the driver gets a count.
 */
final class BorderRounds {
    /** Rounds after which what Spark would repeat if an executor were lost is cut off: its plan grows with each round. */
    private static final int CHECKPOINT = 12;

    private final Run run;
    private final Phase.Exchange phase;
    private final BlockStage stage;
    private final BlockTasks tasks;
    private final BlockNeighbours neighbours;

    private BorderRounds(Run run, Phase.Exchange phase) {
        this.run = run;
        this.phase = phase;
        this.stage = run.unrecordedStage();
        this.tasks = run.tasks();
        this.neighbours =
                new BlockNeighbours(run.tiling().grid(), phase.exchange().connectivity());
    }

    /** What each block knows in the end, one partition per task; persisted. */
    static JavaRDD<BlockBorders> run(Run run, Phase.Exchange phase) {
        JavaRDD<BlockBorders> unknown = unknown(run);
        if (run.tiling().grid().count() == 1) return unknown;
        return new BorderRounds(run, phase).repeat(unknown);
    }

    /** Before the first round. */
    static JavaRDD<BlockBorders> unknown(Run run) {
        return run.spark()
                .parallelize(run.tasks().lists(), run.tasks().count())
                .flatMap(blocks ->
                        Arrays.stream(blocks).mapToObj(BlockBorders::unknown).iterator());
    }

    private JavaRDD<BlockBorders> repeat(JavaRDD<BlockBorders> unknown) {
        run.spark().setCheckpointDir(HadoopStores.hadoop(run.plan().scratch()) + "/rounds");
        JavaRDD<BlockBorders> before = null;
        JavaRDD<BlockBorders> told = tell(unknown);
        for (int round = 1; ; round++) {
            told.persist(BlockParts.KEPT);
            if (round % CHECKPOINT == 0) told.checkpoint();
            long news = told.map(block -> (long) block.news().length).fold(0L, Long::sum);
            if (before != null) before.unpersist(false);
            if (news == 0) return told;
            before = told;
            told = tell(deliver(told));
        }
    }

    private JavaRDD<BlockBorders> tell(JavaRDD<BlockBorders> borders) {
        BlockStage blocks = stage;
        Phase.Exchange asked = phase;
        BlockNeighbours around = neighbours;
        return borders.map(known -> known.changed()
                ? blocks.run(known.block(), block -> flood(block, asked, known, around))
                : known.quiet());
    }

    private JavaRDD<BlockBorders> deliver(JavaRDD<BlockBorders> told) {
        BlockTasks all = tasks;
        BlockNeighbours around = neighbours;
        JavaPairRDD<Long, BlockBorders.Letter> letters = told.flatMap(
                        block -> block.letters(around).iterator())
                .mapToPair(letter -> new Tuple2<>(all.order(letter.block()), letter))
                .repartitionAndSortWithinPartitions(new BlockPartitioner(all));
        return told.zipPartitions(letters, BorderRounds::read);
    }

    /** Both in the order of blocks, so that no more than one block's letters are held. */
    private static Iterator<BlockBorders> read(
            Iterator<BlockBorders> blocks, Iterator<Tuple2<Long, BlockBorders.Letter>> sorted) {
        return new Iterator<>() {
            private BlockBorders.Letter letter = take();

            @Override
            public boolean hasNext() {
                return blocks.hasNext();
            }

            @Override
            public BlockBorders next() {
                BlockBorders block = blocks.next();
                List<BlockBorders.Letter> own = new ArrayList<>();
                for (; letter != null && letter.block() == block.block(); letter = take()) own.add(letter);
                return block.with(own);
            }

            private BlockBorders.Letter take() {
                return sorted.hasNext() ? sorted.next()._2() : null;
            }
        };
    }

    private static BlockBorders flood(
            BlockContext block, Phase.Exchange phase, BlockBorders known, BlockNeighbours around) throws IOException {
        int[] directions = around.of(block.block());
        List<Interval> wanted = Arrays.stream(directions)
                .mapToObj(d -> around.facing(block.block(), d))
                .toList();
        Map<Integer, Image> images = block.compute(phase.rounds());
        try (Engine.Exchanged found = exchange(block, phase, images, known, wanted)) {
            block.finish();
            return block.host(() -> known.found(directions, found.patches()));
        } finally {
            images.values().forEach(Image::close);
        }
    }

    /** One flood of a block, on its target; what is cropped takes its place among {@code images}. */
    static Engine.Exchanged exchange(
            BlockContext block,
            Phase.Exchange phase,
            Map<Integer, Image> images,
            BlockBorders known,
            List<Interval> wanted) {
        for (int node : phase.images()) images.computeIfPresent(node, (k, image) -> block.cropped(image));
        List<Image> inputs = phase.images().stream().map(images::get).toList();
        return block.engine().exchange(phase.exchange(), inputs, known.patches(), block.target(), wanted);
    }
}
