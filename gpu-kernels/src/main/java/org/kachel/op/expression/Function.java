package org.kachel.op.expression;

import java.util.function.DoubleUnaryOperator;

/** Functions of one number. The first group has the same bits everywhere; the others differ between devices in the last places. */
public enum Function {
    NEGATE("-", "-(%s)", v -> -v),
    ABS("abs", "fabs(%s)", Math::abs),
    FLOOR("floor", "floor(%s)", Math::floor),
    CEIL("ceil", "ceil(%s)", Math::ceil),
    TRUNC("trunc", "trunc(%s)", v -> v < 0 ? Math.ceil(v) : Math.floor(v)),
    ROUND("round", "round(%s)", Function::roundHalfAway),
    RINT("rint", "rint(%s)", Math::rint),
    SIGN("sign", "sign(%s)", v -> Double.isNaN(v) ? 0 : Math.signum(v)),
    SQRT("sqrt", "sqrt(%s)", Math::sqrt),

    EXP("exp", "exp(%s)", Math::exp),
    EXP2("exp2", "exp2(%s)", v -> Math.pow(2, v)),
    EXP10("exp10", "exp10(%s)", v -> Math.pow(10, v)),
    LOG("log", "log(%s)", Math::log),
    LOG2("log2", "log2(%s)", v -> Math.log(v) / Math.log(2)),
    LOG10("log10", "log10(%s)", Math::log10),
    SIN("sin", "sin(%s)", Math::sin),
    COS("cos", "cos(%s)", Math::cos),
    TAN("tan", "tan(%s)", Math::tan),
    ASIN("asin", "asin(%s)", Math::asin),
    ACOS("acos", "acos(%s)", Math::acos),
    ATAN("atan", "atan(%s)", Math::atan),
    SINH("sinh", "sinh(%s)", Math::sinh),
    COSH("cosh", "cosh(%s)", Math::cosh),
    TANH("tanh", "tanh(%s)", Math::tanh);

    private final String word;
    private final String openCl;
    private final DoubleUnaryOperator java;

    Function(String word, String openCl, DoubleUnaryOperator java) {
        this.word = word;
        this.openCl = openCl;
        this.java = java;
    }

    /** As users write it. */
    public String word() {
        return word;
    }

    String openCl(String argument) {
        return openCl.formatted(argument);
    }

    double apply(double v) {
        return java.applyAsDouble(v);
    }

    private static double roundHalfAway(double v) {
        double below = Math.floor(Math.abs(v));
        return Math.copySign(Math.abs(v) - below >= 0.5 ? below + 1 : below, v);
    }
}
