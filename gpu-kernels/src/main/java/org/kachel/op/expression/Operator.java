package org.kachel.op.expression;

import java.util.function.DoubleBinaryOperator;

/** Functions of two numbers. All but power, atan2 and hypot have the same bits everywhere. */
public enum Operator {
    ADD("+", "%s + %s", (a, b) -> a + b),
    SUBTRACT("-", "%s - %s", (a, b) -> a - b),
    MULTIPLY("*", "%s * %s", (a, b) -> a * b),
    DIVIDE("/", "%s / %s", (a, b) -> a / b),
    REMAINDER("fmod", "fmod(%s, %s)", (a, b) -> a % b),
    /** The smaller; NaN where one is. */
    MINIMUM("min", "MINIMUM(%s, %s)", (a, b) -> a < b || Double.isNaN(a) ? a : b),
    /** The larger; NaN where one is. */
    MAXIMUM("max", "MAXIMUM(%s, %s)", (a, b) -> a > b || Double.isNaN(a) ? a : b),
    POWER("pow", "pow(%s, %s)", Math::pow),
    ATAN2("atan2", "atan2(%s, %s)", Math::atan2),
    HYPOT("hypot", "hypot(%s, %s)", Math::hypot);

    private final String word;
    private final String openCl;
    private final DoubleBinaryOperator java;

    Operator(String word, String openCl, DoubleBinaryOperator java) {
        this.word = word;
        this.openCl = openCl;
        this.java = java;
    }

    /** As users write it. */
    public String word() {
        return word;
    }

    /** Whether the result is one of the operands, and so keeps their type. */
    boolean selects() {
        return this == MINIMUM || this == MAXIMUM;
    }

    String openCl(String a, String b) {
        return openCl.formatted(a, b);
    }

    /** Of integers of one type, of which there are sums and differences, which saturate, and what selects. */
    String openClOfIntegers(String a, String b) {
        return switch (this) {
            case ADD -> "add_sat(%s, %s)".formatted(a, b);
            case SUBTRACT -> "sub_sat(%s, %s)".formatted(a, b);
            case MINIMUM, MAXIMUM -> openCl(a, b);
            default -> throw new IllegalStateException("no " + this + " of integers");
        };
    }

    double apply(double a, double b) {
        return java.applyAsDouble(a, b);
    }
}
