package org.kachel.op.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/**
 * Computes an expression for every voxel of an interval, on a device or in Java, with the same result.
 *
 * <p>Image i of the expression is the i-th of {@code images}, of the type that the expression says, on an interval that
 * contains the output's. {@code scalars.get(i)[k]} is scalar(i, k). Numbers are kernel arguments: other numbers, sizes and
 * places compile nothing new.
 *
 * <p>*Errors*: {@link IllegalArgumentException} where an image's type or interval, or the output's type, does not fit.
 */
public final class PointwiseKernel {
    private static final int ROW_GROUP = 64;

    private PointwiseKernel() {}

    /** Queues the kernel that fills {@code out}, which must be none of the images; does not wait. */
    public static void enqueue(
            Lane lane, Expression expression, List<DeviceImage> images, List<double[]> scalars, DeviceImage out) {
        Tape tape = Tape.of(expression);
        for (Expression.Image image : tape.images()) {
            DeviceImage in = images.get(image.index());
            check(image, in.type(), in.interval(), out.interval());
        }
        check(expression, out.type());
        KernelSource source = new KernelSource(tape);
        boolean gpu = lane.device().gpu();
        Program program = new Program("pointwise", gpu ? source.gpu() : source.cpu(), Map.of());
        List<Object> args = new ArrayList<>();
        tape.images().forEach(i -> args.add(images.get(i.index()).buffer()));
        args.addAll(numbers(tape, scalars));
        args.add(out.buffer());
        boolean flat = tape.images().stream()
                .allMatch(i -> Intervals.equals(images.get(i.index()).interval(), out.interval()));
        if (flat) flat(lane, program, gpu ? source.perItem() : KernelSource.CPU_RUN, args, out);
        else rows(lane, program, tape, images, args, out);
    }

    private static void flat(Lane lane, Program program, int perItem, List<Object> args, DeviceImage out) {
        args.add(out.count());
        long items = (out.count() + perItem - 1) / perItem;
        lane.launch(
                program,
                "flat",
                lane.device().gpu()
                        ? WorkSize.of(items).groups(256)
                        : WorkSize.of(items).groups(1),
                args.toArray());
    }

    private static void rows(
            Lane lane, Program program, Tape tape, List<DeviceImage> images, List<Object> args, DeviceImage out) {
        for (Expression.Image image : tape.images()) {
            Interval in = images.get(image.index()).interval();
            long strideY = in.dimension(0), strideZ = strideY * in.dimension(1);
            args.add((out.interval().min(2) - in.min(2)) * strideZ
                    + (out.interval().min(1) - in.min(1)) * strideY
                    + (out.interval().min(0) - in.min(0)));
            args.add(strideY);
            args.add(strideZ);
        }
        for (int d = 0; d < 3; d++) args.add((long) out.size(d));
        long across = (out.size(0) + 4L * ROW_GROUP - 1) / (4 * ROW_GROUP) * ROW_GROUP;
        WorkSize size = lane.device().gpu()
                ? WorkSize.of(across, out.size(1), out.size(2)).groups(ROW_GROUP, 4, 1)
                : WorkSize.of(1, out.size(1), out.size(2)).groups(1, 1, 1);
        lane.launch(program, "rows", size, args.toArray());
    }

    private static List<Object> numbers(Tape tape, List<double[]> scalars) {
        Evaluation host = new Evaluation(tape, scalars, 1);
        return tape.numbers().stream()
                .map(n -> {
                    Number value = host.number(n);
                    return tape.steps().get(n).type() == VoxelType.FLOAT32
                            ? (Object) value.floatValue()
                            : (Object) value;
                })
                .toList();
    }

    /** Fills {@code out} in Java, planes in parallel. */
    public static void reference(Expression expression, List<Voxels> images, List<double[]> scalars, Voxels out) {
        Tape tape = Tape.of(expression);
        for (Expression.Image image : tape.images()) {
            Voxels in = images.get(image.index());
            check(image, in.type(), in.interval(), out.interval());
        }
        check(expression, out.type());
        IntStream.range(0, out.sizeZ()).parallel().forEach(z -> plane(tape, images, scalars, out, z));
    }

    private static void plane(Tape tape, List<Voxels> images, List<double[]> scalars, Voxels out, int z) {
        Evaluation evaluation = new Evaluation(tape, scalars, out.sizeX());
        Interval to = out.interval();
        int[] from = new int[images.size()];
        for (int y = 0; y < out.sizeY(); y++) {
            for (Expression.Image image : tape.images())
                from[image.index()] = images.get(image.index()).index(to.min(0), to.min(1) + y, to.min(2) + z);
            evaluation.row(images, from, out, (z * out.sizeY() + y) * out.sizeX(), out.sizeX());
        }
    }

    private static void check(Expression.Image image, VoxelType type, Interval in, Interval out) {
        if (type != image.type())
            throw new IllegalArgumentException(
                    "image %d is %s, the expression takes %s".formatted(image.index(), type, image.type()));
        if (!Intervals.contains(in, out))
            throw new IllegalArgumentException("image %d covers %s, not all of %s"
                    .formatted(image.index(), Intervals.toString(in), Intervals.toString(out)));
    }

    private static void check(Expression expression, VoxelType out) {
        if (expression.type() != out)
            throw new IllegalArgumentException("the expression gives " + expression.type() + ", the output is " + out);
    }
}
