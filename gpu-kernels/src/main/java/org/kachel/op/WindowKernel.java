package org.kachel.op;

import java.util.HashMap;
import java.util.Map;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/**
 * A kernel that looks at a window around each voxel ({@code Window.cl} and the text that follows it).
 *
 * @param file the kernel's text, beside this class
 * @param tables constants that precede it
 * @param rows outputs along y of a work-item
 * @param planes outputs along z of a work-item
 */
record WindowKernel(String file, String tables, Map<String, String> macros, Border border, int rows, int planes) {
    /** Which form of the kernels runs. */
    enum Shape {
        /** One voxel along x per work-item. */
        GPU(1, 64),
        /** A vector of 16. */
        CPU(16, 4);

        private final int vector;
        private final int group;

        Shape(int vector, int group) {
            this.vector = vector;
            this.group = group;
        }

        /** Outputs along x that are computed at once. */
        int vector() {
            return vector;
        }

        static Shape of(DeviceInfo device) {
            return device.gpu() ? GPU : CPU;
        }
    }

    private static final String SHARED = Border.TEXT
            + Program.resource(WindowKernel.class, "Window.cl", Map.of()).source();

    static WindowKernel of(String file, Map<String, String> macros, Border border) {
        return new WindowKernel(file, "", macros, border, 1, 1);
    }

    WindowKernel with(String tables) {
        return new WindowKernel(file, tables, macros, border, rows, planes);
    }

    WindowKernel outputs(int rows, int planes) {
        return new WindowKernel(file, tables, macros, border, rows, planes);
    }

    /** Queues the kernel called {@code kernel}; {@code further} arguments follow those that all have. */
    void launch(Lane lane, Shape shape, String kernel, DeviceImage in, DeviceImage out, Object... further) {
        WorkSize size = WorkSize.of(
                        (out.size(0) + shape.vector - 1) / shape.vector,
                        (out.size(1) + rows - 1) / rows,
                        (out.size(2) + planes - 1) / planes)
                .groups(shape.group, high(shape), 1);
        launch(lane, shape, size, kernel, in, out, further);
    }

    /** The same for a kernel whose work-items make what {@code size} says. */
    void launch(
            Lane lane, Shape shape, WorkSize size, String kernel, DeviceImage in, DeviceImage out, Object... further) {
        Object[] args = new Object[11 + further.length];
        args[0] = in.buffer();
        args[1] = out.buffer();
        for (int d = 0; d < 3; d++) {
            args[2 + d] = out.size(d);
            args[5 + d] = in.size(d);
            args[8 + d] = (int) (out.interval().min(d) - in.interval().min(d));
        }
        System.arraycopy(further, 0, args, 11, further.length);
        lane.launch(program(shape, in.type(), out.type()), kernel, size, args);
    }

    /** Work-items of a group along y. */
    private int high(Shape shape) {
        if (shape == Shape.CPU) return 1;
        return rows > 1 ? 2 : 4;
    }

    private Program program(Shape shape, VoxelType in, VoxelType out) {
        Map<String, String> all = new HashMap<>(macros);
        all.putIfAbsent("V", Integer.toString(shape.vector));
        all.put("GX", Integer.toString(shape.group));
        all.put("GY", Integer.toString(high(shape)));
        all.put("BORDER", Integer.toString(border.ordinal()));
        all.put("IN", in.openClName());
        all.put("OUT", out.openClName());
        if (in.floating()) all.put("FLOATING", "1");
        if (in == VoxelType.FLOAT64) all.put("FP64", "1");
        String text = Program.resource(WindowKernel.class, file, Map.of()).source();
        return new Program(file, SHARED + tables + text, all);
    }

    static String literal(float value) {
        return Float.toHexString(value) + "f";
    }
}
