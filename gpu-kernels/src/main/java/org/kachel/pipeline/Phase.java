package org.kachel.pipeline;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kachel.block.Halo;
import org.kachel.block.Size;
import org.kachel.op.BorderExchange;
import org.kachel.op.Flood;
import org.kachel.op.Labeling;
import org.kachel.op.ObjectMap;
import org.kachel.op.Relabeling;
import org.kachel.op.Widening;

/** One pass over the grid: what it computes on each block, and what it leaves behind. */
public sealed interface Phase extends Serializable {
    /** For plans and progress: the steps that it finishes. */
    String title();

    /** The program of a block; for a flood, at its first reach. */
    BlockProgram program();

    /** The space of what it yields: its grid lies over that. */
    default Size space() {
        return program().space();
    }

    /**
     * What a phase does with the labels that it makes.
     *
     * @param stored whether a later phase reads them
     * @param tables indices of the requested tables that can be collected on the way
     * @param intensities nodes of the images that those tables measure
     * @param counted whether a later phase decides by the objects' properties
     * @param surface whether surface voxels are counted, which takes a voxel around each block
     */
    record Uses(boolean stored, List<Integer> tables, List<Integer> intensities, boolean counted, boolean surface)
            implements Serializable {
        public Uses {
            tables = List.copyOf(tables);
            intensities = List.copyOf(intensities);
        }

        public boolean measured() {
            return counted || !tables.isEmpty();
        }
    }

    /** Reductions of the image to numbers. */
    record Reduce(String title, List<Integer> reductions, BlockProgram program) implements Phase {}

    /** Parts on each block, joined across blocks, numbered and painted. */
    record Label(String title, int node, Labeling labeling, int image, Uses uses, BlockProgram program)
            implements Phase {}

    /** Labels that grow through a mask, block by block to the fixpoint, with a reach that widens until certain. */
    record Propagate(
            String title,
            int node,
            Flood flood,
            int seeds,
            int mask,
            Uses uses,
            Graph graph,
            Set<Integer> materialised,
            int firstReach,
            BlockProgram program)
            implements Phase {
        /** The program for a halo of {@code reach} around the target. */
        public BlockProgram program(int reach) {
            Map<Integer, Halo> roots = new LinkedHashMap<>();
            uses.intensities().forEach(i -> roots.put(i, Halo.NONE));
            roots.merge(seeds, Halo.of(reach), Halo::max);
            roots.merge(mask, Halo.of(reach), Halo::max);
            return Compiler.compile(graph, materialised, roots);
        }

        /** With another flood in its place. */
        public Propagate of(Flood other) {
            return new Propagate(title, node, other, seeds, mask, uses, graph, materialised, firstReach, program);
        }

        /** Whether seeds are ranked apart from their ids, as {@link Labeling#seeds} says; otherwise the larger id wins. */
        public boolean ranked() {
            return graph.node(seeds) instanceof Node.Step step
                    && step.operation() instanceof Labeling labeling
                    && labeling.seeds();
        }
    }

    /** What looks as far around each block as it takes to be certain, as distances do. */
    record Widen(
            String title,
            int node,
            Widening widening,
            int image,
            Uses uses,
            Graph graph,
            Set<Integer> materialised,
            BlockProgram program)
            implements Phase {
        Widen of(BlockProgram first) {
            return new Widen(title, node, widening, image, uses, graph, materialised, first);
        }

        /** The program that yields the image on the target and {@code reach} around it. */
        public BlockProgram program(Halo reach) {
            return Compiler.compile(graph, materialised, Map.of(image, reach));
        }
    }

    /**
     * Rounds over the blocks, which hand each other their borders until no border changes.
     *
     * @param images nodes of the operation's inputs, in its order
     * @param rounds the program of a round, which yields these
     * @param program that of the last pass, which yields what is measured, too
     */
    record Exchange(
            String title,
            int node,
            BorderExchange exchange,
            List<Integer> images,
            Uses uses,
            BlockProgram rounds,
            BlockProgram program)
            implements Phase {
        public Exchange {
            images = List.copyOf(images);
        }
    }

    /**
     * New ids for whole objects.
     *
     * @param image node of the image in which objects are measured, −1 where there is none
     */
    record Relabel(
            String title, int node, Relabeling relabeling, int labels, int image, Uses uses, BlockProgram program)
            implements Phase {}

    /** A number for each object, painted; {@code image} as above. */
    record Paint(String title, int node, ObjectMap map, int labels, int image, Uses uses, BlockProgram program)
            implements Phase {}

    /** Images that leave as they are. */
    record Write(String title, List<Integer> images, BlockProgram program) implements Phase {}

    /** Tables of labels that lie in a volume already. */
    record Measure(String title, int labels, Uses uses, BlockProgram program) implements Phase {}

    /** Who touches whom in labels that lie in a volume already: the program yields them with a halo of one voxel. */
    record Touch(String title, int labels, BlockProgram program) implements Phase {}
}
