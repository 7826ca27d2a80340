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
import org.kachel.gpu.Lane;
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
    private static final int SMALL_ON_CPU = 12;

    private static final int SMALL_ON_GPU = 16;
    /** The largest radius that these kernels take on no device. */
    static final int SMALL = Math.min(SMALL_ON_CPU, SMALL_ON_GPU);
    /** Samples that a work-item of a CPU, or a group of a GPU, holds of its rows. */
    private static final int LINE_VALUES = 4096;
    /** Rows that a work-item of a CPU holds: in the cache, and on the stack. */
    private static final int RING_BYTES = 1 << 19;
    /** Columns of less are all calls and no work. */
    private static final int WORTH = 64;
    /** What a group of a GPU takes of local memory for several groups to share a processor, and at most. */
    private static final int SHARED_BYTES = 12 << 10;

    private static final int LOCAL_BYTES = 48 << 10;
    private static final int LEAST_LANES = 32;
    private static final int ROW_ITEMS = 256;

    /** One kernel: its macros beside the filter's, its size and its arguments. */
    record Launch(String kernel, Map<String, String> macros, WorkSize size, List<Object> args) {}

    /** Lines along an axis that lie side by side: {@code across} of them, {@code others} times. */
    private record Lines(int axis, int other, boolean flat, int across, int others, DeviceImage from, DeviceImage to) {
        /** Planes of whole rows are one row. */
        static Lines of(int axis, DeviceImage from, DeviceImage to) {
            boolean flat = axis == 2 && from.size(0) == to.size(0) && to.size(0) * (long) to.size(1) < 1 << 30;
            int other = 3 - axis, across = to.size(0) * (flat ? to.size(1) : 1);
            return new Lines(axis, other, flat, across, flat ? 1 : to.size(other), from, to);
        }

        int shift(int d) {
            return SeparableKernels.shift(d, from, to);
        }

        /** Where the first line begins in {@code from}, but for its shift along x. */
        long start() {
            return shift(other) * SeparableKernels.stride(from, other);
        }

        List<Long> strides() {
            return Stream.of(from, to)
                    .flatMap(i -> Stream.of(SeparableKernels.stride(i, axis), SeparableKernels.stride(i, other)))
                    .toList();
        }
    }

    /** Whether these kernels take the radius, and faster than the others. */
    boolean pays(Halo radius) {
        int small = shape == Shape.CPU ? SMALL_ON_CPU : SMALL_ON_GPU;
        if (!exact(fold, working) || SeparableGroup.largest(radius) <= small) return false;
        if (shape == Shape.GPU) return 2 * taken(radius.x(), 0) <= LINE_VALUES / 2;
        return passes(radius).stream().allMatch(part -> width(part) >= SeparableTile.VECTOR);
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
        boolean together =
                shape == Shape.CPU && width(plane) >= Math.min(row, Math.max(WORTH, 2 * taken(radius.x(), 0)));
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
        return vectors((int) Math.min(line, RING_BYTES / working.bytes() / taps));
    }

    private static int vectors(int width) {
        return width / SeparableTile.VECTOR * SeparableTile.VECTOR;
    }

    Launch launch(Halo part, DeviceImage from, DeviceImage to) {
        if (shape == Shape.CPU) return columns(part, Lines.of(axis(part), from, to));
        return part.x() > 0
                ? rows(taken(part.x(), 0), from, to)
                : lines(taken(part.along(axis(part)), axis(part)), Lines.of(axis(part), from, to));
    }

    private Launch columns(Halo part, Lines lines) {
        DeviceImage from = lines.from, to = lines.to;
        int n = to.size(lines.axis), r = taken(part.along(lines.axis), lines.axis);
        int width = Math.min(width(part), vectors(lines.across + SeparableTile.VECTOR - 1));
        long few = 4L * device.computeUnits();
        while (width / 2 >= Math.max(WORTH, 2 * part.x())
                && SeparableKernels.count(lines.across, width) * (long) lines.others < few)
            width = vectors(width / 2 + SeparableTile.VECTOR - 1);
        int across = SeparableKernels.count(lines.across, width);
        int length = length(n, Math.max(32, 4 * r), (long) across * lines.others, few);
        List<Object> args = new ArrayList<>(List.of(from.buffer(), to.buffer(), lines.across, n));
        args.addAll(List.of(lines.flat ? lines.across : from.size(0), from.size(lines.axis)));
        args.addAll(List.of(lines.shift(0), lines.shift(lines.axis), lines.start()));
        args.addAll(lines.strides());
        args.addAll(List.of(taken(part.x(), 0), r, width, length));
        WorkSize size = WorkSize.of(across, SeparableKernels.count(n, length), lines.others);
        return new Launch("running", macros("RUNNING_CPU", SeparableTile.VECTOR), size.groups(1, 1, 1), args);
    }

    /** So few outputs, but no fewer than {@code least}, of a line of n that {@code walkers} of them make {@code enough}. */
    private static int length(int n, int least, long walkers, long enough) {
        int length = n;
        while (length / 2 >= least && walkers * SeparableKernels.count(n, length) < enough)
            length = SeparableKernels.count(length, 2);
        return length;
    }

    private Launch rows(int r, DeviceImage from, DeviceImage to) {
        int widest = LINE_VALUES - 2 * r, parts = SeparableKernels.count(to.size(0), widest);
        int width = SeparableKernels.count(to.size(0), parts);
        int lines = Math.max(1, Math.min(to.size(1), LINE_VALUES / (width + 2 * r)));
        Lines y = Lines.of(1, from, to);
        long start = y.start() + y.shift(1) * SeparableKernels.stride(from, 1);
        List<Object> args = new ArrayList<>(List.of(from.buffer(), to.buffer(), to.size(0), to.size(1), from.size(0)));
        args.addAll(List.of(y.shift(0), start, y.strides().get(0), y.strides().get(1), r, width, lines));
        int down = SeparableKernels.count(to.size(1), lines);
        WorkSize size = WorkSize.of((long) parts * ROW_ITEMS, down, to.size(2)).groups(ROW_ITEMS, 1, 1);
        return new Launch("runningRows", macros("RUNNING_ROWS", 1), size, args);
    }

    private Launch lines(int r, Lines lines) {
        DeviceImage from = lines.from, to = lines.to;
        int n = to.size(lines.axis), taps = 2 * r + 1, lanes = 4 * LEAST_LANES;
        while (lanes > LEAST_LANES && (long) taps * lanes * working.bytes() > SHARED_BYTES) lanes /= 2;
        long bytes = (long) taps * lanes * working.bytes();
        boolean ring = fold != Fold.SUM && bytes <= Math.min(LOCAL_BYTES, device.localMemoryBytes());
        long walkers = (long) lines.across * lines.others, enough = 1024L * device.computeUnits();
        // whole blocks, for only the last one's end is thrown away
        int length = SeparableKernels.count(length(n, 4 * taps, walkers, enough), taps) * taps;
        if (fold != Fold.SUM && !ring) length = taps;
        List<Object> args =
                new ArrayList<>(List.of(from.buffer(), to.buffer(), lines.across, n, from.size(lines.axis)));
        long start = lines.start() + lines.shift(0);
        args.addAll(List.of(lines.shift(lines.axis), start));
        args.addAll(lines.strides());
        args.addAll(List.of(r, length));
        if (ring) args.add(new Lane.LocalMemory(bytes));
        WorkSize size = WorkSize.of(lines.across, SeparableKernels.count(n, length), lines.others);
        String kernel = fold == Fold.SUM ? "runningSum" : ring ? "runningRing" : "runningFar";
        return new Launch(kernel, macros("RUNNING_LINES", 1), size.groups(lanes, 1, 1), args);
    }

    private static Map<String, String> macros(String kernels, int vector) {
        return Map.of(
                kernels,
                "1",
                "V",
                Integer.toString(vector),
                "LINE_VALUES",
                Integer.toString(LINE_VALUES),
                "RING_BYTES",
                Integer.toString(RING_BYTES));
    }
}
