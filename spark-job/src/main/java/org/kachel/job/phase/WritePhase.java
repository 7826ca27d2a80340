package org.kachel.job.phase;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kachel.job.block.BlockContext;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.Sink;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;

/** Computes images and writes them as they are. */
final class WritePhase {
    private WritePhase() {}

    static void run(Run run, Phase.Write phase) throws IOException {
        Map<Integer, List<Sink>> sinks = new LinkedHashMap<>();
        for (int node : phase.images())
            sinks.put(
                    node,
                    run.plan().outputs().stream()
                            .filter(o -> o.node() == node)
                            .map(JobPlan.OutputImage::sink)
                            .toList());
        run.stage(phase, sinks.values().stream().flatMap(List::stream).toList())
                .map(run.spark(), run.tasks(), block -> write(block, phase, sinks))
                .count();
    }

    static boolean write(BlockContext block, Phase.Write phase, Map<Integer, List<Sink>> sinks) throws IOException {
        Map<Integer, Image> images = block.compute(phase.program());
        try {
            for (int node : phase.images())
                try (Engine.Download download = block.download(images.get(node))) {
                    block.finish();
                    for (Sink sink : sinks.get(node)) block.write(sink, download.voxels());
                }
            return true;
        } finally {
            images.values().forEach(Image::close);
        }
    }
}
