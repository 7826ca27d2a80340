package org.kachel.op.expression;

import java.io.Serializable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kachel.block.VoxelType;

/**
 * A value computed from the voxels at one position and from numbers: a node of an immutable graph without cycles.
 *
 * <p>Build it with the functions below, which choose the types:
 * <ul>
 *   <li>Arithmetic is float32; float64 where an operand is a 32- or 64-bit integer or float64.
 *   <li>What is computed from numbers alone (constants, scalars) is computed on the host in float64, and rounded to the type
 *       of what it meets: a number never widens an image's arithmetic.
 *   <li>Comparisons are exact, between any two types: as between real numbers.
 *   <li>min, max and select keep the operands' common type, 64-bit integers included.
 *   <li>{@link #wholeSum} and {@link #wholeDifference} of two 64-bit integers of one type have that type: exact, and saturated
 *       where the type ends.
 *   <li>{@link #cast} to an integer saturates, then truncates toward zero; NaN gives 0. A comparison gives uint8 0 or 1.
 * </ul>
 *
 * <p>A graph may share nodes; {@code equals} and {@code hashCode} walk it as a tree, so do not use large ones as keys.
 */
public sealed interface Expression extends Serializable {
    /** The type of the value. */
    VoxelType type();

    default List<Expression> operands() {
        return List.of();
    }

    /** The same node on other operands of the same types. */
    default Expression with(List<Expression> operands) {
        return this;
    }

    /** What the node does, without its operands. */
    default Object head() {
        return this;
    }

    /** The voxel of the {@code index}-th image. */
    record Image(int index, VoxelType type) implements Expression {}

    /** The {@code number}-th number of the {@code input}-th scalar input. */
    record Scalar(int input, int number) implements Expression {
        @Override
        public VoxelType type() {
            return VoxelType.FLOAT64;
        }
    }

    record Constant(double value) implements Expression {
        @Override
        public VoxelType type() {
            return VoxelType.FLOAT64;
        }
    }

    /** A number as the bound of a comparison in a narrower type, rounded so that the comparison stays exact. */
    record Bound(Relation relation, VoxelType type, Expression number) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(number);
        }

        @Override
        public Expression with(List<Expression> o) {
            return new Bound(relation, type, o.get(0));
        }

        @Override
        public Object head() {
            return List.of("bound", relation, type);
        }
    }

    record Cast(VoxelType type, Expression value) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(value);
        }

        @Override
        public Expression with(List<Expression> o) {
            return cast(type, o.get(0));
        }

        @Override
        public Object head() {
            return type;
        }
    }

    /** The operand is of the node's type. */
    record Unary(Function function, Expression value) implements Expression {
        @Override
        public VoxelType type() {
            return value.type();
        }

        @Override
        public List<Expression> operands() {
            return List.of(value);
        }

        @Override
        public Expression with(List<Expression> o) {
            return new Unary(function, o.get(0));
        }

        @Override
        public Object head() {
            return function;
        }
    }

    /** Both operands are of the node's type. */
    record Binary(Operator operator, Expression left, Expression right) implements Expression {
        @Override
        public VoxelType type() {
            return left.type();
        }

        @Override
        public List<Expression> operands() {
            return List.of(left, right);
        }

        @Override
        public Expression with(List<Expression> o) {
            return new Binary(operator, o.get(0), o.get(1));
        }

        @Override
        public Object head() {
            return operator;
        }
    }

    /** {@code a * b + c}, rounded once; operands are of the node's type. */
    record Fma(Expression a, Expression b, Expression c) implements Expression {
        @Override
        public VoxelType type() {
            return a.type();
        }

        @Override
        public List<Expression> operands() {
            return List.of(a, b, c);
        }

        @Override
        public Expression with(List<Expression> o) {
            return new Fma(o.get(0), o.get(1), o.get(2));
        }

        @Override
        public Object head() {
            return "fma";
        }
    }

    /** 1 or 0. Operands are of one type, or int64 with uint64 or float64, or uint64 with float64. */
    record Compare(Relation relation, Expression left, Expression right) implements Expression {
        @Override
        public VoxelType type() {
            return VoxelType.UINT8;
        }

        @Override
        public List<Expression> operands() {
            return List.of(left, right);
        }

        @Override
        public Expression with(List<Expression> o) {
            return new Compare(relation, o.get(0), o.get(1));
        }

        @Override
        public Object head() {
            return relation;
        }
    }

    /** Branches are of the node's type; the condition is uint8. */
    record Select(Expression condition, Expression then, Expression otherwise) implements Expression {
        @Override
        public VoxelType type() {
            return then.type();
        }

        @Override
        public List<Expression> operands() {
            return List.of(condition, then, otherwise);
        }

        @Override
        public Expression with(List<Expression> o) {
            return new Select(o.get(0), o.get(1), o.get(2));
        }

        @Override
        public Object head() {
            return "select";
        }
    }

    static Expression image(int index, VoxelType type) {
        return new Image(index, type);
    }

    static Expression scalar(int input, int number) {
        return new Scalar(input, number);
    }

    static Expression constant(double value) {
        return new Constant(value);
    }

    /** {@code value} as {@code type}: into an integer saturated, then truncated toward zero, NaN as 0. */
    static Expression cast(VoxelType type, Expression value) {
        return value.type() == type ? value : new Cast(type, value);
    }

    static Expression apply(Function function, Expression value) {
        return new Unary(function, cast(Types.arithmetic(value), value));
    }

    static Expression apply(Operator operator, Expression left, Expression right) {
        VoxelType type = operator.selects() ? Types.common(left, right) : Types.arithmetic(left, right);
        return new Binary(operator, cast(type, left), cast(type, right));
    }

    static Expression add(Expression a, Expression b) {
        return apply(Operator.ADD, a, b);
    }

    static Expression subtract(Expression a, Expression b) {
        return apply(Operator.SUBTRACT, a, b);
    }

    /** a + b, both uint64 or both int64, as that type: exact, or the type's nearest end. */
    static Expression wholeSum(Expression a, Expression b) {
        return whole(Operator.ADD, a, b);
    }

    /** a − b, both uint64 or both int64, as that type: exact, or the type's nearest end. */
    static Expression wholeDifference(Expression a, Expression b) {
        return whole(Operator.SUBTRACT, a, b);
    }

    private static Expression whole(Operator operator, Expression a, Expression b) {
        if (a.type() != b.type() || !Types.bits64(a.type()))
            throw new IllegalArgumentException(
                    "%s of %s and %s; takes two uint64 or two int64".formatted(operator, a.type(), b.type()));
        return new Binary(operator, a, b);
    }

    static Expression multiply(Expression a, Expression b) {
        return apply(Operator.MULTIPLY, a, b);
    }

    static Expression divide(Expression a, Expression b) {
        return apply(Operator.DIVIDE, a, b);
    }

    static Expression min(Expression a, Expression b) {
        return apply(Operator.MINIMUM, a, b);
    }

    static Expression max(Expression a, Expression b) {
        return apply(Operator.MAXIMUM, a, b);
    }

    static Expression clamp(Expression value, Expression low, Expression high) {
        return min(max(value, low), high);
    }

    /** {@code a * b + c} with one rounding. */
    static Expression fma(Expression a, Expression b, Expression c) {
        VoxelType type = Types.arithmetic(a, b, c);
        return new Fma(cast(type, a), cast(type, b), cast(type, c));
    }

    /** uint8 1 where the relation holds between the values as real numbers, else 0. */
    static Expression compare(Relation relation, Expression left, Expression right) {
        return Types.comparison(relation, left, right);
    }

    /** uint8 1 where {@code value} is not 0, else 0. */
    static Expression truth(Expression value) {
        boolean already = value instanceof Compare;
        return already ? value : compare(Relation.NOT_EQUAL, value, constant(0));
    }

    static Expression not(Expression value) {
        return compare(Relation.EQUAL, value, constant(0));
    }

    static Expression and(Expression a, Expression b) {
        return min(truth(a), truth(b));
    }

    static Expression or(Expression a, Expression b) {
        return max(truth(a), truth(b));
    }

    static Expression xor(Expression a, Expression b) {
        return compare(Relation.NOT_EQUAL, truth(a), truth(b));
    }

    /** {@code then} where the condition is not 0, else {@code otherwise}, in their common type. */
    static Expression select(Expression condition, Expression then, Expression otherwise) {
        VoxelType type = Types.common(then, otherwise);
        return new Select(truth(condition), cast(type, then), cast(type, otherwise));
    }

    /** Whether no image is used, so that the value is the same for all voxels. */
    default boolean uniform() {
        return images().isEmpty();
    }

    /** The indices of the images used. */
    default SortedSet<Integer> images() {
        SortedSet<Integer> found = new TreeSet<>();
        Tape.visit(this, node -> {
            if (node instanceof Image image) found.add(image.index());
        });
        return found;
    }

    /** The indices of the scalar inputs used. */
    default SortedSet<Integer> scalars() {
        SortedSet<Integer> found = new TreeSet<>();
        Tape.visit(this, node -> {
            if (node instanceof Scalar scalar) found.add(scalar.input());
        });
        return found;
    }

    /**
     * This with other expressions in place of images and scalars: how steps are fused and inputs renumbered. What replaces an
     * image is cast to the type that the image had, so a step's result is the same whether it is stored first or not.
     *
     * @param image what stands for an image; the image itself to keep it
     * @param scalar what stands for a scalar, made of numbers alone; the scalar itself to keep it
     */
    default Expression substitute(
            java.util.function.Function<Image, Expression> image,
            java.util.function.Function<Scalar, Expression> scalar) {
        Map<Expression, Expression> done = new IdentityHashMap<>();
        Tape.visit(this, node -> {
            Expression now;
            if (node instanceof Image i) now = cast(i.type(), image.apply(i));
            else if (node instanceof Scalar s) now = scalar.apply(s);
            else now = node.with(node.operands().stream().map(done::get).toList());
            done.put(node, now);
        });
        return done.get(this);
    }
}
