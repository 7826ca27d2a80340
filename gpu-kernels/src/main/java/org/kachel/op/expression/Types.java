package org.kachel.op.expression;

import static org.kachel.block.VoxelType.FLOAT32;
import static org.kachel.block.VoxelType.FLOAT64;
import static org.kachel.block.VoxelType.INT32;
import static org.kachel.block.VoxelType.INT64;
import static org.kachel.block.VoxelType.UINT64;

import java.util.Arrays;
import java.util.List;
import org.kachel.block.VoxelType;

/** The rules by which an expression's nodes get their types. */
final class Types {
    private Types() {}

    /** The type in which the operands are added: numbers follow the images, alone they are float64. */
    static VoxelType arithmetic(Expression... operands) {
        List<Expression> images =
                Arrays.stream(operands).filter(e -> !e.uniform()).toList();
        if (images.isEmpty()) return FLOAT64;
        return images.stream().allMatch(e -> arithmetic(e.type()) == FLOAT32) ? FLOAT32 : FLOAT64;
    }

    private static VoxelType arithmetic(VoxelType type) {
        return type.bytes() <= 2 || type == FLOAT32 ? FLOAT32 : FLOAT64;
    }

    /** The type that holds both values; where there is none, or one is a number, that of arithmetic. */
    static VoxelType common(Expression a, Expression b) {
        if (a.type() == b.type()) return a.type();
        if (a.uniform() != b.uniform()) return arithmetic(a, b);
        VoxelType exact = exact(a.type(), b.type());
        return exact == null ? FLOAT64 : exact;
    }

    /** The type that holds all values of both, or null. */
    private static VoxelType exact(VoxelType a, VoxelType b) {
        if (a == b) return a;
        if (a.floating() || b.floating()) {
            if (bits64(a) || bits64(b)) return null;
            return arithmetic(a) == FLOAT32 && arithmetic(b) == FLOAT32 ? FLOAT32 : FLOAT64;
        }
        if (fits(a, 4) && fits(b, 4)) return INT32;
        if (fits(a, 8) && fits(b, 8)) return INT64;
        return a.signed() || b.signed() ? null : UINT64;
    }

    private static boolean fits(VoxelType integer, int signedBytes) {
        return integer.signed() ? integer.bytes() <= signedBytes : integer.bytes() < signedBytes;
    }

    static boolean bits64(VoxelType type) {
        return type.bytes() == 8 && !type.floating();
    }

    static Expression comparison(Relation relation, Expression left, Expression right) {
        if (left.uniform() && !right.uniform()) return comparison(relation.flipped(), right, left);
        if (right.uniform() && !left.uniform()) return againstNumber(relation, left, right);
        VoxelType exact = exact(left.type(), right.type());
        if (exact != null)
            return new Expression.Compare(relation, Expression.cast(exact, left), Expression.cast(exact, right));
        boolean flip = left.type().floating()
                || (left.type() == UINT64 && !right.type().floating());
        return flip ? mixed(relation.flipped(), right, left) : mixed(relation, left, right);
    }

    private static Expression mixed(Relation relation, Expression left, Expression right) {
        VoxelType first = left.type() == UINT64 ? UINT64 : INT64;
        VoxelType second = right.type().floating() ? FLOAT64 : UINT64;
        return new Expression.Compare(relation, Expression.cast(first, left), Expression.cast(second, right));
    }

    private static Expression againstNumber(Relation relation, Expression image, Expression number) {
        VoxelType type = image.type();
        Expression real = Expression.cast(FLOAT64, number);
        if (type == FLOAT64 || bits64(type)) return new Expression.Compare(relation, image, real);
        VoxelType narrow = type == FLOAT32 ? FLOAT32 : type.bytes() <= 2 ? INT32 : INT64;
        return new Expression.Compare(
                relation, Expression.cast(narrow, image), new Expression.Bound(relation, narrow, real));
    }
}
