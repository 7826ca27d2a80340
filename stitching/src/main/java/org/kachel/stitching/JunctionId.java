package org.kachel.stitching;

import java.io.Serializable;

/**
 * Where two blocks touch: block {@code first} of the grid and the one at grid offset (dx, dy, dz) from it.
 *
 * <p>The offset always points forward (z counts most, then y, then x), so two touching blocks have exactly one junction,
 * and {@code first} is the one with the smaller index in the grid. The first block's piece is the *lower* one, the other's
 * the *upper*.
 */
public record JunctionId(long first, int dx, int dy, int dz) implements Serializable {
    public JunctionId {
        if (Math.abs(dx) > 1 || Math.abs(dy) > 1 || Math.abs(dz) > 1 || !forward(dx, dy, dz))
            throw new IllegalArgumentException("not a step forward to a touching block: " + dx + ", " + dy + ", " + dz);
    }

    static boolean forward(int dx, int dy, int dz) {
        return dz > 0 || (dz == 0 && (dy > 0 || (dy == 0 && dx > 0)));
    }

    /** On how many axes the two blocks differ: 1 across a face, 2 across an edge, 3 across a corner. */
    public int axes() {
        return Math.abs(dx) + Math.abs(dy) + Math.abs(dz);
    }

    int along(int axis) {
        return axis == 0 ? dx : axis == 1 ? dy : dz;
    }
}
