package org.kachel.op.expression;

/** How two numbers compare. NaN is unequal to all and in no order. */
public enum Relation {
    GREATER(">"),
    GREATER_EQUAL(">="),
    SMALLER("<"),
    SMALLER_EQUAL("<="),
    EQUAL("=="),
    NOT_EQUAL("!=");

    private final String sign;

    Relation(String sign) {
        this.sign = sign;
    }

    /** As in C. */
    public String sign() {
        return sign;
    }

    /** The relation of b to a where this is that of a to b. */
    public Relation flipped() {
        return switch (this) {
            case GREATER -> SMALLER;
            case GREATER_EQUAL -> SMALLER_EQUAL;
            case SMALLER -> GREATER;
            case SMALLER_EQUAL -> GREATER_EQUAL;
            case EQUAL, NOT_EQUAL -> this;
        };
    }

    boolean holds(double a, double b) {
        return switch (this) {
            case GREATER -> a > b;
            case GREATER_EQUAL -> a >= b;
            case SMALLER -> a < b;
            case SMALLER_EQUAL -> a <= b;
            case EQUAL -> a == b;
            case NOT_EQUAL -> a != b;
        };
    }

    /** Whether it holds where a compares to b as {@code sign}: −1, 0, 1, or 2 for unordered. */
    boolean holds(int sign) {
        return switch (this) {
            case GREATER -> sign == 1;
            case GREATER_EQUAL -> sign == 0 || sign == 1;
            case SMALLER -> sign == -1;
            case SMALLER_EQUAL -> sign == 0 || sign == -1;
            case EQUAL -> sign == 0;
            case NOT_EQUAL -> sign != 0;
        };
    }

    /**
     * The float {@code c} for which {@code v R c} says the same as {@code v R bound}, for every float v: the bound rounded
     * up or down as the relation asks, NaN where no float equals it.
     */
    float asFloat(double bound) {
        float near = (float) bound;
        return switch (this) {
            case GREATER, SMALLER_EQUAL -> near > bound ? Math.nextDown(near) : near;
            case GREATER_EQUAL, SMALLER -> near < bound ? Math.nextUp(near) : near;
            case EQUAL, NOT_EQUAL -> near == bound ? near : Float.NaN;
        };
    }

    /** The whole number of the same property for whole v; v's range must lie strictly inside {@code min} to {@code max}. */
    long asInteger(double bound, long min, long max) {
        double whole = switch (this) {
            case GREATER, SMALLER_EQUAL -> Math.floor(bound);
            case GREATER_EQUAL, SMALLER -> Math.ceil(bound);
            case EQUAL, NOT_EQUAL -> bound == Math.rint(bound) ? bound : Double.NaN;
        };
        if (Double.isNaN(whole)) return this == SMALLER || this == SMALLER_EQUAL ? min : max;
        return Math.max(min, Math.min(max, (long) whole));
    }
}
