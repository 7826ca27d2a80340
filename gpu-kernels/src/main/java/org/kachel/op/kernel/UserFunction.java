package org.kachel.op.kernel;

import java.io.Serializable;
import java.util.List;

/**
 * One kernel of a user's file.
 *
 * @param parameters in its own order
 * @param output the image that it writes
 * @param free whether work-items know nothing of each other, so that there may be more of them than voxels
 */
public record UserFunction(String name, List<KernelParameter> parameters, String output, boolean free)
        implements Serializable {
    public UserFunction {
        parameters = List.copyOf(parameters);
    }

    /** The images that it reads, in its own order. */
    public List<String> images() {
        return parameters.stream()
                .filter(p -> p.image() && !p.name().equals(output))
                .map(KernelParameter::name)
                .toList();
    }

    /** The numbers that it takes, in its own order. */
    public List<KernelParameter> numbers() {
        return parameters.stream().filter(p -> !p.image()).toList();
    }
}
