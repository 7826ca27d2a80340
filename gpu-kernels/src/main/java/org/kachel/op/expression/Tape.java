package org.kachel.op.expression;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.kachel.block.VoxelType;

/**
 * An expression as a list of steps, operands before users, equal values once: what both the Java evaluation and the kernel
 * are made from. The last step is the result.
 */
record Tape(List<Step> steps) {
    /**
     * @param node what is done
     * @param operands positions of the operands
     * @param uniform whether it depends on numbers alone
     */
    record Step(Expression node, List<Integer> operands, boolean uniform) {
        VoxelType type() {
            return node.type();
        }
    }

    private record Key(Object head, List<Integer> operands) {}

    static Tape of(Expression expression) {
        List<Step> steps = new ArrayList<>();
        Map<Key, Integer> known = new HashMap<>();
        Map<Expression, Integer> position = new IdentityHashMap<>();
        visit(expression, node -> {
            List<Integer> operands = node.operands().stream().map(position::get).toList();
            position.put(node, known.computeIfAbsent(new Key(node.head(), operands), key -> {
                boolean uniform = !(node instanceof Expression.Image)
                        && operands.stream().allMatch(o -> steps.get(o).uniform());
                steps.add(new Step(node, operands, uniform));
                return steps.size() - 1;
            }));
        });
        return new Tape(Collections.unmodifiableList(steps));
    }

    /** Every node once, operands first. */
    static void visit(Expression root, Consumer<Expression> visitor) {
        visit(root, visitor, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void visit(Expression node, Consumer<Expression> visitor, Set<Expression> seen) {
        if (!seen.add(node)) return;
        node.operands().forEach(o -> visit(o, visitor, seen));
        visitor.accept(node);
    }

    /** The images used, by index. *Errors*: {@link IllegalArgumentException} where one is used as two types. */
    List<Expression.Image> images() {
        Map<Integer, Expression.Image> byIndex = new java.util.TreeMap<>();
        for (Step step : steps)
            if (step.node() instanceof Expression.Image image) {
                Expression.Image other = byIndex.put(image.index(), image);
                if (other != null)
                    throw new IllegalArgumentException(
                            "image %d is used as %s and as %s".formatted(image.index(), other.type(), image.type()));
            }
        return List.copyOf(byIndex.values());
    }

    /** Positions of the uniform steps that the others use, and the last one if uniform: a kernel's numeric arguments. */
    List<Integer> numbers() {
        Set<Integer> used = new java.util.TreeSet<>();
        for (Step step : steps)
            if (!step.uniform())
                step.operands().stream().filter(o -> steps.get(o).uniform()).forEach(used::add);
        if (steps.get(steps.size() - 1).uniform()) used.add(steps.size() - 1);
        return List.copyOf(used);
    }
}
