package org.kachel.op.expression;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.kachel.gpu.DeviceImage;

/**
 * An expression of an operation's result that is stored in the result's place, so that this never lies in memory.
 *
 * @param expression image 0 is the operation's result, image i + 1 is {@code images.get(i)}
 * @param images further images, at the same voxel; each interval contains the output's
 * @param scalars as in {@link PointwiseKernel}
 */
public record Tail<I>(Expression expression, List<I> images, List<double[]> scalars) {
    public Tail {
        images = List.copyOf(images);
        scalars = List.copyOf(scalars);
    }

    /** The same of other images. */
    public <J> Tail<J> map(Function<? super I, ? extends J> other) {
        return new Tail<>(expression, images.stream().<J>map(other).toList(), scalars);
    }

    /** All images of the expression: {@code result}, then the others. */
    public List<I> after(I result) {
        return Stream.concat(Stream.of(result), images.stream()).toList();
    }

    /**
     * OpenCL C that a kernel has before its text, to be found there by these macros; numbers and places are arguments.
     *
     * <ul>
     *   <li>{@code KEPT}: the type that is stored.
     *   <li>{@code TAIL_PARAMETERS}, {@code TAIL_ARGUMENTS}: what the kernel takes besides its own, and hands on to its functions;
     *       each begins with a comma.
     *   <li>{@code OTHERS(n)} declares room for n voxels of each further image, {@code OTHER(j, x, y, z)} loads the j-th, at a
     *       position in the output.
     *   <li>{@code STORED(j, v)}: what is to be stored where {@code v} is the operation's result, with the j-th others.
     * </ul>
     */
    public String source() {
        return PointwiseKernel.tail(expression);
    }

    /** The values of {@code TAIL_PARAMETERS} for {@code out}. */
    public static List<Object> arguments(Tail<DeviceImage> tail, DeviceImage out) {
        return PointwiseKernel.tailArguments(tail, out);
    }
}
