package org.kachel.job.plan;

import java.util.List;
import java.util.stream.LongStream;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.Runs;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.op.Patch;
import org.kachel.op.Reduction;
import org.kachel.pipeline.BlockProgram;
import org.kachel.pipeline.DeviceEngine;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.Node;
import org.kachel.pipeline.Phase;

/** What one block of a phase holds at the most: known from the plan, not discovered. */
final class PhaseMemory {
    private PhaseMemory() {}

    static long deviceBytes(Phase phase, Graph graph, Interval target) {
        BlockProgram program = phase.program();
        long peak = program.peakBytes(target);
        long kept = rootBytes(phase, graph, target);
        return Math.max(peak, kept + ownBytes(phase, graph, target));
    }

    /** Staging: all sources once, all results once. */
    static long hostBytes(Phase phase, Graph graph, Interval target) {
        BlockProgram program = phase.program();
        long in = program.sources().stream()
                .mapToLong(s -> graph.node(s).type().bytes() * program.voxels(s, target))
                .sum();
        long out = labelBytes(target);
        if (phase instanceof Phase.Widen w)
            out = Voxels.byteCount(graph.node(w.node()).type(), target);
        if (phase instanceof Phase.Exchange e)
            out = Voxels.byteCount(graph.node(e.node()).type(), target) + 2 * borderBytes(target);
        return in + rootBytes(phase, graph, target) + out + seedBytes(phase, graph, target);
    }

    /** Seeds as they are stored, or ids that are wider than a flood's labels: the same memory, one after the other. */
    private static long seedBytes(Phase phase, Graph graph, Interval target) {
        if (!(phase instanceof Phase.Propagate flood) || !flood.ranked()) return 0;
        long seeds = seedBytes(flood.program().interval(flood.seeds(), target), target);
        boolean wide = graph.node(flood.node()).type() == VoxelType.UINT64;
        return Math.max(seeds, wide ? Voxels.byteCount(VoxelType.UINT64, target) : 0);
    }

    /** Stored seeds that are held at once at the most, where a chunk is no deeper than {@code target}. */
    static long seedBytes(Interval read, Interval target) {
        return Voxels.byteCount(VoxelType.UINT64, read)
                / read.dimension(2)
                * Math.min(read.dimension(2), target.dimension(2));
    }

    /** Of the voxels around a block, as blocks tell each other; as much as those at its own border, or more. */
    static long borderBytes(Interval target) {
        long grown = Intervals.numElements(Intervals.expand(target, 1));
        return (grown - Intervals.numElements(target)) * Patch.bytesPerVoxel();
    }

    private static long rootBytes(Phase phase, Graph graph, Interval target) {
        BlockProgram program = phase.program();
        return program.roots().stream()
                .mapToLong(r -> graph.node(r).type().bytes() * program.voxels(r, target))
                .sum();
    }

    private static long labelBytes(Interval target) {
        return Voxels.byteCount(VoxelType.UINT32, target);
    }

    /** The phase's own operation, after its program. */
    private static long ownBytes(Phase phase, Graph graph, Interval target) {
        long voxels = Intervals.numElements(target);
        if (phase instanceof Phase.Label label)
            return labelBytes(target)
                    + label.labeling().scratchBytes(graph.node(label.image()).type(), voxels)
                    + runBytes(label, graph, target);
        if (phase instanceof Phase.Propagate flood) {
            long reach = flood.program().voxels(flood.mask(), target);
            return labelBytes(target)
                    + flood.flood().scratchBytes(graph.node(flood.mask()).type(), reach);
        }
        if (phase instanceof Phase.Exchange exchange) {
            List<VoxelType> types =
                    exchange.images().stream().map(i -> graph.node(i).type()).toList();
            boolean flat = phase.space().z() == 1;
            return Voxels.byteCount(graph.node(exchange.node()).type(), target)
                    + exchange.exchange().scratchBytes(types, target, flat);
        }
        if (phase instanceof Phase.Touch) return rootBytes(phase, graph, target);
        if (phase instanceof Phase.Widen widen) return widenBytes(widen, graph, target);
        if (phase instanceof Phase.Reduce reduce)
            return reduce.reductions().stream()
                    .flatMapToLong(r -> LongStream.of(scratch(graph, r, voxels)))
                    .max()
                    .orElse(0);
        return 0;
    }

    /** At the first reach, as with floods. */
    private static long widenBytes(Phase.Widen phase, Graph graph, Interval target) {
        VoxelType type = graph.node(phase.image()).type();
        long in = phase.program().voxels(phase.image(), target);
        return Voxels.byteCount(graph.node(phase.node()).type(), target)
                + phase.widening().scratchBytes(type, in, Intervals.numElements(target));
    }

    /** The most that runs take with their sums, before voxels come down instead. */
    private static long runBytes(Phase.Label phase, Graph graph, Interval target) {
        long voxels = labelBytes(target);
        for (int image : phase.uses().intensities()) {
            VoxelType type = graph.node(image).type();
            if (Runs.hasSums(type)) voxels += Voxels.byteCount(type, target);
        }
        return voxels / DeviceEngine.RUNS_SHARE;
    }

    private static long scratch(Graph graph, int reduction, long voxels) {
        Node.Step step = (Node.Step) graph.node(reduction);
        VoxelType type = graph.imageOf(reduction).type();
        return ((Reduction) step.operation()).scratchBytes(type, voxels);
    }
}
