package org.kachel.op;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final int TILE = 256;
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
        enqueue(in, filter.axes());
    }

    private void enqueue(DeviceImage source, List<Integer> axes) {
        int axis = axes.get(0);
        List<Integer> later = axes.subList(1, axes.size());
        if (later.isEmpty()) {
            pass(axis, source, out);
            return;
        }
        try (DeviceImage target = DeviceImage.allocate(lane, working, needed(later))) {
            pass(axis, source, target);
            enqueue(target, later);
        }
    }

    /** What the passes along {@code axes} read. */
    private Interval needed(List<Integer> axes) {
        int[] r = new int[3];
        for (int d : axes) r[d] = filter.radius().along(d);
        return new Halo(r[0], r[1], r[2]).grow(out.interval(), in.interval());
    }

    private void pass(int axis, DeviceImage from, DeviceImage to) {
        if (axis == 0) row(from, to);
        else line(axis, from, to);
    }

    private void row(DeviceImage from, DeviceImage to) {
        Map<String, String> macros = macros(0, from, to);
        boolean cpu = shape == Shape.CPU || localRow(working) > lane.device().localMemoryBytes();
        macros.put(cpu ? "ROW_PRIVATE" : "ROW_LOCAL", "1");
        macros.put("V", cpu ? "16" : "1");
        macros.put("TILE", Integer.toString(TILE));
        macros.put("GX", "64");
        macros.put("GY", "4");
        int nx = to.size(0), ny = to.size(1), nz = to.size(2);
        int shift = (int) (to.interval().min(0) - from.interval().min(0));
        long inRow = from.size(0), inPlane = inRow * from.size(1);
        WorkSize size = cpu
                ? WorkSize.of((nx + TILE - 1) / TILE, ny, nz).groups(1, 1, 1)
                : WorkSize.of((nx + 3) / 4, ny, nz).groups(64, 4, 1);
        long start = offset(from, to, false);
        lane.launch(
                program(0, macros),
                "row",
                size,
                from.buffer(),
                to.buffer(),
                nx,
                ny,
                nz,
                from.size(0),
                shift,
                start,
                inRow,
                inPlane);
    }

    private long localRow(VoxelType type) {
        return 4L * (TILE + 2L * filter.radius().x()) * type.bytes();
    }

    private void line(int axis, DeviceImage from, DeviceImage to) {
        int vector = shape == Shape.CPU && to.size(0) >= 16 ? 16 : 1, other = 3 - axis, outputs = 8;
        Map<String, String> macros = macros(axis, from, to);
        macros.put("LINE", "1");
        macros.put("V", Integer.toString(vector));
        macros.put("P", Integer.toString(outputs));
        int nx = to.size(0), np = to.size(axis), nb = to.size(other);
        int shift = (int) (to.interval().min(axis) - from.interval().min(axis));
        WorkSize size = WorkSize.of((nx + vector - 1) / vector, (np + outputs - 1) / outputs, nb);
        long start = offset(from, to, true) - shift * stride(from, axis);
        lane.launch(
                program(axis, macros),
                "line",
                shape == Shape.CPU ? size.groups(vector == 1 ? 64 : 4, 1, 1) : size.groups(64, 4, 1),
                from.buffer(),
                to.buffer(),
                nx,
                np,
                nb,
                from.size(axis),
                shift,
                start,
                stride(from, axis),
                stride(from, other),
                stride(to, axis),
                stride(to, other));
    }

    /** Index in {@code from} of {@code to}'s first voxel, or of its row's first. */
    private static long offset(DeviceImage from, DeviceImage to, boolean withX) {
        long index = 0;
        for (int d = withX ? 0 : 1; d < 3; d++)
            index += (to.interval().min(d) - from.interval().min(d)) * stride(from, d);
        return index;
    }

    private static long stride(DeviceImage image, int axis) {
        return axis == 0 ? 1 : axis == 1 ? image.size(0) : (long) image.size(0) * image.size(1);
    }

    private Map<String, String> macros(int axis, DeviceImage from, DeviceImage to) {
        Map<String, String> macros = new HashMap<>();
        int r = filter.radius().along(axis);
        macros.put("FOLD", Integer.toString(filter.fold().ordinal()));
        macros.put("BORDER", Integer.toString(filter.border().ordinal()));
        macros.put("R", Integer.toString(r));
        macros.put("UNROLL", shape == Shape.GPU && r <= UNROLLED_RADIUS ? Integer.toString(2 * r + 1) : "2");
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

    private Program program(int axis, Map<String, String> macros) {
        if (filter.fold() != Fold.WEIGHTED) return new Program("Separable.cl", TEXT, macros);
        StringBuilder weights = new StringBuilder("__constant float WEIGHTS[] = {");
        for (float w : filter.weights()[axis]) weights.append(literal(w)).append(", ");
        return new Program("Separable.cl", weights.append("};\n").append(TEXT).toString(), macros);
    }

    private static String literal(float value) {
        return Float.toHexString(value) + "f";
    }
}
