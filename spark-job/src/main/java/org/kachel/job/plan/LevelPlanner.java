package org.kachel.job.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.io.VolumeSpec;
import org.kachel.pipeline.Graph;

/**
 * The passes that make the further levels of outputs.
 *
 * @param block the user's, or null
 */
public record LevelPlanner(int[] block, Limits limits) {
    public List<LevelPlan> levels(List<JobPlan.OutputImage> outputs) {
        List<LevelPlan> levels = new ArrayList<>();
        for (JobPlan.OutputImage output : outputs)
            for (int level = 1; level < output.sink().spec().levels().count(); level++)
                levels.add(new LevelPlan(output, level, tiling(output, level)));
        return levels;
    }

    /** Labels may turn out to be of 64 bits. */
    private JobPlan.Tiling tiling(JobPlan.OutputImage output, int level) {
        VolumeSpec image = output.sink().spec();
        Size space = Size.of(image.levels().size(image.size(), level));
        int[] chunk = IntStream.range(0, 3)
                .map(d -> (int) Math.min(space.along(d), image.chunk()[d]))
                .toArray();
        Graph graph = LevelPlan.graph(output, level, image.label() ? VoxelType.UINT64 : image.type());
        BlockSizer sizer = new BlockSizer(space.toArray(), chunk, graph, List.of(LevelPlan.phase(graph)), limits);
        return sizer.tiling(block(sizer));
    }

    /** The user's block where it fits, though a block of a level reads eight times as many voxels. */
    private BlockSizer.Choice block(BlockSizer sizer) {
        if (block == null) return sizer.choose();
        try {
            return sizer.check(block);
        } catch (DoesNotFitException e) {
            return sizer.choose();
        }
    }
}
