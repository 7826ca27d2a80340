package org.kachel.op.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kachel.block.VoxelType;

/**
 * Reads a user's expression, such as {@code z = (x - y) * (x - y)} or only its right side.
 *
 * <p>The syntax is C's: numbers, names of inputs, {@code + - * / %}, {@code < <= > >= == !=}, {@code && || !},
 * {@code condition ? a : b}, parentheses, functions, and a type's name as a cast ({@code uint8(x)}). All numbers are real:
 * {@code 1 / 2} is a half. Precedence is C's.
 *
 * <p>*Errors*: {@link ExpressionSyntaxException}, pointing at the place.
 */
public final class ExpressionParser {
    private static final Map<String, Double> CONSTANTS = Map.of("M_PI", Math.PI, "M_E", Math.E);
    private static final Map<String, String> ALIASES =
            Map.of("fabs", "abs", "fmin", "min", "fmax", "max", "mad", "fma");
    private static final java.util.Set<String> TERNARY = java.util.Set.of("clamp", "fma");

    /** What is nested, and the operands in all, that recursion over an expression has stack for. */
    private static final int DEEPEST = 200;

    private static final int MOST_OPERANDS = 1000;

    private final Tokens tokens;
    private final Map<String, Expression> inputs;
    private int depth;
    private int operands;

    private ExpressionParser(String text, Map<String, Expression> inputs) {
        this.tokens = new Tokens(text);
        this.inputs = inputs;
    }

    /** The expression that {@code text} means, where {@code inputs} says what its names stand for. */
    public static Expression parse(String text, Map<String, Expression> inputs) {
        ExpressionParser parser = new ExpressionParser(text, inputs);
        if (parser.tokens.atName() && parser.tokens.followedBy("=")) {
            parser.tokens.take();
            parser.tokens.take();
        }
        Expression result = parser.ternary();
        if (!parser.tokens.atEnd()) throw parser.tokens.wrong("did not expect " + parser.tokens.shown() + " here");
        return result;
    }

    /** The names of inputs that {@code text} uses, sorted. */
    public static SortedSet<String> names(String text) {
        SortedSet<String> names = new TreeSet<>();
        Tokens tokens = new Tokens(text);
        for (boolean first = true; !tokens.atEnd(); first = false) {
            boolean input = tokens.atName() && !tokens.followedBy("(") && !(first && tokens.followedBy("="));
            String word = tokens.take();
            if (input && !CONSTANTS.containsKey(word)) names.add(word);
        }
        return names;
    }

    /** The functions there are, sorted. */
    public static List<String> functions() {
        SortedSet<String> names = new TreeSet<>(TERNARY);
        Arrays.stream(Function.values()).skip(1).forEach(f -> names.add(f.word()));
        Arrays.stream(Operator.values())
                .map(Operator::word)
                .filter(w -> Character.isLetter(w.charAt(0)))
                .forEach(names::add);
        Arrays.stream(VoxelType.values()).forEach(t -> names.add(t.toString()));
        return List.copyOf(names);
    }

    private Expression ternary() {
        enter();
        Expression result = either();
        if (tokens.take("?")) {
            Expression then = ternary();
            tokens.expect(":");
            result = Expression.select(result, then, ternary());
        }
        depth--;
        return result;
    }

    private void enter() {
        if (++depth > DEEPEST) throw tokens.wrong("this is nested more than " + DEEPEST + " deep");
    }

    private Expression either() {
        Expression left = both();
        while (tokens.take("||")) left = Expression.or(left, both());
        return left;
    }

    private Expression both() {
        Expression left = equality();
        while (tokens.take("&&")) left = Expression.and(left, equality());
        return left;
    }

    private Expression equality() {
        Expression left = order();
        while (true) {
            if (tokens.take("==")) left = Expression.compare(Relation.EQUAL, left, order());
            else if (tokens.take("!=")) left = Expression.compare(Relation.NOT_EQUAL, left, order());
            else return left;
        }
    }

    private Expression order() {
        Expression left = sum();
        while (true) {
            if (tokens.take("<=")) left = Expression.compare(Relation.SMALLER_EQUAL, left, sum());
            else if (tokens.take(">=")) left = Expression.compare(Relation.GREATER_EQUAL, left, sum());
            else if (tokens.take("<")) left = Expression.compare(Relation.SMALLER, left, sum());
            else if (tokens.take(">")) left = Expression.compare(Relation.GREATER, left, sum());
            else return left;
        }
    }

    private Expression sum() {
        Expression left = product();
        while (true) {
            if (tokens.take("+")) left = Expression.add(left, product());
            else if (tokens.take("-")) left = Expression.subtract(left, product());
            else return left;
        }
    }

    private Expression product() {
        Expression left = signed();
        while (true) {
            if (tokens.take("*")) left = Expression.multiply(left, signed());
            else if (tokens.take("/")) left = Expression.divide(left, signed());
            else if (tokens.take("%")) left = Expression.apply(Operator.REMAINDER, left, signed());
            else return left;
        }
    }

    private Expression signed() {
        enter();
        Expression result;
        if (tokens.take("-")) result = Expression.apply(Function.NEGATE, signed());
        else if (tokens.take("+")) result = signed();
        else if (tokens.take("!")) result = Expression.not(signed());
        else result = primary();
        depth--;
        return result;
    }

    private Expression primary() {
        if (++operands > MOST_OPERANDS) throw tokens.wrong("there are more than " + MOST_OPERANDS + " operands");
        if (tokens.atNumber()) return Expression.constant(Double.parseDouble(tokens.take()));
        if (tokens.take("(")) {
            Expression inside = ternary();
            tokens.expect(")");
            return inside;
        }
        if (!tokens.atName()) throw tokens.wrong("expected a number, a name or '(', found " + tokens.shown());
        return tokens.followedBy("(") ? call() : name();
    }

    private Expression name() {
        int position = tokens.position();
        String name = tokens.take();
        if (inputs.containsKey(name)) return inputs.get(name);
        if (CONSTANTS.containsKey(name)) return Expression.constant(CONSTANTS.get(name));
        String known = new TreeMap<>(inputs).keySet().stream().collect(Collectors.joining(", "));
        throw tokens.wrong("unknown input '" + name + "'; known are " + (known.isEmpty() ? "none" : known), position);
    }

    private Expression call() {
        int position = tokens.position();
        String word = tokens.take();
        String name = ALIASES.getOrDefault(word, word);
        if (!functions().contains(name))
            throw tokens.wrong(
                    "unknown function '" + word + "'; known are " + String.join(", ", functions()), position);
        tokens.expect("(");
        List<Expression> arguments = new ArrayList<>();
        do arguments.add(ternary());
        while (tokens.take(","));
        tokens.expect(")");
        return call(name, arguments, position);
    }

    private Expression call(String name, List<Expression> a, int position) {
        for (Function f : Function.values())
            if (f.word().equals(name))
                return Expression.apply(f, count(name, a, 1, position).get(0));
        for (Operator o : Operator.values())
            if (o.word().equals(name))
                return Expression.apply(o, count(name, a, 2, position).get(0), a.get(1));
        if (TERNARY.contains(name)) {
            count(name, a, 3, position);
            return name.equals("fma")
                    ? Expression.fma(a.get(0), a.get(1), a.get(2))
                    : Expression.clamp(a.get(0), a.get(1), a.get(2));
        }
        return Expression.cast(
                VoxelType.named(name), count(name, a, 1, position).get(0));
    }

    private List<Expression> count(String name, List<Expression> arguments, int wanted, int position) {
        if (arguments.size() == wanted) return arguments;
        throw tokens.wrong(
                "%s takes %d argument%s, not %d".formatted(name, wanted, wanted == 1 ? "" : "s", arguments.size()),
                position);
    }
}
