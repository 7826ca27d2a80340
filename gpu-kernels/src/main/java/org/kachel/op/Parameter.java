package org.kachel.op;

import java.util.List;

/**
 * A parameter of an operation, as YAML and the command line take it.
 *
 * @param name kebab-case
 * @param type what values it takes
 * @param fallback the default as text, or null where the parameter is required
 * @param minimum smallest number allowed
 * @param maximum largest number allowed
 * @param choices the words allowed, for {@link Type#CHOICE}
 * @param unit {@code voxels}, {@code grey values}, …; empty where it has none
 */
public record Parameter(
        String name,
        Type type,
        String fallback,
        double minimum,
        double maximum,
        List<String> choices,
        String unit,
        String description) {
    /** What a parameter's value is. */
    public enum Type {
        /** A finite real number. */
        NUMBER,
        /** A whole number. */
        INTEGER,
        /** One number for all axes, or a list [x, y] or [x, y, z]. */
        NUMBER_PER_AXIS,
        /** The same, whole numbers. */
        INTEGER_PER_AXIS,
        /** A list [low, high] of two numbers. */
        RANGE,
        BOOLEAN,
        CHOICE,
        VOXEL_TYPE,
        TEXT,
        /** Path of a text file, read where the pipeline is. */
        FILE,
        /** Values by name: {a: 1, b: 2}. */
        TABLE
    }

    public Parameter {
        choices = List.copyOf(choices);
    }

    public boolean required() {
        return fallback == null;
    }

    /**
     * A value that it takes, as YAML gives it, for examples: null where it may be left out, and where only an example of the
     * operation's own can tell (texts).
     */
    public Object sample() {
        if (!required()) return null;
        return switch (type) {
            case NUMBER -> within(unit.equals("grey values") ? 200 : 2);
            case NUMBER_PER_AXIS -> within(2);
            case INTEGER, INTEGER_PER_AXIS -> (int) within(3);
            case RANGE -> List.of(100, 1000);
            case BOOLEAN -> true;
            case CHOICE -> choices.get(0);
            case VOXEL_TYPE -> "uint16";
            case TEXT, TABLE, FILE -> null;
        };
    }

    private double within(double value) {
        return Math.min(maximum, Math.max(minimum, value));
    }

    public static Parameter number(
            String name, String fallback, double min, double max, String unit, String description) {
        return new Parameter(name, Type.NUMBER, fallback, min, max, List.of(), unit, description);
    }

    public static Parameter integer(
            String name, String fallback, double min, double max, String unit, String description) {
        return new Parameter(name, Type.INTEGER, fallback, min, max, List.of(), unit, description);
    }

    public static Parameter numberPerAxis(
            String name, String fallback, double min, double max, String unit, String description) {
        return new Parameter(name, Type.NUMBER_PER_AXIS, fallback, min, max, List.of(), unit, description);
    }

    public static Parameter integerPerAxis(
            String name, String fallback, double min, double max, String unit, String description) {
        return new Parameter(name, Type.INTEGER_PER_AXIS, fallback, min, max, List.of(), unit, description);
    }

    public static Parameter choice(String name, String fallback, List<String> choices, String description) {
        return new Parameter(name, Type.CHOICE, fallback, 0, 0, choices, "", description);
    }

    public static Parameter text(String name, String fallback, String description) {
        return new Parameter(name, Type.TEXT, fallback, 0, 0, List.of(), "", description);
    }

    public static Parameter file(String name, String description) {
        return new Parameter(name, Type.FILE, null, 0, 0, List.of(), "", description);
    }

    public static Parameter table(String name, String description) {
        return new Parameter(name, Type.TABLE, "", 0, 0, List.of(), "", description);
    }

    public static Parameter range(String name, String fallback, String unit, String description) {
        return new Parameter(
                name,
                Type.RANGE,
                fallback,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                List.of(),
                unit,
                description);
    }

    public static Parameter voxelType(String name, String fallback, String description) {
        return new Parameter(name, Type.VOXEL_TYPE, fallback, 0, 0, List.of(), "", description);
    }
}
