package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.kachel.block.VoxelType;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.ExpressionParser;
import org.kachel.op.expression.ExpressionSyntaxException;

/**
 * A user's expression over named inputs.
 *
 * @param inputs what the step's images are called, in their order
 * @param type the result's type
 */
record UserExpression(String formula, List<String> inputs, VoxelType type) implements Pointwise {
    static final List<CatalogueEntry> ENTRIES = List.of(new CatalogueEntry(
            "expression",
            "an element-wise formula over named inputs, such as `z = (x - y) * (x - y)`",
            List.of("x", "y"),
            1,
            true,
            List.of(
                    Parameter.text(
                            "formula", null, "C syntax; functions: " + String.join(", ", ExpressionParser.functions())),
                    Parameter.text(
                            "inputs",
                            "",
                            "names of the inputs in their order, separated by commas; "
                                    + "left out, the formula's names in alphabetical order"),
                    Parameter.voxelType("type", "float32", "the result's type; values are saturated, then truncated")),
            Map.of("formula", "z = (x - y) * (x - y)"),
            UserExpression::bind));

    UserExpression {
        inputs = List.copyOf(inputs);
    }

    private static UserExpression bind(Arguments a) {
        String formula = a.text("formula");
        try {
            List<String> inputs = a.has("inputs")
                    ? Arrays.stream(a.text("inputs").replaceAll("[\\[\\]]", "").split(","))
                            .map(String::trim)
                            .toList()
                    : List.copyOf(ExpressionParser.names(formula));
            UserExpression operation = new UserExpression(formula, inputs, a.type("type"));
            operation.expression(inputs.stream().map(i -> VoxelType.FLOAT32).toList());
            return operation;
        } catch (ExpressionSyntaxException e) {
            throw new ParameterException("formula", "expression: " + e.getMessage());
        }
    }

    @Override
    public String name() {
        return "expression";
    }

    @Override
    public VoxelType outputType(List<VoxelType> images) {
        return type;
    }

    @Override
    public Expression expression(List<VoxelType> images) {
        if (images.size() < inputs.size())
            throw new ParameterException(
                    "formula",
                    "expression: the formula has inputs %s, the step gives %d".formatted(inputs, images.size()));
        Map<String, Expression> named = new TreeMap<>();
        IntStream.range(0, inputs.size()).forEach(i -> named.put(inputs.get(i), Expression.image(i, images.get(i))));
        return Expression.cast(type, ExpressionParser.parse(formula, named));
    }
}
