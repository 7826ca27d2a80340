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

    private static final String TEXT =
            Program.resource(SeparableKernels.class, "Separable.cl", Map.of()).source();
    private static final String AXES = "XYZ";
    /** Loops over taps of a small filter are unrolled whole, of a larger one in part. */
    private static final int UNROLLED_RADIUS = 16;

    private final SeparableFilter filter;
    private final Shape shape;
    private final Lane lane;
    private final DeviceImage in;
    private final DeviceImage out;
    private final VoxelType working;

    SeparableKernels(SeparableFilter filter, Shape shape, Lane lane, DeviceImage in, DeviceImage out) {
        this.filter = filter;
        this.shape = shape;
        this.lane = lane;
        this.in = in;
        this.out = out;
        this.working = filter.working(in.type());
    }

    void enqueue() {
        enqueue(in, passes());
    }

    /** The radius, in the parts that one kernel each takes. */
    private List<Halo> passes() {
        Halo r = filter.radius(), plane = new Halo(r.x(), r.y(), 0);
        if (shape == Shape.CPU && tile(r).suits(r)) return List.of(r);
        boolean together = shape == Shape.CPU && tile(plane).suits(plane);
        Stream<Halo> parts = together
                ? Stream.of(plane, new Halo(0, 0, r.z()))
                : Stream.of(new Halo(r.x(), 0, 0), new Halo(0, r.y(), 0), new Halo(0, 0, r.z()));
        List<Halo> passes = parts.filter(part -> !part.equals(Halo.NONE)).toList();
        return passes.isEmpty() ? List.of(r) : passes;
    }

    private void enqueue(DeviceImage source, List<Halo> passes) {
        List<Halo> later = passes.subList(1, passes.size());
        if (later.isEmpty()) {
            pass(passes.get(0), source, out);
            return;
        }
        try (DeviceImage target = DeviceImage.allocate(lane, working, needed(later))) {
            pass(passes.get(0), source, target);
            enqueue(target, later);
        }
    }

    /** What {@code passes} read. */
    private Interval needed(List<Halo> passes) {
        Halo all = passes.stream().reduce(Halo.NONE, Halo::plus);
        return all.grow(out.interval(), in.interval());
    }

    private void pass(Halo radius, DeviceImage from, DeviceImage to) {
        if (shape == Shape.CPU) march(radius, from, to);
        else if (radius.y() > 0) line(1, radius, from, to);
        else if (radius.z() > 0) line(2, radius, from, to);
        else if (localRow() > lane.device().localMemoryBytes()) line(0, radius, from, to);
        else row(radius, from, to);
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
        int depth = depth(radius, to, count(to.size(0), width) * count(to.size(1), height));
        List<Object> args = new ArrayList<>(List.of(from.buffer(), to.buffer()));
        for (int d = 0; d < 3; d++) args.add(to.size(d));
        for (int d = 0; d < 3; d++) args.add(from.size(d));
        for (int d = 0; d < 3; d++) args.add(shift(d, from, to));
        args.addAll(List.of(width, height, depth));
        WorkSize size = WorkSize.of(count(to.size(0), width), count(to.size(1), height), count(to.size(2), depth));
        lane.launch(program(macros), "march", size.groups(1, 1, 1), args.toArray());
    }

    /** The least multiple of {@code step} of which as few parts cover n as of the largest. */
    private static int even(int n, int largest, int step) {
        int part = count(n, count(n, largest));
        return count(part, step) * step;
    }

    /** Planes of a column: all, unless too few columns keep the processors busy. Each column filters 2·radius more. */
    private int depth(Halo radius, DeviceImage to, long columns) {
        int planes = to.size(2), least = Math.max(SeparableTile.TOGETHER, 4 * radius.z());
        long parts = Math.min((2L * lane.device().computeUnits() + columns - 1) / columns, planes / least);
        return parts <= 1 ? planes : even(planes, count(planes, (int) parts), SeparableTile.TOGETHER);
    }

    private static int count(int n, int part) {
        return (n + part - 1) / part;
    }

    private void row(Halo radius, DeviceImage from, DeviceImage to) {
        Map<String, String> macros = macros(radius, from, to);
        macros.put("ROW_LOCAL", "1");
        macros.put("GX", "64");
        macros.put("GY", "4");
        int nx = to.size(0), ny = to.size(1), nz = to.size(2);
        lane.launch(
                program(macros),
                "row",
                WorkSize.of((nx + 3) / 4, ny, nz).groups(64, 4, 1),
                from.buffer(),
                to.buffer(),
                nx,
                ny,
                nz,
                from.size(0),
                shift(0, from, to),
                shift(1, from, to) * stride(from, 1) + shift(2, from, to) * stride(from, 2),
                stride(from, 1),
                stride(from, 2));
    }

    private long localRow() {
        return 4L * (4 * 64 + 2L * filter.radius().x()) * working.bytes();
    }

    private void line(int axis, Halo radius, DeviceImage from, DeviceImage to) {
        int side = axis == 0 ? 1 : 0, other = 3 - axis - side, outputs = 8;
        Map<String, String> macros = macros(radius, from, to);
        macros.put("LINE", "1");
        macros.put("AXIS", AXES.substring(axis, axis + 1));
        macros.put("P", Integer.toString(outputs));
        long start = 0;
        for (int d = 0; d < 3; d++) if (d != axis) start += shift(d, from, to) * stride(from, d);
        lane.launch(
                program(macros),
                "line",
                WorkSize.of(to.size(side), count(to.size(axis), outputs), to.size(other))
                        .groups(64, 4, 1),
                from.buffer(),
                to.buffer(),
                to.size(side),
                to.size(axis),
                to.size(other),
                from.size(axis),
                shift(axis, from, to),
                start,
                stride(from, side),
                stride(from, axis),
                stride(from, other),
                stride(to, side),
                stride(to, axis),
                stride(to, other));
    }

    private static int shift(int axis, DeviceImage from, DeviceImage to) {
        return (int) (to.interval().min(axis) - from.interval().min(axis));
    }

    private static long stride(DeviceImage image, int axis) {
        return axis == 0 ? 1 : axis == 1 ? image.size(0) : (long) image.size(0) * image.size(1);
    }

    private Map<String, String> macros(Halo radius, DeviceImage from, DeviceImage to) {
        Map<String, String> macros = new HashMap<>();
        macros.put("FOLD", Integer.toString(filter.fold().ordinal()));
        macros.put("BORDER", Integer.toString(filter.border().ordinal()));
        for (int d = 0; d < 3; d++) {
            int r = radius.along(d);
            macros.put("R" + AXES.charAt(d), Integer.toString(r));
            macros.put("UNROLL" + AXES.charAt(d), Integer.toString(r <= UNROLLED_RADIUS ? 2 * r + 1 : 2));
        }
        macros.put("V", "1");
        macros.put("IN", from.type().openClName());
        macros.put("WORK", working.openClName());
        macros.put("OUT", to.type().openClName());
        if (from.type() == VoxelType.FLOAT64) macros.put("FP64", "1");
        if (working.floating()) macros.put("FLOATING", "1");
        macros.put("NEUTRAL", neutral());
        if (filter.fold() == Fold.SUM && to == out && filter.boxVoxels() > 1) {
            macros.put("DIVISOR", literal(filter.boxVoxels()));
            macros.put("RECIPROCAL", literal((float) (1.0 / filter.boxVoxels())));
        }
        return macros;
    }

    private String neutral() {
        if (working.floating()) return "NAN";
        boolean least = filter.fold() == Fold.MAXIMUM;
        String name =
                working.signed() ? working.openClName() : working.openClName().substring(1);
        String prefix = Map.of("char", "CHAR", "short", "SHRT", "int", "INT", "long", "LONG")
                .get(name);
        if (working.signed()) return prefix + (least ? "_MIN" : "_MAX");
        return least ? "0" : "U" + prefix + "_MAX";
    }

    private Program program(Map<String, String> macros) {
        if (filter.fold() != Fold.WEIGHTED) return new Program("Separable.cl", TEXT, macros);
        StringBuilder weights = new StringBuilder();
        for (int d = 0; d < 3; d++) {
            weights.append("__constant float WEIGHTS").append(AXES.charAt(d)).append("[] = {");
            for (float w : filter.weights()[d]) weights.append(literal(w)).append(", ");
            weights.append("};\n");
        }
        return new Program("Separable.cl", weights.append(TEXT).toString(), macros);
    }

    private static String literal(float value) {
        return Float.toHexString(value) + "f";
    }
}
