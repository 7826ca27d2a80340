package org.kachel.op;

import java.util.List;
import java.util.Map;

/** An operation told in terms of others; the pipeline puts those in its place, so that only primitives ever run. */
public non-sealed interface Composite extends Operation {
    /** Adds the steps and answers the last one. */
    Operand expand(List<Operand> inputs, Builder builder);

    /** What a step of the graph yields: an image or a few numbers. */
    interface Operand {}

    /** Where a composite puts its steps. */
    interface Builder {
        /** A step of {@code operation} on {@code inputs}, images and scalars in the operation's order. */
        Operand apply(Operation operation, Operand... inputs);

        /** A step of the catalogue's operation {@code name}. */
        Operand apply(String name, Map<String, ?> parameters, Operand... inputs);
    }
}
