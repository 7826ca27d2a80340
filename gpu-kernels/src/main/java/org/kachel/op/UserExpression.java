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
 * @param numbers those of the inputs that are numbers, such as the image's mean
 * @param type the result's type
 */
record UserExpression(String formula, List<String> inputs, List<String> numbers, VoxelType type) implements Pointwise {
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
        numbers = List.copyOf(numbers);
    }

    private static UserExpression bind(Arguments a) {
        String formula = a.text("formula");
        try {
            List<String> inputs = a.has("inputs")
                    ? Arrays.stream(a.text("inputs").replaceAll("[\\[\\]]", "").split(","))
                            .map(String::trim)
                            .toList()
                    : List.copyOf(ExpressionParser.names(formula));
            UserExpression operation = new UserExpression(formula, inputs, List.of(), a.type("type"));
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
    public UserExpression on(List<VoxelType> types) {
        if (types.size() < inputs.size()) throw few(types.size());
        if (types.stream().allMatch(t -> t == null))
            throw new ParameterException("of", "expression: the step gives numbers alone, but needs an image");
        List<String> found = IntStream.range(0, inputs.size())
                .filter(i -> types.get(i) == null)
                .mapToObj(inputs::get)
                .toList();
        return new UserExpression(formula, inputs, found, type);
    }

    private ParameterException few(int given) {
        return new ParameterException(
                "formula", "expression: the formula has inputs %s, the step gives %d".formatted(inputs, given));
    }

    @Override
    public VoxelType outputType(List<VoxelType> images) {
        return type;
    }

    @Override
    public Expression expression(List<VoxelType> images) {
        if (images.size() < inputs.size() - numbers.size()) throw few(images.size() + numbers.size());
        Map<String, Expression> named = new TreeMap<>();
        int image = 0, number = 0;
        for (String input : inputs)
            if (numbers.contains(input)) named.put(input, Expression.scalar(number++, 0));
            else named.put(input, Expression.image(image, images.get(image++)));
        return Expression.cast(type, ExpressionParser.parse(formula, named));
    }
}
