package org.kachel.job.phase;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.job.block.BlockContext;
import org.kachel.job.block.Intensities;
import org.kachel.job.block.ShellDownload;
import org.kachel.job.table.LabelSlices;
import org.kachel.job.table.ObjectTables;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.ObjectTable;

/** Measures the objects of labels that lie in a volume already. */
final class MeasurePhase {
    private MeasurePhase() {}

    static void run(Run run, Phase.Measure phase) throws IOException {
        JavaRDD<List<ObjectTable>> partials =
                run.stage(phase, List.of()).map(run.spark(), run.tasks(), block -> measure(block, phase));
        run.measured(
                phase.labels(),
                phase.uses(),
                new ObjectTables.Partials(partials, ObjectTables.UNKNOWN, LabelSlices.OF_OTHERS));
    }

    private static List<ObjectTable> measure(BlockContext block, Phase.Measure phase) throws IOException {
        Map<Integer, Image> images = block.compute(phase.program());
        try (Engine.Download download = block.download(images.get(phase.labels()));
                Intensities intensities = Intensities.download(block, phase.uses(), images);
                ShellDownload shell = ShellDownload.of(block, phase.uses(), images.get(phase.labels()))) {
            block.finish();
            return block.host(() -> intensities.measure(download.voxels(), shell, block.volume()));
        } finally {
            images.values().forEach(Image::close);
        }
    }
}
