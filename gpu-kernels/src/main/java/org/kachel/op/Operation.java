package org.kachel.op;

import java.io.Serializable;

/**
 * An operation with its parameters bound: an immutable record that crosses task boundaries. The kind says how it runs;
 * geometry is global, sizes are voxels, axes x, y, z.
 */
public sealed interface Operation extends Serializable
        permits Pointwise, Stencil, Gather, Reduction, ScalarFunction, Labeling, Flood, Relabeling, Composite {
    /** The name in the catalogue, such as {@code gaussian-blur}. */
    String name();
}
