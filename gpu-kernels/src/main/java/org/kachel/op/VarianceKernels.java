package org.kachel.op;

import java.util.List;
import java.util.Map;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;

/** One run of a {@link VarianceBox} on a device: its passes and their images. */
record VarianceKernels(
        VarianceBox operation,
        Footprint box,
        VoxelType working,
        Lane lane,
        WindowKernel.Shape shape,
        DeviceImage image,
        DeviceImage out) {

    /** The passes along {@code axes}, from sums or means and squares or variances; both are the image at first. */
    void enqueue(DeviceImage sums, DeviceImage squares, List<Integer> axes) {
        List<Integer> later = axes.subList(1, axes.size());
        if (later.isEmpty()) {
            pass(axes.get(0), sums, squares, out, out);
            return;
        }
        Interval needed = VarianceBox.needed(box, later, out.interval(), image.interval());
        try (DeviceImage nextSums = DeviceImage.allocate(lane, working, needed);
                DeviceImage nextSquares = DeviceImage.allocate(lane, working, needed)) {
            pass(axes.get(0), sums, squares, nextSums, nextSquares);
            enqueue(nextSums, nextSquares, later);
        }
    }

    private void pass(int axis, DeviceImage sums, DeviceImage squares, DeviceImage toSums, DeviceImage toSquares) {
        Map<String, String> macros = box.macros();
        boolean exact = VarianceBox.exact(image.type()), last = toSums == out;
        int r = box.radius().along(axis), divisor = exact ? box.count() : 2 * r + 1;
        macros.put("AXIS", Integer.toString(axis));
        macros.put("R", Integer.toString(r));
        macros.put("WORK", working.openClName());
        macros.put("SQUARE", working.floating() ? "float" : VoxelBits.unsignedName(working));
        macros.put("DIVISOR", WindowKernel.literal(divisor));
        macros.put("RECIPROCAL", WindowKernel.literal((float) (1.0 / divisor)));
        if (exact) macros.put("EXACT", "1");
        if (exact && VarianceBox.wide(image.type(), box.count())) macros.put("WIDE", "1");
        if (sums == image) macros.put("FIRST", "1");
        if (last) macros.put("LAST", "1");
        if (last && operation.root()) macros.put("ROOT", "1");
        String root = Program.resource(VarianceKernels.class, "RoundedRoot.cl", Map.of())
                .source();
        WindowKernel.of("VarianceBox.cl", macros, operation.border())
                .with(root)
                .launch(lane, shape, "variance", sums, toSums, squares.buffer(), toSquares.buffer());
    }
}
