package org.kachel.job.phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.Voxels;
import org.kachel.job.block.BlockContext;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.table.Touched;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.Contacts;
import org.kachel.stitching.RayExits;

/** Finds who touches whom: each block compares its voxels with the next along x, y and z, one voxel beyond itself. */
final class TouchPhase {
    private TouchPhase() {}

    static void run(Run run, Phase.Touch phase) throws IOException {
        boolean rays = rays(run.plan(), phase);
        run.touching(
                phase.labels(),
                run.stage(phase, List.of()).map(run.spark(), run.tasks(), block -> look(block, phase, rays)));
    }

    /** Whether a table asks for objects that a ray leaves from. */
    static boolean rays(JobPlan plan, Phase.Touch phase) {
        return plan.tables().stream()
                .anyMatch(t -> t.labels() == phase.labels()
                        && t.neighbours() != null
                        && t.neighbours().surface());
    }

    private static Touched look(BlockContext block, Phase.Touch phase, boolean rays) throws IOException {
        Map<Integer, Image> images = block.compute(phase.program());
        images.computeIfPresent(phase.labels(), (node, image) -> block.cropped(image, withNext(block)));
        try (Engine.Download labels = block.engine().download(images.get(phase.labels()))) {
            block.finish();
            return block.host(() -> touched(block, labels.voxels(), rays));
        } finally {
            images.values().forEach(Image::close);
        }
    }

    private static Touched touched(BlockContext block, Voxels labels, boolean rays) {
        List<RayExits> exits = new ArrayList<>();
        for (int axis = 0; rays && axis < 3; axis++) exits.add(RayExits.collect(labels, block.target(), axis));
        return new Touched(block.block(), Contacts.collect(labels, block.target()), exits);
    }

    /** The target and one voxel more on its upper faces, where the volume has them. */
    private static Interval withNext(BlockContext block) {
        long[] max = block.target().maxAsLongArray();
        for (int d = 0; d < 3; d++) max[d]++;
        return new FinalInterval(
                Intervals.intersect(new FinalInterval(block.target().minAsLongArray(), max), block.volume()));
    }
}
