package org.kachel.job.block;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.Interval;
import org.kachel.block.Runs;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.Measured;
import org.kachel.stitching.RunLabels;

/**
 * The parts of a block and the images that a table measures on their way to the host, where they are after the next
 * {@code finish}.
 *
 * @param runs of the parts, with sums over these of the images of small integers, where the engine has such
 * @param labels the parts voxel by voxel, else
 * @param intensities in the table's order; null where {@code runs} have its sums
 */
public record LabelDownload(
        Optional<Engine.RunsDownload> runs, Engine.Download labels, List<Engine.Download> intensities)
        implements AutoCloseable {

    /** Queues it, and may wait. */
    public static LabelDownload of(BlockContext block, Phase.Uses uses, Image labels, Map<Integer, Image> images) {
        List<Image> measured = uses.intensities().stream().map(images::get).toList();
        List<Image> summed =
                measured.stream().filter(i -> Runs.hasSums(i.type())).toList();
        Optional<Engine.RunsDownload> runs = block.engine().runs(labels, summed);
        List<Engine.Download> intensities = new ArrayList<>();
        for (Image image : measured)
            intensities.add(runs.isPresent() && Runs.hasSums(image.type()) ? null : block.download(image));
        return new LabelDownload(runs, runs.isPresent() ? null : block.engine().download(labels), intensities);
    }

    public RunLabels parts(Interval volume) {
        return runs.isPresent() ? RunLabels.of(runs.get().runs(), volume) : RunLabels.of(labels.voxels(), volume);
    }

    public List<Measured> measured() {
        List<Measured> measured = new ArrayList<>();
        int summed = 0;
        for (Engine.Download image : intensities)
            measured.add(
                    image == null
                            ? new Measured.OverRuns(runs.orElseThrow().runs(), summed++)
                            : new Measured.OfVoxels(image.voxels()));
        return measured;
    }

    @Override
    public void close() {
        runs.ifPresent(Engine.RunsDownload::close);
        if (labels != null) labels.close();
        for (Engine.Download image : intensities) if (image != null) image.close();
    }
}
