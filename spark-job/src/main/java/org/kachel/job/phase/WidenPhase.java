package org.kachel.job.phase;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.block.Halo;
import org.kachel.job.block.BlockContext;
import org.kachel.job.plan.Sink;
import org.kachel.job.table.LabelSlices;
import org.kachel.job.table.ObjectTables;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.ObjectTable;

/**
 * Looks around each block as far as it takes. A block whose voxels are all certain at its reach has the whole volume's result;
 * any other, and no other, repeats with the reach that it asks for.
 */
final class WidenPhase {
    private WidenPhase() {}

    static void run(Run run, Phase.Widen phase) throws IOException {
        List<Sink> sinks = run.images(phase.node(), phase.uses());
        JavaRDD<List<ObjectTable>> partials =
                run.stage(phase, sinks).map(run.spark(), run.tasks(), block -> widen(block, phase, sinks));
        run.write(
                phase.node(),
                phase.uses(),
                sinks,
                new ObjectTables.Partials(partials, ObjectTables.UNKNOWN, LabelSlices.OF_OTHERS));
    }

    private static List<ObjectTable> widen(BlockContext block, Phase.Widen phase, List<Sink> sinks) throws IOException {
        Optional<Halo> reach = Optional.of(phase.widening().firstReach());
        while (reach.isPresent()) reach = attempt(block, phase, reach.get(), sinks);
        return List.of();
    }

    /** Writes the block where it is certain; otherwise says how far to look next. */
    private static Optional<Halo> attempt(BlockContext block, Phase.Widen phase, Halo reach, List<Sink> sinks)
            throws IOException {
        Map<Integer, Image> images = block.compute(phase.program(reach));
        try (Image result = widened(block, phase, reach, images);
                Engine.Download download = block.engine().download(result)) {
            block.finish();
            Optional<Halo> next = block.host(() -> phase.widening().wider(download.voxels(), reach));
            if (next.isEmpty()) for (Sink sink : sinks) block.write(sink, download.voxels());
            return next;
        } finally {
            images.values().forEach(Image::close);
        }
    }

    private static Image widened(BlockContext block, Phase.Widen phase, Halo reach, Map<Integer, Image> images) {
        Interval read = reach.grow(block.target(), block.volume());
        images.computeIfPresent(phase.image(), (k, image) -> block.cropped(image, read));
        return block.engine()
                .widen(
                        phase.widening(),
                        images.get(phase.image()),
                        PropagatePhase.open(read, block.volume()),
                        new FinalInterval(block.target()));
    }
}
