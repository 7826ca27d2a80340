package org.kachel.op.kernel;

import java.io.Serializable;

/**
 * A parameter of a user's kernel.
 *
 * @param name by which arguments bind
 * @param type of a number or of a pointer's target, as OpenCL C spells it; empty for an image, which has any
 */
public record KernelParameter(String name, Kind kind, String type) implements Serializable {
    /** What a parameter takes. */
    public enum Kind {
        /** {@code IMAGE_x_TYPE x}: voxels and their size. */
        IMAGE,
        /** {@code __global float* x}: voxels alone. */
        POINTER,
        NUMBER
    }

    public boolean image() {
        return kind != Kind.NUMBER;
    }
}
