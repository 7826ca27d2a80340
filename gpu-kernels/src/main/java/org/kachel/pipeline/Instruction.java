package org.kachel.pipeline;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.op.Gather;
import org.kachel.op.Stencil;
import org.kachel.op.UserKernel;
import org.kachel.op.expression.Expression;

/** One action of a block's program; it yields the image of one node. */
sealed interface Instruction extends Serializable {
    int node();

    /** The nodes whose images it reads. */
    List<Integer> images();

    VoxelType type();

    /** The nodes whose numbers it uses. */
    default List<Integer> scalars() {
        return List.of();
    }

    /** What it needs of {@code image}, one of {@link #images}, for {@code out}, where that image lives in {@code volume}. */
    default Interval source(int image, Interval out, Interval volume) {
        return out;
    }

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

    /** A user's kernel. */
    record Custom(int node, VoxelType type, UserKernel kernel, List<Integer> images, List<Integer> scalars)
            implements Instruction {
        public Custom {
            images = List.copyOf(images);
            scalars = List.copyOf(scalars);
        }

        @Override
        public Interval source(int image, Interval out, Interval volume) {
            return kernel.halo().grow(out, volume);
        }
    }

    /** A neighbourhood operation. */
    record Filter(int node, VoxelType type, Stencil stencil, int image) implements Instruction {
        @Override
        public List<Integer> images() {
            return List.of(image);
        }

        @Override
        public Interval source(int image, Interval out, Interval volume) {
            return stencil.halo().grow(out, volume);
        }
    }

    /** A neighbourhood operation and the pointwise steps behind it, whose first image is its result, which is never held. */
    record Folded(Filter filter, Fused fused) implements Instruction {
        @Override
        public int node() {
            return fused.node();
        }

        @Override
        public VoxelType type() {
            return fused.type();
        }

        @Override
        public List<Integer> scalars() {
            return fused.scalars();
        }

        /** Those that the steps read besides. */
        List<Integer> others() {
            return fused.images().subList(1, fused.images().size());
        }

        @Override
        public List<Integer> images() {
            return Stream.concat(Stream.of(filter.image()), others().stream())
                    .distinct()
                    .toList();
        }

        @Override
        public Interval source(int image, Interval out, Interval volume) {
            return image == filter.image() ? filter.source(image, out, volume) : out;
        }

        List<Integer> steps() {
            return Stream.concat(Stream.of(filter.node()), fused.steps().stream())
                    .toList();
        }
    }

    /** A geometric operation: its image lives in another space. */
    record Gathered(int node, VoxelType type, Gather gather, int image) implements Instruction {
        @Override
        public List<Integer> images() {
            return List.of(image);
        }

        @Override
        public Interval source(int image, Interval out, Interval volume) {
            return gather.source(out, volume);
        }
    }
}
