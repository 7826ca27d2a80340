package org.kachel.op;

import java.util.List;
import java.util.Map;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** One run of a {@link VarianceBox} on a device: its passes and their images. */
record VarianceKernels(
        VarianceBox operation,
        Footprint box,
        VoxelType working,
        Lane lane,
        WindowKernel.Shape shape,
        DeviceImage image,
        DeviceImage out) {

    /** What a work-group of a GPU makes at a time along all axes: outputs along x and y, those of an item, and at most along z. */
    private static final int WIDTH = 64;

    private static final int HEIGHT = 16;
    private static final int ROWS = 4;
    private static final int DEPTH = 128;
    /** The largest of which registers hold the last planes. */
    private static final int QUEUED_RADIUS = 4;

    /** Planes that a CPU makes at a time, at least. */
    private static final int SLAB = 16;

    void enqueue() {
        if (shape == WindowKernel.Shape.GPU && SeparableGroup.largest(box.radius()) <= QUEUED_RADIUS) column();
        else if (shape == WindowKernel.Shape.GPU) enqueue(image, image, VarianceBox.axes(box), out);
        else slabs();
    }

    /** A slab after the other, so that what lies between the passes is no more than a slab's. */
    private void slabs() {
        int depth = Math.max(SLAB, 8 * box.radius().z());
        for (int z = 0; z < out.size(2); z += depth) {
            long[] min = out.interval().minAsLongArray(), max = out.interval().maxAsLongArray();
            min[2] += z;
            max[2] = Math.min(max[2], min[2] + depth - 1);
            DeviceImage slab = new DeviceImage(out.buffer(), out.type(), new FinalInterval(min, max));
            enqueue(image, image, VarianceBox.axes(box), slab);
        }
    }

    /**
     * The passes along {@code axes}, from sums or means and squares or variances; both are the image at first.
     *
     * @param target the planes of {@link #out} that are wanted, in its memory
     */
    private void enqueue(DeviceImage sums, DeviceImage squares, List<Integer> axes, DeviceImage target) {
        List<Integer> later = axes.subList(1, axes.size());
        if (later.isEmpty()) {
            pass(axes.get(0), sums, squares, target, target);
            return;
        }
        Interval needed = VarianceBox.needed(box, later, target.interval(), image.interval());
        try (DeviceImage nextSums = DeviceImage.allocate(lane, working, needed);
                DeviceImage nextSquares = DeviceImage.allocate(lane, working, needed)) {
            pass(axes.get(0), sums, squares, nextSums, nextSquares);
            enqueue(nextSums, nextSquares, later, target);
        }
    }

    private void pass(int axis, DeviceImage sums, DeviceImage squares, DeviceImage toSums, DeviceImage toSquares) {
        Map<String, String> macros = macros();
        int r = box.radius().along(axis);
        macros.put("AXIS", Integer.toString(axis));
        macros.put("R", Integer.toString(r));
        macros.put("PART", part(r));
        if (sums == image) macros.put("FIRST", "1");
        boolean last = toSums.buffer() == out.buffer();
        if (last) macros.put("LAST", "1");
        int plane = last ? (int) (toSums.interval().min(2) - out.interval().min(2)) : 0;
        kernel(macros).launch(lane, shape, "variance", sums, toSums, squares.buffer(), toSquares.buffer(), plane);
    }

    /** All axes at once, where registers hold the last planes. */
    private void column() {
        Map<String, String> macros = macros();
        macros.put("COLUMN", "1");
        for (int d = 0; d < 3; d++)
            macros.put("PART" + "XYZ".charAt(d), part(box.radius().along(d)));
        macros.put("WX", Integer.toString(WIDTH));
        macros.put("WY", Integer.toString(HEIGHT));
        macros.put("PY", Integer.toString(ROWS));
        int across = count(out.size(0), WIDTH), down = count(out.size(1), HEIGHT), depth = Math.min(out.size(2), DEPTH);
        int least = Math.max(16, 4 * box.radius().z());
        while (depth / 2 >= least
                && (long) across * down * count(out.size(2), depth)
                        < 4L * lane.device().computeUnits()) depth = count(depth, 2);
        int items = WIDTH * HEIGHT / ROWS;
        WorkSize size = WorkSize.of((long) across * items, down, count(out.size(2), depth))
                .groups(items, 1, 1);
        kernel(macros).launch(lane, shape, size, "column", image, out, depth);
    }

    private static int count(int n, int part) {
        return (n + part - 1) / part;
    }

    private static String part(int radius) {
        return WindowKernel.literal((float) (1.0 / (2 * radius + 1)));
    }

    private Map<String, String> macros() {
        Map<String, String> macros = box.macros();
        boolean exact = VarianceBox.exact(image.type());
        macros.put("WORK", working.openClName());
        macros.put("SQUARE", working.floating() ? "float" : VoxelBits.unsignedName(working));
        macros.put("RECIPROCAL", WindowKernel.literal((float) (1.0 / box.count())));
        if (exact) macros.put("EXACT", "1");
        if (exact && VarianceBox.wide(image.type(), box.count())) macros.put("WIDE", "1");
        if (operation.root()) macros.put("ROOT", "1");
        return macros;
    }

    private WindowKernel kernel(Map<String, String> macros) {
        String root = Program.resource(VarianceKernels.class, "RoundedRoot.cl", Map.of())
                .source();
        return WindowKernel.of("VarianceBox.cl", macros, operation.border()).with(root);
    }
}
