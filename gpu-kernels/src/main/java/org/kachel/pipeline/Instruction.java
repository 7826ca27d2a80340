package org.kachel.pipeline;

import java.io.Serializable;
import java.util.List;
import org.kachel.block.VoxelType;
import org.kachel.op.Stencil;
import org.kachel.op.expression.Expression;

/** One action of a block's program; it yields the image of one node. */
sealed interface Instruction extends Serializable {
    int node();

    /** The nodes whose images it reads. */
    List<Integer> images();

    VoxelType type();

    /** Reads a volume. */
    record Load(int node, VoxelType type) implements Instruction {
        @Override
        public List<Integer> images() {
            return List.of();
        }
    }

    /** A run of pointwise steps as one kernel; {@code steps} says which, for plans. */
    record Fused(
            int node,
            VoxelType type,
            Expression expression,
            List<Integer> images,
            List<Integer> scalars,
            List<Integer> steps)
            implements Instruction {
        public Fused {
            images = List.copyOf(images);
            scalars = List.copyOf(scalars);
            steps = List.copyOf(steps);
        }
    }

    /** A neighbourhood operation. */
    record Filter(int node, VoxelType type, Stencil stencil, int image) implements Instruction {
        @Override
        public List<Integer> images() {
            return List.of(image);
        }
    }
}
