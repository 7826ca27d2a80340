package org.kachel.job.plan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kachel.block.BlockGrid;
import org.kachel.block.Size;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.spec.CountMapSpec;
import org.kachel.job.spec.NeighbourSpec;
import org.kachel.op.Gather;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.Node;
import org.kachel.pipeline.Phase;

/**
 * Everything that a run will do, decided before it starts.
 *
 * @param tilings of every space that a phase yields images in, in the order of the phases
 * @param spacing of the input
 * @param sources where the input volumes lie, by node
 * @param outputs what is written, in the order of the pipeline
 * @param levels further levels of outputs, each after the one that it is made from; after all phases
 * @param tables what is measured, in the order of the pipeline
 * @param scratch folder for labels that a later phase reads; removed at the end
 */
public record JobPlan(
        Graph graph,
        List<Phase> phases,
        List<Tiling> tilings,
        Spacing spacing,
        Map<Integer, VolumeAddress> sources,
        List<OutputImage> outputs,
        List<LevelPlan> levels,
        List<TablePlan> tables,
        String scratch)
        implements Serializable {
    public JobPlan {
        phases = List.copyOf(phases);
        tilings = List.copyOf(tilings);
        sources = Map.copyOf(sources);
        outputs = List.copyOf(outputs);
        levels = List.copyOf(levels);
        tables = List.copyOf(tables);
    }

    /** How the space that {@code phase} yields images in is cut into blocks. */
    public Tiling tiling(Phase phase) {
        return tilings.stream()
                .filter(t -> t.space().equals(phase.space()))
                .findFirst()
                .orElseThrow();
    }

    /** How an image that is written is cut into blocks. */
    public Tiling tiling(OutputImage output) {
        Size space = graph.node(output.node()).size();
        return tilings.stream().filter(t -> t.space().equals(space)).findFirst().orElseThrow();
    }

    /** The distance of a node's voxels. */
    public Spacing spacing(int node) {
        return spacing(graph, spacing, node);
    }

    /** The same, where the plan is still to be made. */
    static Spacing spacing(Graph graph, Spacing input, int node) {
        if (!(graph.node(node) instanceof Node.Step step)) return input;
        Spacing s = spacing(graph, input, graph.imageOf(node).id());
        if (!(step.operation() instanceof Gather gather)) return s;
        double[] xyz = gather.spacing(new double[] {s.x(), s.y(), s.z()});
        return new Spacing(xyz[0], xyz[1], xyz[2], s.unit());
    }

    /** Voxels that are read to make the further levels of all outputs. */
    public long voxelsDownsampled() {
        return levels.stream().mapToLong(LevelPlan::voxelsBefore).sum();
    }

    /** Bytes that go to the device and come back for the further levels of all outputs. */
    public long levelBytesMoved() {
        return levels.stream()
                .mapToLong(l -> l.bytes()
                        + l.voxelsBefore() * l.output().sink().spec().type().bytes())
                .sum();
    }

    /**
     * The blocks of one space.
     *
     * @param objectSize of the stored objects of images in that space; blocks are whole ones
     * @param memory what a run holds while it works on them
     */
    public record Tiling(BlockGrid grid, int[] objectSize, Memory memory) implements Serializable {
        public Tiling {
            objectSize = objectSize.clone();
        }

        public Size space() {
            return Size.of(grid.volume());
        }
    }

    /** An image that is written: which node, and where. */
    public record OutputImage(String step, int node, Sink sink) implements Serializable {}

    /**
     * A table that is written.
     *
     * @param labels node of the label image
     * @param intensities nodes of the measured images
     * @param names what their columns are called
     * @param files where it goes, by ending {@code .parquet} or {@code .csv}
     * @param neighbours what is asked about neighbours, or null
     * @param countMap or null
     */
    public record TablePlan(
            int labels,
            List<Integer> intensities,
            List<String> names,
            List<String> files,
            NeighbourSpec neighbours,
            CountMapSpec countMap)
            implements Serializable {
        /** All files that are written. */
        public List<String> allFiles() {
            List<String> all = new ArrayList<>(files);
            if (neighbours != null) all.addAll(neighbours.allFiles());
            if (countMap != null) all.addAll(countMap.files());
            return all;
        }
    }

    /**
     * What a run holds.
     *
     * @param slots tasks at the same time in one process
     * @param deviceBytesPerSlot most bytes of one block's images and scratch on the device, over all phases
     * @param hostBytesPerSlot staging memory of one block
     * @param deviceBudget bytes that all slots may hold on the device
     * @param why which bound chose the block's size
     */
    public record Memory(int slots, long deviceBytesPerSlot, long hostBytesPerSlot, long deviceBudget, String why)
            implements Serializable {}
}
