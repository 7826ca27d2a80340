package org.kachel.job;

import java.util.stream.LongStream;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.op.Reduction;
import org.kachel.pipeline.BlockProgram;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.Node;
import org.kachel.pipeline.Phase;

/** What one block of a phase holds at the most: known from the plan, not discovered. */
final class PhaseMemory {
    private PhaseMemory() {}

    static long deviceBytes(Phase phase, Graph graph, Interval target, Interval volume) {
        BlockProgram program = phase.program();
        long peak = program.peakBytes(target, volume);
        long kept = rootBytes(phase, graph, target, volume);
        return Math.max(peak, kept + ownBytes(phase, graph, target, volume));
    }

    /** Staging: all sources once, all results once. */
    static long hostBytes(Phase phase, Graph graph, Interval target, Interval volume) {
        BlockProgram program = phase.program();
        long in = program.sources().stream()
                .mapToLong(s -> Voxels.byteCount(graph.node(s).type(), program.interval(s, target, volume)))
                .sum();
        return in + rootBytes(phase, graph, target, volume) + labelBytes(target) + seedBytes(phase, target, volume);
    }

    private static long seedBytes(Phase phase, Interval target, Interval volume) {
        if (!(phase instanceof Phase.Propagate flood) || !flood.ranked()) return 0;
        return RankedSeeds.hostBytes(flood.program().interval(flood.seeds(), target, volume), target);
    }

    private static long rootBytes(Phase phase, Graph graph, Interval target, Interval volume) {
        BlockProgram program = phase.program();
        return program.roots().stream()
                .mapToLong(r -> Voxels.byteCount(graph.node(r).type(), program.interval(r, target, volume)))
                .sum();
    }

    private static long labelBytes(Interval target) {
        return Voxels.byteCount(VoxelType.UINT32, target);
    }

    /** The phase's own operation, after its program. */
    private static long ownBytes(Phase phase, Graph graph, Interval target, Interval volume) {
        long voxels = Intervals.numElements(target);
        if (phase instanceof Phase.Label label)
            return labelBytes(target)
                    + label.labeling().scratchBytes(graph.node(label.image()).type(), voxels);
        if (phase instanceof Phase.Propagate flood) {
            long reach = Intervals.numElements(flood.program().interval(flood.mask(), target, volume));
            return labelBytes(target)
                    + flood.flood().scratchBytes(graph.node(flood.mask()).type(), reach);
        }
        if (phase instanceof Phase.Reduce reduce)
            return reduce.reductions().stream()
                    .flatMapToLong(r -> LongStream.of(scratch(graph, r, voxels)))
                    .max()
                    .orElse(0);
        return 0;
    }

    private static long scratch(Graph graph, int reduction, long voxels) {
        Node.Step step = (Node.Step) graph.node(reduction);
        VoxelType type = graph.imageOf(reduction).type();
        return ((Reduction) step.operation()).scratchBytes(type, voxels);
    }
}
