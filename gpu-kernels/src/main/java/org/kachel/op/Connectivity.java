package org.kachel.op;

/** Which neighbours of a voxel touch it: across faces (6, in 2D 4), also edges (18), also corners (26, in 2D 8). */
public enum Connectivity {
    FACES(1),
    EDGES(2),
    CORNERS(3);

    private final int axes;

    Connectivity(int axes) {
        this.axes = axes;
    }

    /** The connectivity called {@code name}: {@code faces}, {@code edges} or {@code corners}. */
    static Connectivity named(String name) {
        return valueOf(name.toUpperCase(java.util.Locale.ROOT));
    }

    /** On how many axes two touching voxels may differ, by one each. */
    public int axes() {
        return axes;
    }
}
