package org.kachel.op.expression;

import static org.kachel.block.VoxelType.FLOAT32;

import java.util.function.IntFunction;
import org.kachel.block.VoxelType;

/** One step of a tape as an OpenCL C expression. */
final class StepSource {
    private final Tape tape;
    private final IntFunction<String> name;

    StepSource(Tape tape, IntFunction<String> name) {
        this.tape = tape;
        this.name = name;
    }

    String of(Tape.Step step) {
        Expression node = step.node();
        if (node instanceof Expression.Cast) return cast(step);
        if (node instanceof Expression.Unary u) return u.function().openCl(operand(step, 0));
        if (node instanceof Expression.Binary b) return binary(step, b.operator());
        if (node instanceof Expression.Fma)
            return "fma(%s, %s, %s)".formatted(operand(step, 0), operand(step, 1), operand(step, 2));
        if (node instanceof Expression.Compare c) return compare(step, c.relation());
        if (node instanceof Expression.Select)
            return "%s ? %s : %s".formatted(operand(step, 0), operand(step, 1), operand(step, 2));
        throw new IllegalStateException("no kernel code for " + node);
    }

    /** A number that travels as a wider integer gets its own type back. */
    private String operand(Tape.Step step, int k) {
        int s = step.operands().get(k);
        Tape.Step operand = tape.steps().get(s);
        return operand.uniform() && !operand.type().floating()
                ? "(" + operand.type().openClName() + ") " + name.apply(s)
                : name.apply(s);
    }

    private VoxelType type(Tape.Step step, int k) {
        return tape.steps().get(step.operands().get(k)).type();
    }

    private String binary(Tape.Step step, Operator operator) {
        String a = operand(step, 0), b = operand(step, 1);
        return step.type().floating() ? operator.openCl(a, b) : operator.openClOfIntegers(a, b);
    }

    private String compare(Tape.Step step, Relation relation) {
        String a = operand(step, 0), b = operand(step, 1);
        VoxelType left = type(step, 0), right = type(step, 1);
        if (left == right) return "%s %s %s ? 1 : 0".formatted(a, relation.sign(), b);
        String sign = "compare_%s_%s(%s, %s)".formatted(left.openClName(), right.openClName(), a, b);
        return switch (relation) {
            case GREATER -> sign + " == 1 ? 1 : 0";
            case GREATER_EQUAL -> "(uint) " + sign + " <= 1u ? 1 : 0";
            case SMALLER -> sign + " == -1 ? 1 : 0";
            case SMALLER_EQUAL -> sign + " <= 0 ? 1 : 0";
            case EQUAL -> sign + " == 0 ? 1 : 0";
            case NOT_EQUAL -> sign + " != 0 ? 1 : 0";
        };
    }

    private String cast(Tape.Step step) {
        VoxelType from = type(step, 0), to = step.type();
        String v = operand(step, 0);
        if (to.floating() || (!from.floating() && holds(to, from))) return "(%s) %s".formatted(to.openClName(), v);
        if (!from.floating()) return "convert_%s_sat(%s)".formatted(to.openClName(), v);
        int bits = to.signed() ? 8 * to.bytes() - 1 : 8 * to.bytes();
        String suffix = from == FLOAT32 ? "f" : "";
        String above = "0x1p" + bits + suffix;
        String below = to.signed() ? "-" + above : "0.0" + suffix;
        String most = to.openClName().toUpperCase(java.util.Locale.ROOT) + "_MAX";
        String least = to.signed() ? most.replace("_MAX", "_MIN") : "0";
        return "SATURATE(%s, %s, %s, %s, %s, %s)"
                .formatted(to.openClName(), v, below, above, renamed(least), renamed(most));
    }

    /** OpenCL says SCHAR for the limits of char, and SHRT for those of short. */
    private static String renamed(String limit) {
        return limit.replace("SHORT", "SHRT").replaceFirst("^CHAR", "SCHAR");
    }

    private static boolean holds(VoxelType wide, VoxelType narrow) {
        if (wide.signed() == narrow.signed()) return wide.bytes() >= narrow.bytes();
        return wide.signed() && wide.bytes() > narrow.bytes();
    }
}
