package org.kachel.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.kachel.block.Halo;
import org.kachel.block.Size;
import org.kachel.op.FoldingStencil;
import org.kachel.op.Gather;
import org.kachel.op.Pointwise;
import org.kachel.op.Stencil;
import org.kachel.op.UserKernel;
import org.kachel.op.expression.Expression;

/**
 * Turns a part of the graph into a block's program.
 *
 * <ol>
 *   <li>Collect what the roots need, down to sources and to nodes that an earlier phase has stored.
 *   <li>Add up halos from the roots to the sources; where branches meet the larger counts. Behind a geometric operation they
 *       start anew, because its target lies elsewhere.
 *   <li>Put a pointwise step into its consumer where that is the only one and pointwise too.
 *   <li>Let a filter store what the pointwise steps behind it make of its result where nothing else needs that.
 * </ol>
 */
public final class Compiler {
    private final Graph graph;
    private final Set<Integer> stored;
    private final Map<Integer, Halo> roots;
    private final Map<Integer, Halo> halos = new HashMap<>();
    private final Map<Integer, Set<Integer>> consumers = new HashMap<>();
    private final Map<Integer, Instruction.Fused> pending = new HashMap<>();

    private Compiler(Graph graph, Set<Integer> stored, Map<Integer, Halo> roots) {
        this.graph = graph;
        this.stored = stored;
        this.roots = roots;
    }

    /**
     * The program that yields {@code roots}, each grown by its halo.
     *
     * @param stored nodes whose images an earlier phase has stored, to be loaded rather than computed
     */
    public static BlockProgram compile(Graph graph, Set<Integer> stored, Map<Integer, Halo> roots) {
        return compile(graph, stored, roots, true);
    }

    /** @param folding whether filters store what follows them; the results are the same */
    static BlockProgram compile(Graph graph, Set<Integer> stored, Map<Integer, Halo> roots, boolean folding) {
        return new Compiler(graph, stored, new LinkedHashMap<>(roots)).compile(folding);
    }

    private BlockProgram compile(boolean folding) {
        List<Integer> order = needed();
        for (int i = order.size() - 1; i >= 0; i--) spread(order.get(i));
        List<Instruction> instructions = new ArrayList<>();
        for (int id : order) {
            Instruction instruction = instruction(id);
            if (instruction instanceof Instruction.Fused fused && fusible(id)) pending.put(id, fused);
            else instructions.add(instruction);
        }
        Map<Integer, Size> spaces = new HashMap<>();
        order.forEach(id -> spaces.put(id, graph.node(id).size()));
        return new BlockProgram(folding ? folded(instructions) : instructions, spaces, halos, roots);
    }

    private List<Integer> needed() {
        TreeSet<Integer> found = new TreeSet<>();
        List<Integer> open = new ArrayList<>(roots.keySet());
        while (!open.isEmpty()) {
            int id = open.remove(open.size() - 1);
            if (found.add(id)) open.addAll(images(id));
        }
        return List.copyOf(found);
    }

    /** The images that a node is computed from in this program; none where it is loaded. */
    private List<Integer> images(int id) {
        if (stored.contains(id)) return List.of();
        return graph.node(id).inputs().stream()
                .filter(i -> graph.node(i).image())
                .toList();
    }

    private void spread(int id) {
        Halo own = halos.merge(id, roots.getOrDefault(id, Halo.NONE), Halo::max);
        Halo reach = reach(operation(id), own);
        for (int image : images(id)) {
            halos.merge(image, reach, Halo::max);
            consumers.computeIfAbsent(image, k -> new LinkedHashSet<>()).add(id);
        }
    }

    private static Halo reach(Object operation, Halo own) {
        if (operation instanceof Gather) return Halo.NONE;
        if (operation instanceof UserKernel kernel) return own.plus(kernel.halo());
        return operation instanceof Stencil stencil ? own.plus(stencil.halo()) : own;
    }

    private Object operation(int id) {
        return !stored.contains(id) && graph.node(id) instanceof Node.Step step ? step.operation() : null;
    }

    private boolean fusible(int id) {
        Set<Integer> users = consumers.getOrDefault(id, Set.of());
        return !roots.containsKey(id)
                && users.size() == 1
                && operation(users.iterator().next()) instanceof Pointwise;
    }

    private Instruction instruction(int id) {
        Node node = graph.node(id);
        Object operation = operation(id);
        if (operation == null) return new Instruction.Load(id, node.type());
        if (operation instanceof Stencil stencil)
            return new Instruction.Filter(id, node.type(), stencil, images(id).get(0));
        if (operation instanceof Gather gather)
            return new Instruction.Gathered(id, node.type(), gather, images(id).get(0));
        if (operation instanceof UserKernel kernel)
            return new Instruction.Custom(id, node.type(), kernel, images(id), numbers(node));
        if (operation instanceof Pointwise pointwise) return fuse((Node.Step) node, pointwise);
        throw new IllegalStateException(node.name() + " needs a phase of its own before it can be used here");
    }

    private List<Integer> numbers(Node node) {
        return node.inputs().stream().filter(i -> !graph.node(i).image()).toList();
    }

    /** The step's expression with those of its pending inputs in place, over the images and numbers that remain. */
    private Instruction.Fused fuse(Node.Step step, Pointwise pointwise) {
        List<Integer> inputs = images(step.id());
        List<Integer> numbers = numbers(step);
        List<Integer> images = new ArrayList<>();
        List<Integer> scalars = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        List<Expression> parts = new ArrayList<>();
        for (int input : inputs) parts.add(part(input, images, scalars, steps));
        Expression whole = pointwise
                .expression(inputs.stream().map(i -> graph.node(i).type()).toList())
                .substitute(
                        image -> parts.get(image.index()),
                        scalar -> Expression.scalar(position(scalars, numbers.get(scalar.input())), scalar.number()));
        steps.add(step.id());
        return new Instruction.Fused(step.id(), step.type(), whole, images, scalars, steps);
    }

    /** An input in terms of the fused kernel's images and numbers: loaded, or a pending step's own expression. */
    private Expression part(int input, List<Integer> images, List<Integer> scalars, List<Integer> steps) {
        Instruction.Fused fused = pending.get(input);
        if (fused == null)
            return Expression.image(position(images, input), graph.node(input).type());
        fused.steps().stream().filter(s -> !steps.contains(s)).forEach(steps::add);
        return fused.expression()
                .substitute(
                        image ->
                                Expression.image(position(images, fused.images().get(image.index())), image.type()),
                        scalar -> Expression.scalar(
                                position(scalars, fused.scalars().get(scalar.input())), scalar.number()));
    }

    /** The same with each run of pointwise steps in the last filter before it that only they need. */
    private List<Instruction> folded(List<Instruction> instructions) {
        List<Instruction> result = new ArrayList<>();
        for (Instruction instruction : instructions) {
            Instruction.Filter filter =
                    instruction instanceof Instruction.Fused fused ? foldable(fused, result, instructions) : null;
            result.remove(filter);
            result.add(filter == null ? instruction : fold(filter, (Instruction.Fused) instruction));
        }
        return result;
    }

    private Instruction.Filter foldable(
            Instruction.Fused fused, List<Instruction> before, List<Instruction> instructions) {
        for (int i = before.size() - 1; i >= 0; i--)
            if (before.get(i) instanceof Instruction.Filter filter
                    && filter.stencil() instanceof FoldingStencil stencil
                    && stencil.folds(graph.node(filter.image()).type())
                    && fused.images().contains(filter.node())
                    && !roots.containsKey(filter.node())
                    && readers(filter.node(), instructions) == 1) return filter;
        return null;
    }

    private static long readers(int node, List<Instruction> instructions) {
        return instructions.stream().filter(i -> i.images().contains(node)).count();
    }

    /** With the filter's result as the first image. */
    private Instruction.Folded fold(Instruction.Filter filter, Instruction.Fused fused) {
        List<Integer> images = new ArrayList<>(List.of(filter.node()));
        Expression expression = fused.expression()
                .substitute(
                        image ->
                                Expression.image(position(images, fused.images().get(image.index())), image.type()),
                        scalar -> scalar);
        return new Instruction.Folded(
                filter,
                new Instruction.Fused(fused.node(), fused.type(), expression, images, fused.scalars(), fused.steps()));
    }

    private static int position(List<Integer> list, int value) {
        int at = list.indexOf(value);
        if (at >= 0) return at;
        list.add(value);
        return list.size() - 1;
    }
}
