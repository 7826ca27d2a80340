package org.kachel.op.kernel;

import java.io.Serializable;
import java.util.List;

/**
 * One kernel of a user's file.
 *
 * @param parameters in its own order
 * @param output the image that is the step's result
 * @param dropped further images that it writes, which nobody keeps
 * @param free whether work-items know nothing of each other, so that there may be more of them than voxels
 */
public record UserFunction(
        String name, List<KernelParameter> parameters, String output, List<String> dropped, boolean free)
        implements Serializable {
    public UserFunction {
        parameters = List.copyOf(parameters);
        dropped = List.copyOf(dropped);
    }

    /** Whether it writes an image. */
    public boolean writes(String image) {
        return image.equals(output) || dropped.contains(image);
    }

    /** The images that it reads, in its own order. */
    public List<String> images() {
        return parameters.stream()
                .filter(p -> p.image() && !writes(p.name()))
                .map(KernelParameter::name)
                .toList();
    }

    /** The numbers that it takes, in its own order. */
    public List<KernelParameter> numbers() {
        return parameters.stream().filter(p -> !p.image()).toList();
    }
}
