package org.kachel.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.op.BorderExchange;
import org.kachel.op.Catalogue;
import org.kachel.op.Comparison;
import org.kachel.op.Composite;
import org.kachel.op.Flood;
import org.kachel.op.Gather;
import org.kachel.op.Labeling;
import org.kachel.op.ObjectMap;
import org.kachel.op.Operation;
import org.kachel.op.ParameterException;
import org.kachel.op.Pointwise;
import org.kachel.op.Relabeling;
import org.kachel.op.Stencil;
import org.kachel.op.UserKernel;
import org.kachel.op.Widening;

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
    public GraphBuilder source(String name, VoxelType type, Size size) {
        nodes.add(new Node.Source(nodes.size(), name, type, size));
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

    private Handle add(String name, Operation given, Composite.Operand... operands) {
        Operation operation = given.on(Arrays.stream(operands)
                .map(o -> nodes.get(((Handle) o).id()).type())
                .toList());
        if (operation instanceof Composite composite) return expand(name, composite, List.of(operands));
        if (operation instanceof Flood flood) operands[0] = seeds(name, flood, (Handle) operands[0]);
        List<Integer> inputs =
                Arrays.stream(operands).map(o -> ((Handle) o).id()).toList();
        Integer same = known.get(new Key(operation, inputs));
        if (same != null) return new Handle(same);
        VoxelType type = type(operation, inputs);
        Size size = type == null ? null : size(name, operation, inputs);
        nodes.add(new Node.Step(nodes.size(), name, operation, inputs, type, size));
        known.put(new Key(operation, inputs), nodes.size() - 1);
        return new Handle(nodes.size() - 1);
    }

    /** Labels of up to 32 bits as uint32, which is what floods take. */
    private Handle seeds(String name, Flood flood, Handle labels) {
        VoxelType type = nodes.get(labels.id()).type();
        if (type == VoxelType.UINT32) return labels;
        if (type == null || type.floating() || type.bytes() > 4)
            throw new ParameterException(
                    "of",
                    "%s takes labels, integers of up to 32 bits, not %s; relabel-sequential makes such of other integers"
                            .formatted(flood.name(), type));
        return add(name, Catalogue.entry("convert").bind(Map.of("type", "uint32")), labels);
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
        if (operation instanceof Comparison comparison) compared(comparison, inputs);
        if (operation instanceof Pointwise pointwise) return pointwise.outputType(images);
        if (operation instanceof UserKernel kernel) return kernel.outputType(images);
        if (operation instanceof Stencil stencil) return stencilType(stencil, images);
        if (operation instanceof Gather gather) return gathered(gather, images);
        if (operation instanceof Widening widening) return widened(widening, images);
        if (operation instanceof BorderExchange exchange) return exchange.outputType(images);
        if (operation instanceof Flood flood) return flooded(flood, inputs, images);
        if (operation instanceof Labeling labeling) return labels(labeling, inputs, images);
        if (operation instanceof Relabeling relabeling) return relabeled(relabeling, images);
        if (operation instanceof ObjectMap) return mapped(operation, images);
        return null;
    }

    private static void compared(Comparison comparison, List<Integer> inputs) {
        if (comparison.constant() == null && inputs.size() < 2)
            throw new ParameterException("value", comparison.name() + " needs 'value' or a second image");
    }

    private static VoxelType stencilType(Stencil stencil, List<VoxelType> images) {
        count(stencil, images, 1);
        if (!stencil.inputTypes().contains(images.get(0)))
            throw new ParameterException(
                    "of", stencil.name() + " takes " + stencil.inputTypes() + ", not " + images.get(0));
        return stencil.outputType(images.get(0));
    }

    private static VoxelType widened(Widening widening, List<VoxelType> images) {
        count(widening, images, 1);
        return widening.outputType(images.get(0));
    }

    private static VoxelType gathered(Gather gather, List<VoxelType> images) {
        count(gather, images, 1);
        return gather.outputType(images.get(0));
    }

    /** The space of a step's image: that of its inputs, which must be one, or what a geometric operation makes of it. */
    private Size size(String name, Operation operation, List<Integer> inputs) {
        List<Node> images = inputs.stream().map(nodes::get).filter(Node::image).toList();
        Node first = images.get(0);
        for (Node other : images)
            if (!other.size().equals(first.size()))
                throw new ParameterException(
                        "of",
                        "%s (%s) takes images of one size, but '%s' has %s and '%s' has %s voxels"
                                .formatted(
                                        name,
                                        operation.name(),
                                        first.name(),
                                        first.size(),
                                        other.name(),
                                        other.size()));
        if (!(operation instanceof Gather gather)) return first.size();
        return Size.of(gather.outputSize(first.size().toArray()));
    }

    /** Seeds of a flood are uint32 on their way: a flood sees positions among those around a block. */
    private VoxelType labels(Labeling labeling, List<Integer> inputs, List<VoxelType> images) {
        count(labeling, images, 1);
        return labeling.seeds() ? VoxelType.UINT32 : numbered(labeling, inputs);
    }

    private VoxelType flooded(Flood flood, List<Integer> inputs, List<VoxelType> images) {
        count(flood, images, 2);
        if (nodes.get(inputs.get(0)) instanceof Node.Step step
                && step.operation() instanceof Labeling labeling
                && labeling.seeds()) return numbered(labeling, inputs);
        return VoxelType.UINT32;
    }

    private VoxelType numbered(Labeling labeling, List<Integer> inputs) {
        return labeling.numbering().type(nodes.get(inputs.get(0)).size());
    }

    private static VoxelType relabeled(Relabeling relabeling, List<VoxelType> images) {
        checkLabels(relabeling, images);
        return relabeling.keepsIds() && images.get(0).bytes() == 8 ? VoxelType.UINT64 : VoxelType.UINT32;
    }

    private static VoxelType mapped(Operation operation, List<VoxelType> images) {
        checkLabels(operation, images);
        return VoxelType.FLOAT32;
    }

    /** Labels, and perhaps an image that is measured in them. */
    private static void checkLabels(Operation operation, List<VoxelType> images) {
        count(operation, images, Math.max(1, Math.min(2, images.size())));
        if (images.get(0).floating())
            throw new ParameterException(
                    "of", "%s takes labels, which are integers, not %s".formatted(operation.name(), images.get(0)));
    }

    private static void count(Operation operation, List<VoxelType> images, int inputs) {
        if (images.size() != inputs)
            throw new ParameterException(
                    "of", "%s takes %d image(s), not %d".formatted(operation.name(), inputs, images.size()));
    }
}
