package org.kachel.op;

import java.util.ArrayList;
import java.util.HashMap;
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
import org.kachel.op.expression.Tail;

/** One run of a separable filter on a device: its passes, their programs and their launches ({@code Separable.cl}). */
final class SeparableKernels {
    /** Which form of the kernels runs. */
    enum Shape {
        /** Local memory for x, work-items side by side. */
        GPU,
        /** Vectors of 16 in a work-item, no local memory. */
        CPU;

        static Shape of(DeviceInfo device) {
            return device.gpu() ? GPU : CPU;
        }
    }

    private static final String TEXT = Border.TEXT
            + Program.resource(SeparableKernels.class, "Separable.cl", Map.of()).source();
    private static final String AXES = "XYZ";
    /** Loops over taps of a small filter are unrolled whole, of a larger one in part. */
    private static final int UNROLLED_RADIUS = 16;
    /** Neighbours along a line that a GPU folds together where the radius is large. */
    private static final int WINDOW = 32;

    private final SeparableFilter filter;
    private final Shape shape;
    private final Lane lane;
    private final DeviceImage in;
    private final DeviceImage out;
    /** The type that the pass at hand folds. */
    private VoxelType working;

    private final RunningFold running;
    private final Tail<DeviceImage> tail;

    /** @param tail of the last pass, or null */
    SeparableKernels(
            SeparableFilter filter, Shape shape, Lane lane, DeviceImage in, Tail<DeviceImage> tail, DeviceImage out) {
        this.filter = filter;
        this.shape = shape;
        this.lane = lane;
        this.in = in;
        this.tail = tail;
        this.out = out;
        this.working = filter.working(in.type());
        this.running = new RunningFold(filter.fold(), working, shape, lane.device(), in.interval());
    }

    void enqueue() {
        enqueue(in, Halo.NONE, passes());
    }

    /** The radius, in the parts that one kernel each takes. */
    private List<Halo> passes() {
        Halo r = filter.radius(), plane = new Halo(r.x(), r.y(), 0);
        if (runs()) return running.passes(r);
        if (together(r)) return List.of(r);
        Stream<Halo> parts = together(plane) || rowsTogether(plane)
                ? Stream.of(plane, new Halo(0, 0, r.z()))
                : Stream.of(new Halo(r.x(), 0, 0), new Halo(0, r.y(), 0), new Halo(0, 0, r.z()));
        return parts.filter(part -> !part.equals(Halo.NONE)).toList();
    }

    /** Whether the kernels of large radii do it, which have no store for a tail. */
    private boolean runs() {
        return tail == null && running.pays(filter.radius());
    }

    private boolean together(Halo radius) {
        return shape == Shape.GPU ? SeparableGroup.takes(radius) : tile(radius).suits(radius);
    }

    private boolean rowsTogether(Halo radius) {
        return shape == Shape.GPU
                && SeparableGroup.takesRows(
                        radius, working.bytes(), lane.device().localMemoryBytes());
    }

    /** Images between passes that are held at once, at most, on any device. */
    static int mostBetween(SeparableFilter filter, VoxelType image) {
        if (SeparableGroup.takes(filter.radius())) return 0;
        boolean exact = RunningFold.exact(filter.fold(), filter.working(image));
        int queued = exact ? RunningFold.SMALL : SeparableGroup.QUEUED_RADIUS;
        return SeparableGroup.largest(filter.radius()) <= queued ? 1 : 2;
    }

    private void enqueue(DeviceImage source, Halo done, List<Halo> passes) {
        List<Halo> later = passes.subList(1, passes.size());
        Halo now = done.plus(passes.get(0));
        working = filter.working(in.type(), now);
        if (later.isEmpty()) {
            pass(passes.get(0), source, out);
            return;
        }
        try (DeviceImage target = DeviceImage.allocate(lane, working, needed(later))) {
            pass(passes.get(0), source, target);
            enqueue(target, now, later);
        }
    }

    /** What {@code passes} read. */
    private Interval needed(List<Halo> passes) {
        Halo all = passes.stream().reduce(Halo.NONE, Halo::plus);
        return all.grow(out.interval(), in.interval());
    }

    private void pass(Halo radius, DeviceImage from, DeviceImage to) {
        int axis = radius.x() > 0 ? 0 : radius.y() > 0 ? 1 : 2;
        if (runs()) run(radius, from, to);
        else if (shape == Shape.CPU) march(radius, from, to);
        else if (together(radius)) column(radius, from, to);
        else if (axis == 0 && rowsTogether(radius)) rows(radius, from, to);
        else line(axis, radius, from, to);
    }

    /** At a cost that does not grow with the radius. */
    private void run(Halo radius, DeviceImage from, DeviceImage to) {
        RunningFold.Launch launch = running.launch(radius, from, to);
        Map<String, String> macros = macros(Halo.NONE, from, to);
        macros.putAll(launch.macros());
        Program program = new Program("RunningFold.cl", TEXT, RunningFold.TEXT, macros);
        lane.launch(program, launch.kernel(), launch.size(), launch.args().toArray());
    }

    private SeparableTile tile(Halo radius) {
        return SeparableTile.of(radius, working.bytes(), lane.device().localMemoryBytes());
    }

    private void march(Halo radius, DeviceImage from, DeviceImage to) {
        SeparableTile tile = tile(radius);
        Map<String, String> macros = macros(radius, from, to);
        macros.put("MARCH", "1");
        macros.put("V", Integer.toString(SeparableTile.VECTOR));
        macros.put("TOGETHER", Integer.toString(SeparableTile.TOGETHER));
        macros.put("TX", Integer.toString(tile.x()));
        macros.put("TY", Integer.toString(tile.y()));
        int width = even(to.size(0), tile.x(), Math.min(tile.x(), 4 * SeparableTile.VECTOR));
        int height = even(to.size(1), tile.y(), Math.min(tile.y(), SeparableTile.TOGETHER));
        long columns = (long) count(to.size(0), width) * count(to.size(1), height);
        int depth = length(to.size(2), to.size(2), Math.max(SeparableTile.TOGETHER, 4 * radius.z()), columns, 2);
        WorkSize size = WorkSize.of(count(to.size(0), width), count(to.size(1), height), count(to.size(2), depth));
        launch("march", macros, size.groups(1, 1, 1), from, to, width, height, depth);
    }

    /** With the sizes of both images and where one begins in the other. */
    private void launch(
            String kernel,
            Map<String, String> macros,
            WorkSize size,
            DeviceImage from,
            DeviceImage to,
            Integer... more) {
        List<Object> args = new ArrayList<>(List.of(from.buffer(), to.buffer()));
        for (int d = 0; d < 3; d++) args.add(to.size(d));
        for (int d = 0; d < 3; d++) args.add(from.size(d));
        for (int d = 0; d < 3; d++) args.add(shift(d, from, to));
        args.addAll(List.of(more));
        launch(kernel, macros, size, args, to);
    }

    /** With the tail where the pass is the last. */
    private void launch(String kernel, Map<String, String> macros, WorkSize size, List<Object> args, DeviceImage to) {
        boolean ends = tail != null && to == out;
        if (ends) args.addAll(Tail.arguments(tail, out));
        lane.launch(program(ends ? tail.source() : "", macros), kernel, size, args.toArray());
    }

    /** The least multiple of {@code step} of which as few parts cover n as of the largest. */
    private static int even(int n, int largest, int step) {
        int part = count(n, count(n, largest));
        return count(part, step) * step;
    }

    /**
     * Outputs that one walker of {@code walkers} side by side makes on its way along an axis of n: as many as {@code most},
     * but so few that each processor gets {@code each} walkers, if they are {@code least}: its first steps only fill the queue.
     */
    private int length(int n, int most, int least, long walkers, int each) {
        int length = Math.min(n, most);
        while (length / 2 >= least
                && walkers * count(n, length) < (long) each * lane.device().computeUnits()) length = count(length, 2);
        return length;
    }

    static int count(int n, int part) {
        return (n + part - 1) / part;
    }

    private void column(Halo radius, DeviceImage from, DeviceImage to) {
        SeparableGroup group = SeparableGroup.of(radius, working.bytes());
        Map<String, String> macros = macros(radius, from, to);
        macros.put("COLUMN", "1");
        macros.put("WX", Integer.toString(group.x()));
        macros.put("WY", Integer.toString(group.y()));
        macros.put("PY", Integer.toString(group.rows()));
        int across = count(to.size(0), group.x()), down = count(to.size(1), group.y());
        int depth = length(to.size(2), 128, Math.max(16, 4 * radius.z()), (long) across * down, 4);
        int items = group.x() * group.y() / group.rows();
        WorkSize size = WorkSize.of((long) across * items, down, count(to.size(2), depth));
        launch("column", macros, size.groups(items, 1, 1), from, to, depth);
    }

    private void rows(Halo radius, DeviceImage from, DeviceImage to) {
        Map<String, String> macros = macros(radius, from, to);
        macros.put("ROWS", "1");
        macros.put("WX", Integer.toString(SeparableGroup.ROW_ITEMS));
        int across = count(to.size(0), SeparableGroup.ROW_ITEMS);
        int length = length(to.size(1), 512, Math.max(32, 4 * radius.y()), (long) across * to.size(2), 8);
        WorkSize size = WorkSize.of((long) across * SeparableGroup.ROW_ITEMS, count(to.size(1), length), to.size(2));
        launch("rows", macros, size.groups(SeparableGroup.ROW_ITEMS, 1, 1), from, to, length);
    }

    /** Along one axis, marching or, where the radius is too large for that, with a window. */
    private void line(int axis, Halo radius, DeviceImage from, DeviceImage to) {
        boolean march = axis > 0 && radius.along(axis) <= SeparableGroup.QUEUED_RADIUS;
        int side = axis == 0 ? 1 : 0, other = 3 - axis - side, n = to.size(axis);
        Map<String, String> macros = macros(radius, from, to);
        macros.put("AXIS", AXES.substring(axis, axis + 1));
        macros.put(march ? "ALONG" : "LINE", "1");
        macros.put("P", Integer.toString(WINDOW));
        long groups = (long) count(to.size(side), 64) * count(to.size(other), 4);
        int length = march ? length(n, 512, Math.max(32, 4 * radius.along(axis)), groups, 4) : WINDOW;
        WorkSize size = WorkSize.of(to.size(side), to.size(other), count(n, length));
        List<Object> args = new ArrayList<>(List.of(from.buffer(), to.buffer()));
        args.addAll(List.of(to.size(side), n, to.size(other), from.size(axis), shift(axis, from, to)));
        args.add((long) shift(side, from, to) * stride(from, side) + shift(other, from, to) * stride(from, other));
        for (DeviceImage image : List.of(from, to))
            args.addAll(List.of(stride(image, side), stride(image, axis), stride(image, other)));
        if (march) args.add(length);
        launch(march ? "along" : "line", macros, size.groups(64, 4, 1), args, to);
    }

    static int shift(int axis, DeviceImage from, DeviceImage to) {
        return (int) (to.interval().min(axis) - from.interval().min(axis));
    }

    static long stride(DeviceImage image, int axis) {
        return axis == 0 ? 1 : axis == 1 ? image.size(0) : (long) image.size(0) * image.size(1);
    }

    private Map<String, String> macros(Halo radius, DeviceImage from, DeviceImage to) {
        Map<String, String> macros = new HashMap<>();
        macros.put("FOLD", Integer.toString(filter.fold().ordinal()));
        macros.put("BORDER", Integer.toString(filter.border().ordinal()));
        int whole = shape == Shape.GPU ? SeparableGroup.QUEUED_RADIUS : UNROLLED_RADIUS;
        for (int d = 0; d < 3; d++) {
            int r = radius.along(d);
            macros.put("R" + AXES.charAt(d), Integer.toString(r));
            macros.put("UNROLL" + AXES.charAt(d), Integer.toString(r <= whole ? 2 * r + 1 : 2));
        }
        macros.put("V", "1");
        macros.put("IN", from.type().openClName());
        boolean keyed = working.floating() && (filter.fold() == Fold.MINIMUM || filter.fold() == Fold.MAXIMUM);
        VoxelType folded = keyed ? key(working) : working;
        macros.put("WORK", folded.openClName());
        macros.put("OUT", (to == out ? filter.output(in.type()) : to.type()).openClName());
        if (from.type() == VoxelType.FLOAT64) macros.put("FP64", "1");
        if (keyed) {
            macros.put("KEYED", "1");
            macros.put("GREATEST", folded == VoxelType.INT32 ? "INT_MAX" : "LONG_MAX");
        }
        macros.put("NEUTRAL", folded.floating() ? "0" : neutral(folded, filter.fold() == Fold.MAXIMUM));
        if (filter.fold() == Fold.SUM && to == out && filter.boxVoxels() > 1) {
            macros.put("DIVISOR", literal(filter.boxVoxels()));
            macros.put("RECIPROCAL", literal((float) (1.0 / filter.boxVoxels())));
        }
        return macros;
    }

    /** Integers that can have the order of floats. */
    static VoxelType key(VoxelType type) {
        return type == VoxelType.FLOAT32 ? VoxelType.INT32 : VoxelType.INT64;
    }

    /** What no value of an integer type is less than, or none is greater than. */
    static String neutral(VoxelType type, boolean least) {
        String name = type.signed() ? type.openClName() : type.openClName().substring(1);
        String prefix = Map.of("char", "CHAR", "short", "SHRT", "int", "INT", "long", "LONG")
                .get(name);
        if (type.signed()) return prefix + (least ? "_MIN" : "_MAX");
        return least ? "0" : "U" + prefix + "_MAX";
    }

    private Program program(String before, Map<String, String> macros) {
        if (filter.fold() != Fold.WEIGHTED) return new Program("Separable.cl", before, TEXT, macros);
        StringBuilder weights = new StringBuilder();
        for (int d = 0; d < 3; d++) {
            weights.append("__constant float WEIGHTS").append(AXES.charAt(d)).append("[] = {");
            for (float w : filter.weights()[d]) weights.append(literal(w)).append(", ");
            weights.append("};\n");
        }
        return new Program("Separable.cl", before, weights.append(TEXT).toString(), macros);
    }

    private static String literal(float value) {
        return Float.toHexString(value) + "f";
    }
}
