package org.kachel.op;

import java.util.List;
import java.util.stream.IntStream;
import org.kachel.block.VoxelType;
import org.kachel.op.expression.Expression;

/**
 * A formula with its numbers.
 *
 * @param numbers in the formula's order, NaN where one was left out
 * @param type the result's type; null for the formula's own
 */
record Arithmetic(Formula formula, List<Double> numbers, VoxelType type) implements Pointwise {
    Arithmetic {
        numbers = List.copyOf(numbers);
    }

    @Override
    public String name() {
        return formula.kebab();
    }

    @Override
    public VoxelType outputType(List<VoxelType> images) {
        if (type != null) return type;
        if (formula == Formula.MASK) return images.get(0);
        return formula.binary() ? VoxelType.UINT8 : VoxelType.FLOAT32;
    }

    @Override
    public Expression expression(List<VoxelType> images) {
        List<Expression> x = IntStream.range(0, formula.images())
                .mapToObj(i -> Expression.image(i, images.get(i)))
                .toList();
        return formula.of(x, numbers, outputType(images));
    }
}
