package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The affine transforms of the catalogue, and the matrices that they are told by. */
final class AffineEntries {
    /** What a matrix may hold: beyond, places have no digits left. */
    private static final double MOST = 1e9;

    static final Parameter INTERPOLATION = Parameter.choice(
            "interpolation",
            "linear",
            List.of("linear", "nearest"),
            "linear gives float32, nearest keeps the type (for labels)");
    private static final Parameter SIZE = Parameter.choice(
            "size", "same", List.of("same", "fit"), "same as the input's, or as large as the transformed image");

    static final List<CatalogueEntry> ENTRIES = List.of(affine(), rotate(), scale());

    private AffineEntries() {}

    private static CatalogueEntry affine() {
        Parameter matrix = Parameter.text(
                "matrix",
                "",
                "12 or 16 numbers, row by row: where the voxel at x, y, z, 1 goes; instead of what follows");
        return CatalogueEntry.of(
                        "affine",
                        "affine transform: a matrix, or scale, shear, rotate and translate about the centre, in this order",
                        List.of(
                                matrix,
                                numbers("scale", "1", "", "factor"),
                                numbers("shear", "0", "", "[x by y, x by z, y by z]"),
                                numbers("rotate", "0", "degrees", "about x, then y, then z"),
                                numbers("translate", "0", "voxels", "distance"),
                                INTERPOLATION,
                                SIZE),
                        AffineEntries::bind)
                .example(Map.of("rotate", List.of(30, 0, 45), "translate", List.of(5, 0, 0)));
    }

    private static CatalogueEntry rotate() {
        return CatalogueEntry.of(
                        "rotate",
                        "rotation about the centre",
                        List.of(
                                Parameter.number(
                                        "angle",
                                        "90",
                                        -1e6,
                                        1e6,
                                        "degrees",
                                        "from x to y about z, from y to z about x, z to x"),
                                Parameter.choice("axis", "z", List.of("x", "y", "z"), "the axis that stays"),
                                INTERPOLATION,
                                SIZE),
                        a -> centred(a, rotation("xyz".indexOf(a.text("axis")), a.number("angle")), new double[3]))
                .example(Map.of("angle", 45));
    }

    private static CatalogueEntry scale() {
        return CatalogueEntry.of(
                        "scale",
                        "larger or smaller about the centre",
                        List.of(numbers("factor", "1", "", "per axis"), INTERPOLATION, SIZE),
                        a -> centred(a, diagonal("factor", a), new double[3]))
                .example(Map.of("factor", 1.5));
    }

    private static Parameter numbers(String name, String fallback, String unit, String description) {
        return Parameter.numberPerAxis(name, fallback, -1e6, 1e6, unit, description);
    }

    private static Affine bind(Arguments a) {
        if (a.has("matrix")) return given(a);
        double[] shear = a.numbers("shear"), turn = a.numbers("rotate");
        double[] m = product(new double[] {1, shear[0], shear[1], 0, 1, shear[2], 0, 0, 1}, diagonal("scale", a));
        for (int axis = 0; axis < 3; axis++) m = product(rotation(axis, turn[axis]), m);
        return centred(a, m, a.numbers("translate"));
    }

    private static Affine given(Arguments a) {
        String text = a.text("matrix");
        double[] m;
        try {
            m = Arrays.stream(text.replaceAll("[\\[\\]]", "").trim().split("[,\\s]+"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        boolean square = m.length == 16 && m[12] == 0 && m[13] == 0 && m[14] == 0 && m[15] == 1;
        if (m.length != 12 && !square || !DoubleStream.of(m).allMatch(v -> Math.abs(v) <= MOST)) throw wrong(text);
        List<Double> linear = list(m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]);
        return new Affine("affine", linear, list(m[3], m[7], m[11]), false, linear(a), fit(a));
    }

    private static ParameterException wrong(String text) {
        return new ParameterException(
                "matrix",
                "affine: matrix is " + text
                        + ", but must be 12 numbers of at most 1e9, three rows of four, or 16 with 0, 0, 0, 1 as the last row");
    }

    private static Affine centred(Arguments a, double[] matrix, double[] shift) {
        return new Affine(name(a), list(matrix), list(shift), true, linear(a), fit(a));
    }

    private static String name(Arguments a) {
        return a.has("angle") ? "rotate" : a.has("factor") ? "scale" : "affine";
    }

    private static boolean linear(Arguments a) {
        return a.text("interpolation").equals("linear");
    }

    private static boolean fit(Arguments a) {
        return a.text("size").equals("fit");
    }

    private static List<Double> list(double... values) {
        return DoubleStream.of(values).boxed().toList();
    }

    /** Factors along the diagonal; of a list of two, z keeps its own. */
    private static double[] diagonal(String parameter, Arguments a) {
        double[] s = a.numbers(parameter);
        if (s[0] == 0 || s[1] == 0)
            throw new ParameterException(
                    parameter,
                    "%s: %s is 0 along %s, but must be another number: 0 makes the image flat"
                            .formatted(name(a), parameter, s[0] == 0 ? "x" : "y"));
        if (s[2] == 0) s[2] = 1;
        return new double[] {s[0], 0, 0, 0, s[1], 0, 0, 0, s[2]};
    }

    /** About {@code axis}, from the next axis to the one after it; quarter turns are exact. */
    private static double[] rotation(int axis, double degrees) {
        Turn turn = Turn.of(degrees);
        int u = (axis + 1) % 3, v = (axis + 2) % 3;
        double[] m = new double[9];
        m[4 * axis] = 1;
        m[4 * u] = turn.cos();
        m[4 * v] = turn.cos();
        m[3 * u + v] = -turn.sin();
        m[3 * v + u] = turn.sin();
        return m;
    }

    private static double[] product(double[] a, double[] b) {
        double[] m = new double[9];
        for (int r = 0; r < 3; r++)
            for (int c = 0; c < 3; c++) for (int k = 0; k < 3; k++) m[3 * r + c] += a[3 * r + k] * b[3 * k + c];
        return m;
    }
}
