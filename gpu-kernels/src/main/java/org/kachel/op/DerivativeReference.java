package org.kachel.op;

import org.kachel.block.Halo;
import org.kachel.block.Voxels;

/**
 * The float sums of a {@link Derivative} in plain Java: along x, of those along z, of those along y, each of three values a, b, c.
 *
 * @param radius 1 along the axes that are looked along, 0 along those left alone
 */
record DerivativeReference(Derivative.Kind kind, Halo radius) {
    private static final int X = 0, Y = 1, Z = 2;

    /** What three values along an axis become. */
    private interface Fold {
        float of(float a, float b, float c);
    }

    /** The components for the neighbours in raster order. */
    float[] of(Voxels in, int[] neighbours) {
        float[] v = new float[neighbours.length];
        for (int i = 0; i < v.length; i++) v[i] = neighbours[i] < 0 ? 0 : RowArithmetic.real(in, neighbours[i]);
        return switch (kind) {
            case SOBEL -> new float[] {component(v, X), component(v, Y), component(v, Z)};
            case LAPLACE_BOX -> new float[] {box(v)};
            case LAPLACE_DIAMOND -> new float[] {diamond(v)};
            case GRADIENT_X -> new float[] {component(v, X)};
            case GRADIENT_Y -> new float[] {component(v, Y)};
            case GRADIENT_Z -> new float[] {component(v, Z)};
        };
    }

    /** The difference along {@code axis}, smooth along the others that are looked along. */
    private float component(float[] v, int axis) {
        if (radius.along(axis) == 0) return 0;
        float[] values = v;
        for (int d : new int[] {X, Z, Y})
            values = along(d, values, d == axis ? (a, b, c) -> c - a : (a, b, c) -> Math.fma(2, b, a) + c);
        return values[0];
    }

    /** The middle times the number of the others, minus their sum. */
    private float box(float[] v) {
        float[] centres = middles(X, v), sums = curvatures(X, v);
        int voxels = 2 * radius.x() + 1;
        for (int d : new int[] {Z, Y}) {
            float[] curvatures = curvatures(d, centres);
            sums = along(d, sums, (a, b, c) -> (a + c) + b);
            for (int i = 0; i < sums.length; i++) sums[i] = Math.fma(voxels, curvatures[i], sums[i]);
            centres = middles(d, centres);
            voxels *= 2 * radius.along(d) + 1;
        }
        return sums[0];
    }

    private float diamond(float[] v) {
        float[] line = middles(X, v), sheet = middles(Z, line);
        float x = middles(Y, middles(Z, curvatures(X, v)))[0], z = middles(Y, curvatures(Z, line))[0];
        return (x + z) + curvatures(Y, sheet)[0];
    }

    /** How far the middle one of each triple stands out. */
    private float[] curvatures(int axis, float[] v) {
        return radius.along(axis) == 0 ? new float[v.length] : along(axis, v, (a, b, c) -> (b - a) + (b - c));
    }

    private float[] middles(int axis, float[] v) {
        return along(axis, v, (a, b, c) -> b);
    }

    /** Folds triples along an axis into one each: along x, then along z, then along y. */
    private float[] along(int axis, float[] v, Fold fold) {
        if (radius.along(axis) == 0) return v;
        float[] result = new float[v.length / 3];
        int first = axis == Z ? 1 : 3, step = axis == Z ? result.length : 1;
        for (int i = 0; i < result.length; i++)
            result[i] = fold.of(v[i * first], v[i * first + step], v[i * first + 2 * step]);
        return result;
    }
}
