package org.kachel.job.plan;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.imglib2.util.Intervals;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Levels;
import org.kachel.block.io.VolumeSpec;
import org.kachel.op.Catalogue;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.GraphBuilder;
import org.kachel.pipeline.Phase;
import org.kachel.pipeline.Phases;
import org.kachel.pipeline.Request;

/**
 * A level of a written image, from 1: a pass of its own that reads the level before it from where it was written, because
 * the ids of labels are final only there, and makes each box of it one voxel.
 *
 * @param output the image that is written
 * @param tiling the blocks of this level
 */
public record LevelPlan(JobPlan.OutputImage output, int level, JobPlan.Tiling tiling) implements Serializable {
    /** The level before, in the graph of this pass. */
    public static final int FROM = 0;

    /** This level, in the graph of this pass. */
    public static final int TO = 1;

    public String title() {
        return "level " + level + " of " + output.step();
    }

    /** How boxes of what size become voxels, such as {@code mean of 2 × 2 × 1}. */
    String method() {
        Levels levels = output.sink().spec().levels();
        int[] step = levels.step(output.sink().spec().size(), level);
        return levels.method() + " of "
                + Arrays.stream(step).mapToObj(Integer::toString).collect(Collectors.joining(" × "));
    }

    /** Bytes of this level before the codec. */
    long bytes() {
        return Voxels.byteCount(output.sink().spec().type(), tiling.grid().volume());
    }

    /** Of the level before. */
    long voxelsBefore() {
        VolumeSpec image = output.sink().spec();
        return Intervals.numElements(
                Size.of(image.levels().size(image.size(), level - 1)).volume());
    }

    /** What a block of a {@link #graph} runs. */
    public static Phase.Write phase(Graph graph) {
        return (Phase.Write)
                Phases.cut(graph, new Request(List.of(TO), List.of())).get(0);
    }

    /** For voxels of {@code type}, which for labels is known at the end only. */
    public Graph graph(VoxelType type) {
        return graph(output, level, type);
    }

    static Graph graph(JobPlan.OutputImage output, int level, VoxelType type) {
        Levels levels = output.sink().spec().levels();
        long[] finest = output.sink().spec().size();
        List<Integer> factor = Arrays.stream(levels.step(finest, level)).boxed().toList();
        Map<String, Object> parameters = Map.of("factor", factor, "method", levels.method());
        return new GraphBuilder()
                .source("before", type, Size.of(levels.size(finest, level - 1)))
                .step("level", Catalogue.entry("downsample").bind(parameters), List.of("before"))
                .build();
    }
}
