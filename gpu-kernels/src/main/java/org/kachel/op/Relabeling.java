package org.kachel.op;

/** New ids for whole objects, decided by the table of all objects: after the merge, never per block. */
public non-sealed interface Relabeling extends Operation {
    /** Names of the measured properties that {@link #keep} looks at, such as {@code voxel-count}. */
    java.util.List<String> properties();

    /** Whether an object with these property values (in the order of {@link #properties}) stays. */
    boolean keep(double[] values);
}
