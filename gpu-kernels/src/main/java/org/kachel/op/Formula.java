package org.kachel.op;

import static org.kachel.op.expression.Expression.add;
import static org.kachel.op.expression.Expression.and;
import static org.kachel.op.expression.Expression.cast;
import static org.kachel.op.expression.Expression.compare;
import static org.kachel.op.expression.Expression.constant;
import static org.kachel.op.expression.Expression.divide;
import static org.kachel.op.expression.Expression.max;
import static org.kachel.op.expression.Expression.min;
import static org.kachel.op.expression.Expression.multiply;
import static org.kachel.op.expression.Expression.not;
import static org.kachel.op.expression.Expression.or;
import static org.kachel.op.expression.Expression.select;
import static org.kachel.op.expression.Expression.subtract;
import static org.kachel.op.expression.Expression.wholeDifference;
import static org.kachel.op.expression.Expression.wholeSum;
import static org.kachel.op.expression.Expression.xor;

import java.util.List;
import java.util.Locale;
import org.kachel.block.VoxelType;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.Function;
import org.kachel.op.expression.Operator;
import org.kachel.op.expression.Relation;

/**
 * The pointwise formulas of images x, y and numbers a, b, …; the catalogue's names are theirs in kebab-case.
 *
 * <p>|x|, −x, x + y, x − y and |x − y| of images of one 64-bit integer type, stored as that type, are exact and saturated.
 * Others are float64 where a 64-bit integer is among the operands, and so are the numbers: exact up to 2⁵³.
 */
enum Formula {
    ADD_SCALAR("x + value", (x, p, t) -> add(x.get(0), p.get(0)), number("value", "added")),
    SUBTRACT_SCALAR("x − value", (x, p, t) -> subtract(x.get(0), p.get(0)), number("value", "subtracted")),
    MULTIPLY_SCALAR("x · value", (x, p, t) -> multiply(x.get(0), p.get(0)), number("value", "the factor")),
    DIVIDE_SCALAR("x / value", (x, p, t) -> divide(x.get(0), p.get(0)), number("value", "the divisor, not 0")),
    POWER("x to the power of the exponent", (x, p, t) -> power(x.get(0), p.get(0)), number("exponent", "the exponent")),
    ABSOLUTE("|x|", (x, p, t) -> absolute(x, t)),
    INVERT("−x", (x, p, t) -> negative(x, t)),
    LOGARITHM("natural logarithm of x", (x, p, t) -> Expression.apply(Function.LOG, x.get(0))),
    EXPONENTIAL("e to the power of x", (x, p, t) -> Expression.apply(Function.EXP, x.get(0))),
    SQUARE_ROOT("square root of x", (x, p, t) -> Expression.apply(Function.SQRT, x.get(0))),
    CLIP(
            "x, but at least `min` and at most `max`",
            (x, p, t) -> clip(x.get(0), p, t),
            optional("min", "the smallest value left"),
            optional("max", "the largest value left")),
    RESCALE(
            "x mapped linearly, so that the range `from` becomes the range `to`",
            (x, p, t) -> rescale(x.get(0), p),
            Parameter.range("from", null, "grey values", "the range [low, high] of the input"),
            Parameter.range("to", "[0, 1]", "grey values", "the range [low, high] that it becomes")),

    ADD_IMAGES_WEIGHTED(
            "a·x + b·y + c",
            2,
            (x, p, t) -> add(add(multiply(x.get(0), p.get(0)), multiply(x.get(1), p.get(1))), p.get(2)),
            factor("a", "1", "factor of x"),
            factor("b", "1", "factor of y"),
            factor("c", "0", "what is added")),
    ADD_IMAGES("x + y", 2, (x, p, t) -> sum(x, t)),
    SUBTRACT_IMAGES("x − y", 2, (x, p, t) -> difference(x, t)),
    MULTIPLY_IMAGES("x · y", 2, (x, p, t) -> multiply(x.get(0), x.get(1))),
    DIVIDE_IMAGES("x / y", 2, (x, p, t) -> divide(x.get(0), x.get(1))),
    ABSOLUTE_DIFFERENCE("|x − y|", 2, (x, p, t) -> absoluteDifference(x, t)),
    SQUARED_DIFFERENCE("(x − y)²", 2, (x, p, t) -> square(subtract(x.get(0), x.get(1)))),
    MINIMUM_IMAGES("the smaller of x and y; NaN where one is", 2, (x, p, t) -> min(x.get(0), x.get(1))),
    MAXIMUM_IMAGES("the larger of x and y; NaN where one is", 2, (x, p, t) -> max(x.get(0), x.get(1))),

    BINARY_AND("1 where x and y are not 0, else 0", 2, (x, p, t) -> and(x.get(0), x.get(1))),
    BINARY_OR("1 where x or y is not 0, else 0", 2, (x, p, t) -> or(x.get(0), x.get(1))),
    BINARY_XOR("1 where exactly one of x and y is not 0, else 0", 2, (x, p, t) -> xor(x.get(0), x.get(1))),
    BINARY_NOT("1 where x is 0, else 0", (x, p, t) -> not(x.get(0))),
    BINARY_SUBTRACT("1 where x is not 0 and y is 0, else 0", 2, (x, p, t) -> and(x.get(0), not(x.get(1)))),
    MASK("x where the mask is not 0, else 0; the type of x", 2, (x, p, t) -> mask(x.get(0), x.get(1))),
    CONVERT("x as another type: saturated, then truncated toward zero, NaN as 0", (x, p, t) -> x.get(0));

    /** Makes the value from images, numbers (NaN: not given) and the type that it will be stored as. */
    interface Body {
        Expression of(List<Expression> images, List<Expression> numbers, VoxelType stored);
    }

    private final String summary;
    private final int images;
    private final Body body;
    private final List<Parameter> numbers;

    Formula(String summary, Body body, Parameter... numbers) {
        this(summary, 1, body, numbers);
    }

    Formula(String summary, int images, Body body, Parameter... numbers) {
        this.summary = summary;
        this.images = images;
        this.body = body;
        this.numbers = List.of(numbers);
    }

    String kebab() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String summary() {
        return summary;
    }

    int images() {
        return images;
    }

    List<Parameter> numbers() {
        return numbers;
    }

    boolean binary() {
        return name().startsWith("BINARY");
    }

    Expression of(List<Expression> x, List<Double> numbers, VoxelType stored) {
        return cast(
                stored, body.of(x, numbers.stream().map(Expression::constant).toList(), stored));
    }

    private static Parameter number(String name, String description) {
        return factor(name, null, description);
    }

    private static Parameter optional(String name, String description) {
        return factor(name, "", description);
    }

    private static Parameter factor(String name, String fallback, String description) {
        return Parameter.number(name, fallback, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, "", description);
    }

    /** Whether images are of one 64-bit integer type, which is also the result's, so that no real number is needed. */
    private static boolean whole(List<Expression> x, VoxelType stored) {
        boolean wide = stored == VoxelType.UINT64 || stored == VoxelType.INT64;
        return wide && x.stream().allMatch(image -> image.type() == stored);
    }

    private static Expression sum(List<Expression> x, VoxelType stored) {
        return whole(x, stored) ? wholeSum(x.get(0), x.get(1)) : add(x.get(0), x.get(1));
    }

    private static Expression difference(List<Expression> x, VoxelType stored) {
        return whole(x, stored) ? wholeDifference(x.get(0), x.get(1)) : subtract(x.get(0), x.get(1));
    }

    private static Expression absoluteDifference(List<Expression> x, VoxelType stored) {
        return whole(x, stored)
                ? wholeDifference(max(x.get(0), x.get(1)), min(x.get(0), x.get(1)))
                : Expression.apply(Function.ABS, subtract(x.get(0), x.get(1)));
    }

    private static Expression negative(List<Expression> x, VoxelType stored) {
        return whole(x, stored)
                ? wholeDifference(cast(stored, constant(0)), x.get(0))
                : Expression.apply(Function.NEGATE, x.get(0));
    }

    private static Expression absolute(List<Expression> x, VoxelType stored) {
        return whole(x, stored) ? max(x.get(0), negative(x, stored)) : Expression.apply(Function.ABS, x.get(0));
    }

    private static Expression square(Expression x) {
        return multiply(x, x);
    }

    /** Squares and cubes by products, since devices' powers are off in the last places. */
    private static Expression power(Expression x, Expression exponent) {
        double e = value(exponent);
        return e == 2 ? square(x) : e == 3 ? multiply(square(x), x) : Expression.apply(Operator.POWER, x, exponent);
    }

    /** Each end is cast by itself: exact for 64-bit integers too. */
    private static Expression clip(Expression x, List<Expression> ends, VoxelType stored) {
        Expression result = cast(stored, x);
        if (!Double.isNaN(value(ends.get(0))))
            result = select(compare(Relation.SMALLER, x, ends.get(0)), cast(stored, ends.get(0)), result);
        if (!Double.isNaN(value(ends.get(1))))
            result = select(compare(Relation.GREATER, x, ends.get(1)), cast(stored, ends.get(1)), result);
        return result;
    }

    private static Expression rescale(Expression x, List<Expression> p) {
        Expression factor = divide(subtract(p.get(3), p.get(2)), subtract(p.get(1), p.get(0)));
        return add(multiply(subtract(x, p.get(0)), factor), p.get(2));
    }

    private static Expression mask(Expression x, Expression mask) {
        return select(mask, x, cast(x.type(), constant(0)));
    }

    private static double value(Expression constant) {
        return ((Expression.Constant) constant).value();
    }
}
