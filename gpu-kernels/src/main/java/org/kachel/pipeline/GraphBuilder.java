package org.kachel.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kachel.block.VoxelType;
import org.kachel.op.Catalogue;
import org.kachel.op.Composite;
import org.kachel.op.Flood;
import org.kachel.op.Labeling;
import org.kachel.op.Operation;
import org.kachel.op.ParameterException;
import org.kachel.op.Pointwise;
import org.kachel.op.Relabeling;
import org.kachel.op.Stencil;

/**
 * Builds the graph: puts composites' steps in their place, gives every node its type and uses equal steps on equal inputs
 * only once.
 */
public final class GraphBuilder {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Object, Integer> known = new HashMap<>();
    private final Map<String, Integer> named = new LinkedHashMap<>();

    private record Key(Operation operation, List<Integer> inputs) {}

    private record Handle(int id) implements Composite.Operand {}

    /** A volume to read, called {@code name}. */
    public GraphBuilder source(String name, VoxelType type) {
        nodes.add(new Node.Source(nodes.size(), name, type));
        named.put(name, nodes.size() - 1);
        return this;
    }

    /**
     * The user's step {@code name}. *Errors*: {@link ParameterException} where an input is missing, of the wrong kind or of a
     * type that the operation does not take.
     */
    public GraphBuilder step(String name, Operation operation, List<String> of) {
        Composite.Operand[] inputs = of.stream().map(this::named).toArray(Composite.Operand[]::new);
        named.put(name, add(name, operation, inputs).id());
        return this;
    }

    public Graph build() {
        return new Graph(nodes, named);
    }

    private Composite.Operand named(String name) {
        Integer id = named.get(name);
        if (id == null) throw new ParameterException("of", "no step above is called '" + name + "'");
        return new Handle(id);
    }

    private Handle add(String name, Operation operation, Composite.Operand... operands) {
        if (operation instanceof Composite composite) return expand(name, composite, List.of(operands));
        List<Integer> inputs =
                Arrays.stream(operands).map(o -> ((Handle) o).id()).toList();
        Integer same = known.get(new Key(operation, inputs));
        if (same != null) return new Handle(same);
        nodes.add(new Node.Step(nodes.size(), name, operation, inputs, type(operation, inputs)));
        known.put(new Key(operation, inputs), nodes.size() - 1);
        return new Handle(nodes.size() - 1);
    }

    private Handle expand(String name, Composite composite, List<Composite.Operand> inputs) {
        return (Handle) composite.expand(inputs, new Composite.Builder() {
            @Override
            public Composite.Operand apply(Operation operation, Composite.Operand... operands) {
                return add(name, operation, operands);
            }

            @Override
            public Composite.Operand apply(String entry, Map<String, ?> parameters, Composite.Operand... operands) {
                return add(name, Catalogue.entry(entry).bind(parameters), operands);
            }
        });
    }

    private VoxelType type(Operation operation, List<Integer> inputs) {
        List<VoxelType> images = inputs.stream()
                .map(nodes::get)
                .filter(Node::image)
                .map(Node::type)
                .toList();
        if (operation instanceof Pointwise pointwise) return pointwise.outputType(images);
        if (operation instanceof Stencil stencil) return stencilType(stencil, images);
        if (operation instanceof Flood flood) return labels(flood, images, 2);
        if (operation instanceof Labeling || operation instanceof Relabeling) return labels(operation, images, 1);
        return null;
    }

    private static VoxelType stencilType(Stencil stencil, List<VoxelType> images) {
        count(stencil, images, 1);
        if (!stencil.inputTypes().contains(images.get(0)))
            throw new ParameterException(
                    "of", stencil.name() + " takes " + stencil.inputTypes() + ", not " + images.get(0));
        return stencil.outputType(images.get(0));
    }

    private static VoxelType labels(Operation operation, List<VoxelType> images, int inputs) {
        count(operation, images, inputs);
        return VoxelType.UINT32;
    }

    private static void count(Operation operation, List<VoxelType> images, int inputs) {
        if (images.size() != inputs)
            throw new ParameterException(
                    "of", "%s takes %d image(s), not %d".formatted(operation.name(), inputs, images.size()));
    }
}
