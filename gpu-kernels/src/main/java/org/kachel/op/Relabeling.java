package org.kachel.op;

import java.util.List;

/**
 * New ids for whole objects, decided by the table of all objects: after the merge, never per block. Its inputs are labels and,
 * where a property is measured in one, an image.
 */
public non-sealed interface Relabeling extends Operation {
    /** The measured properties that {@link #keep} looks at. */
    List<ObjectProperty> properties();

    /** Whether objects that stay keep their ids; else they are numbered 1, 2, … in the order of these. */
    boolean keepsIds();

    /** Whether an object with these property values (in the order of {@link #properties}) stays. */
    boolean keep(double[] values);
}
