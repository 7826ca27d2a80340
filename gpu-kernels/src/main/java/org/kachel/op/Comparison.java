package org.kachel.op;

import java.util.List;
import org.kachel.block.VoxelType;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.Relation;

/**
 * 1 where an image stands in a relation to a constant, to a second image or to a number computed before, else 0. Exact for
 * all types, 64-bit integers included.
 *
 * @param constant null for the second image, or, where only one image is given, the first number of the first scalar input
 * @param type the result's type
 */
public record Comparison(String name, Relation relation, Double constant, VoxelType type) implements Pointwise {
    /** Against the first number of the step's scalar input, such as {@code (GREATER)} for an automatic threshold. */
    public static Comparison withScalar(Relation relation) {
        return new Comparison(word(relation), relation, null, VoxelType.UINT8);
    }

    /** Against a constant. */
    public static Comparison with(Relation relation, double constant) {
        return new Comparison(word(relation), relation, constant, VoxelType.UINT8);
    }

    static String word(Relation relation) {
        return relation.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    @Override
    public VoxelType outputType(List<VoxelType> images) {
        return type;
    }

    @Override
    public Expression expression(List<VoxelType> images) {
        Expression other = constant != null
                ? Expression.constant(constant)
                : images.size() > 1 ? Expression.image(1, images.get(1)) : Expression.scalar(0, 0);
        return Expression.cast(type, Expression.compare(relation, Expression.image(0, images.get(0)), other));
    }
}
