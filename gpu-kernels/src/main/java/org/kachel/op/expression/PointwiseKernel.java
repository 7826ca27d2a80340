package org.kachel.op.expression;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
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
    private static final int MOST_PREPARED = 64;
    private static final Map<Expression, Prepared> PREPARED = Collections.synchronizedMap(new IdentityHashMap<>());

    private PointwiseKernel() {}

    /** What an expression needs at every launch; making it takes longer than many a launch. */
    private record Prepared(Tape tape, int perItem, Program gpu, Program cpu, String tail) {
        static Prepared of(Expression expression) {
            Prepared known = PREPARED.get(expression);
            if (known != null) return known;
            Tape tape = Tape.of(expression);
            KernelSource source = new KernelSource(tape);
            Prepared prepared =
                    new Prepared(tape, source.perItem(), program(source.gpu()), program(source.cpu()), source.tail());
            if (PREPARED.size() >= MOST_PREPARED) PREPARED.clear();
            PREPARED.put(expression, prepared);
            return prepared;
        }

        private static Program program(String source) {
            return new Program("pointwise", source, Map.of());
        }
    }

    /** Queues the kernel that fills {@code out}, which must be none of the images; does not wait. */
    public static void enqueue(
            Lane lane, Expression expression, List<DeviceImage> images, List<double[]> scalars, DeviceImage out) {
        Prepared prepared = Prepared.of(expression);
        Tape tape = prepared.tape();
        List<Expression.Image> used = tape.images();
        for (Expression.Image image : used) {
            DeviceImage in = images.get(image.index());
            check(image, in.type(), in.interval(), out.interval());
        }
        check(expression, out.type());
        List<Object> args = new ArrayList<>();
        used.forEach(i -> args.add(images.get(i.index()).buffer()));
        args.addAll(numbers(tape, scalars));
        args.add(out.buffer());
        boolean flat = used.stream()
                .allMatch(i -> Intervals.equals(images.get(i.index()).interval(), out.interval()));
        Program program = lane.device().gpu() ? prepared.gpu() : prepared.cpu();
        if (flat) flat(lane, program, lane.device().gpu() ? prepared.perItem() : KernelSource.CPU_RUN, args, out);
        else rows(lane, program, used, images, args, out);
    }

    private static void flat(Lane lane, Program program, int perItem, List<Object> args, DeviceImage out) {
        args.add(out.count());
        WorkSize size = WorkSize.of((out.count() + perItem - 1) / perItem)
                .groups(lane.device().gpu() ? 256 : 1);
        lane.launch(program, "flat", size, args.toArray());
    }

    private static void rows(
            Lane lane,
            Program program,
            List<Expression.Image> used,
            List<DeviceImage> images,
            List<Object> args,
            DeviceImage out) {
        long ragged = out.size(0);
        for (Expression.Image image : used) {
            List<Long> place = place(images.get(image.index()), out);
            args.addAll(place);
            ragged |= place.get(0) | place.get(1);
        }
        for (int d = 0; d < 3; d++) args.add((long) out.size(d));
        long across = (out.size(0) + 4L * ROW_GROUP - 1) / (4 * ROW_GROUP) * ROW_GROUP;
        boolean gpu = lane.device().gpu();
        WorkSize size = gpu
                ? WorkSize.of(across, out.size(1), out.size(2)).groups(ROW_GROUP, 4, 1)
                : WorkSize.of(1, out.size(1), out.size(2)).groups(1, 1, 1);
        lane.launch(program, gpu && ragged % 4 == 0 ? "rows_of_four" : "rows", size, args.toArray());
    }

    /** Where {@code out} begins in {@code in}, and its strides along y and z. */
    private static List<Long> place(DeviceImage in, DeviceImage out) {
        return List.of(in.start(out.interval()), (long) in.size(0), (long) in.size(0) * in.size(1));
    }

    static String tail(Expression expression) {
        return Prepared.of(expression).tail();
    }

    static List<Object> tailArguments(Tail<DeviceImage> tail, DeviceImage out) {
        Tape tape = Prepared.of(tail.expression()).tape();
        check(tail.expression(), out.type());
        List<Object> args = new ArrayList<>();
        for (Expression.Image image : tape.images()) {
            if (image.index() == 0) continue;
            DeviceImage in = tail.images().get(image.index() - 1);
            check(image, in.type(), in.interval(), out.interval());
            args.add(in.buffer());
            args.addAll(place(in, out));
        }
        args.addAll(numbers(tape, tail.scalars()));
        return args;
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
