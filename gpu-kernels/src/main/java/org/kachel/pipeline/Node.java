package org.kachel.pipeline;

import java.io.Serializable;
import java.util.List;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.op.Operation;

/** One vertex of the graph: a volume that is read, or a primitive operation on earlier nodes. Ids ascend along the arrows. */
public sealed interface Node extends Serializable {
    int id();

    /** What it is called in plans and messages: the source's name, or the user's step that it came from. */
    String name();

    List<Integer> inputs();

    /** Type of the image that it yields, or null where it yields numbers. */
    VoxelType type();

    /** The space of that image, or null. */
    Size size();

    default boolean image() {
        return type() != null;
    }

    /** A volume that is read. */
    record Source(int id, String name, VoxelType type, Size size) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of();
        }
    }

    /** An operation, never a composite. */
    record Step(int id, String name, Operation operation, List<Integer> inputs, VoxelType type, Size size)
            implements Node {
        public Step {
            inputs = List.copyOf(inputs);
        }
    }
}
