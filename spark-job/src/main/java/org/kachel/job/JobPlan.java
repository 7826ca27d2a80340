package org.kachel.job;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.kachel.block.BlockGrid;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.Phase;

/**
 * Everything that a run will do, decided before it starts.
 *
 * @param sources where the input volumes lie, by node
 * @param outputs what is written, in the order of the pipeline
 * @param tables what is measured, in the order of the pipeline
 * @param scratch folder for labels that a later phase reads; removed at the end
 */
public record JobPlan(
        Graph graph,
        List<Phase> phases,
        BlockGrid grid,
        Spacing spacing,
        Map<Integer, VolumeAddress> sources,
        List<OutputImage> outputs,
        List<TablePlan> tables,
        String scratch,
        int[] objectSize,
        Memory memory)
        implements Serializable {
    public JobPlan {
        phases = List.copyOf(phases);
        sources = Map.copyOf(sources);
        outputs = List.copyOf(outputs);
        tables = List.copyOf(tables);
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
     */
    public record TablePlan(int labels, List<Integer> intensities, List<String> names, List<String> files)
            implements Serializable {}

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
