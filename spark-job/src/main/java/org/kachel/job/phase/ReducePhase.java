package org.kachel.job.phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kachel.job.block.BlockContext;
import org.kachel.job.block.BlockFunction;
import org.kachel.op.Reduction;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Node;
import org.kachel.pipeline.Phase;

/** Reduces images to numbers: a partial per block, merged exactly, in any order. */
public final class ReducePhase {
    private ReducePhase() {}

    static void run(Run run, Phase.Reduce phase) throws IOException {
        Graph graph = run.graph();
        List<double[]> merged = run.stage(phase, List.of())
                .map(run.spark(), run.tasks(), function(graph, phase))
                .treeReduce((a, b) -> merge(graph, phase, a, b));
        for (int i = 0; i < merged.size(); i++)
            run.know(
                    phase.reductions().get(i),
                    reduction(graph, phase.reductions().get(i)).finish(merged.get(i)));
    }

    public static BlockFunction<List<double[]>> function(Graph graph, Phase.Reduce phase) {
        return block -> partials(block, graph, phase);
    }

    private static List<double[]> partials(BlockContext block, Graph graph, Phase.Reduce phase) throws IOException {
        Map<Integer, Image> images = new HashMap<>(block.compute(phase.program()));
        try {
            List<double[]> partials = new ArrayList<>();
            for (int id : phase.reductions()) {
                Node.Step step = (Node.Step) graph.node(id);
                List<double[]> scalars = step.inputs().stream()
                        .filter(i -> !graph.node(i).image())
                        .map(i -> block.setup().scalars().get(i))
                        .toList();
                partials.add(block.engine()
                        .reduce(
                                (Reduction) step.operation(),
                                target(block, images, graph.imageOf(id).id()),
                                scalars));
            }
            block.finish();
            return partials;
        } finally {
            images.values().forEach(Image::close);
        }
    }

    /** The image on the target alone, where the program holds more of it for another step. */
    private static Image target(BlockContext block, Map<Integer, Image> images, int id) {
        return images.computeIfPresent(id, (k, image) -> block.cropped(image));
    }

    private static List<double[]> merge(Graph graph, Phase.Reduce phase, List<double[]> a, List<double[]> b) {
        List<double[]> merged = new ArrayList<>();
        for (int i = 0; i < a.size(); i++)
            merged.add(reduction(graph, phase.reductions().get(i)).merge(a.get(i), b.get(i)));
        return merged;
    }

    private static Reduction reduction(Graph graph, int id) {
        return (Reduction) ((Node.Step) graph.node(id)).operation();
    }
}
