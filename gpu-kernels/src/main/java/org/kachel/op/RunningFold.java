package org.kachel.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.imglib2.Interval;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;
import org.kachel.op.SeparableFilter.Fold;
import org.kachel.op.SeparableKernels.Shape;

/**
 * Separable filters whose cost does not grow with the radius ({@code RunningFold.cl}): minima, maxima and sums of integers.
 * Sums of floats have an order of their own and are not among them.
 *
 * @param working the type between axes
 * @param volume of the input
 */
record RunningFold(Fold fold, VoxelType working, Shape shape, DeviceInfo device, Interval volume) {
    static final String TEXT =
            Program.resource(RunningFold.class, "RunningFold.cl", Map.of()).source();

    /** The largest radius that the other kernels take as fast; measured. */
    static final int SMALL_ON_CPU = 12;
    /** Samples of a row that a work-item of a CPU holds. */
    private static final int LINE_VALUES = 4096;
    /** Rows that it holds: in the cache, and on the stack. */
    private static final int RING_BYTES = 1 << 19;
    /** Columns of less are all calls and no work. */
    private static final int WORTH = 64;

    /** One kernel: its macros beside the filter's, its size and its arguments. */
    record Launch(String kernel, Map<String, String> macros, WorkSize size, List<Object> args) {}

    /** Whether these kernels take the radius, and faster than the others. */
    boolean pays(Halo radius) {
        return exact(fold, working)
                && shape == Shape.CPU
                && SeparableGroup.largest(radius) > SMALL_ON_CPU
                && passes(radius).stream().allMatch(part -> width(part) >= SeparableTile.VECTOR);
    }

    /** Whether a fold has the same bits in any order. */
    static boolean exact(Fold fold, VoxelType working) {
        return fold == Fold.MINIMUM || fold == Fold.MAXIMUM || fold == Fold.SUM && !working.floating();
    }

    /** The radius, in the parts that one kernel each takes. */
    List<Halo> passes(Halo radius) {
        Halo x = new Halo(radius.x(), 0, 0), y = new Halo(0, radius.y(), 0), z = new Halo(0, 0, radius.z());
        Halo plane = x.plus(y);
        long row = volume.dimension(0);
        boolean together = width(plane) >= Math.min(row, Math.max(WORTH, 2 * taken(radius.x(), 0)));
        return (together ? Stream.of(plane, z) : Stream.of(x, y, z))
                .filter(part -> !part.equals(Halo.NONE))
                .toList();
    }

    /** Minima and maxima see nothing new beyond a radius of the line's length, whatever the border. */
    private int taken(int radius, int axis) {
        return fold == Fold.SUM ? radius : (int) Math.min(radius, volume.dimension(axis));
    }

    private static int axis(Halo part) {
        return part.z() > 0 ? 2 : 1;
    }

    /** Of the widest column that a work-item's memory holds; less than a vector where none does. */
    private int width(Halo part) {
        long taps = 2L * taken(part.along(axis(part)), axis(part)) + 1;
        long line = LINE_VALUES - 2L * taken(part.x(), 0);
        return (int) Math.min(line, RING_BYTES / working.bytes() / taps) / SeparableTile.VECTOR * SeparableTile.VECTOR;
    }

    Launch launch(Halo part, DeviceImage from, DeviceImage to) {
        int axis = axis(part), other = 3 - axis, n = to.size(axis), r = taken(part.along(axis), axis);
        // planes of whole rows are one line
        boolean flat = axis == 2 && from.size(0) == to.size(0) && to.size(0) * (long) to.size(1) < 1 << 30;
        int nx = to.size(0) * (flat ? to.size(1) : 1), others = flat ? 1 : to.size(other);
        int width = Math.min(width(part), SeparableKernels.count(nx, SeparableTile.VECTOR) * SeparableTile.VECTOR);
        long few = 4L * device.computeUnits();
        while (width / 2 >= Math.max(WORTH, 2 * part.x()) && SeparableKernels.count(nx, width) * (long) others < few)
            width = SeparableKernels.count(width / 2, SeparableTile.VECTOR) * SeparableTile.VECTOR;
        int across = SeparableKernels.count(nx, width), length = n;
        while (length / 2 >= Math.max(32, 4 * r) && (long) across * others * SeparableKernels.count(n, length) < few)
            length = SeparableKernels.count(length, 2);
        List<Object> args = new ArrayList<>(List.of(from.buffer(), to.buffer(), nx, n, flat ? nx : from.size(0)));
        args.addAll(
                List.of(from.size(axis), SeparableKernels.shift(0, from, to), SeparableKernels.shift(axis, from, to)));
        args.add(SeparableKernels.shift(other, from, to) * SeparableKernels.stride(from, other));
        for (DeviceImage image : List.of(from, to))
            args.addAll(List.of(SeparableKernels.stride(image, axis), SeparableKernels.stride(image, other)));
        args.addAll(List.of(taken(part.x(), 0), r, width, length));
        Map<String, String> macros = Map.of(
                "RUNNING_CPU",
                "1",
                "V",
                Integer.toString(SeparableTile.VECTOR),
                "LINE_VALUES",
                Integer.toString(LINE_VALUES),
                "RING_BYTES",
                Integer.toString(RING_BYTES));
        WorkSize size = WorkSize.of(across, SeparableKernels.count(n, length), others);
        return new Launch("running", macros, size.groups(1, 1, 1), args);
    }
}
