package org.kachel.op;

import java.util.HashMap;
import java.util.Map;
import org.kachel.block.Halo;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/**
 * An operation on the 3×3×3 neighbours of each voxel: work-items march along y ({@code WindowMarch.cl}).
 *
 * @param file the operation's text, beside this class, which {@code WindowMarch.cl} follows
 * @param reach 1 along the axes that it looks along, 0 along the others
 * @param planes outputs along z of an item on a GPU, at most: as many planes are loaded, and two more
 */
record WindowMarch(String file, String tables, Map<String, String> macros, Border border, Halo reach, int planes) {
    private static final String TEXT =
            Program.resource(WindowMarch.class, "WindowMarch.cl", Map.of()).source();
    /** Outputs along z of an item of a CPU, and of a GPU where the operation names no other number. */
    static final int PLANES = 4;

    /** Vectors along x of an item of a CPU at most, and where each has a queue; measured on two cores. */
    private static final int VECTORS = 128;

    private static final int QUEUED_VECTORS = 32;

    void launch(Lane lane, WindowKernel.Shape shape, DeviceImage in, DeviceImage out) {
        int planes =
                Math.min(shape == WindowKernel.Shape.GPU ? this.planes : PLANES, Integer.highestOneBit(out.size(2)));
        int vectors = vectors(shape, out.size(0));
        int across = count(out.size(0), shape.vector() * vectors), deep = count(out.size(2), planes);
        int length = length(lane.device(), shape, out.size(1), (long) across * deep);
        Map<String, String> all = new HashMap<>(macros);
        all.put("U", Integer.toString(vectors));
        all.put("P", Integer.toString(planes));
        all.put("RX", Integer.toString(reach.x()));
        all.put("RY", Integer.toString(reach.y()));
        all.put("RZ", Integer.toString(reach.z()));
        String text = Program.resource(WindowMarch.class, file, Map.of()).source();
        WindowKernel kernel = WindowKernel.of("WindowMarch.cl", all, border).with(tables + text);
        WorkSize size = WorkSize.of(across, count(out.size(1), length), deep);
        WorkSize grouped =
                shape == WindowKernel.Shape.GPU ? size.groups(64, 1, Math.min(2, deep)) : size.groups(1, 1, 1);
        kernel.launch(lane, shape, grouped, "march", in, out, length);
    }

    /**
     * Vectors along x of an item. On a CPU a whole row, or a part of it whose queues a cache holds; a power of two, since each
     * number is a program of its own.
     */
    private int vectors(WindowKernel.Shape shape, int width) {
        if (shape == WindowKernel.Shape.GPU) return 1;
        int most = reach.y() > 0 ? QUEUED_VECTORS : VECTORS, vectors = 1;
        while (vectors < most && vectors * shape.vector() < width) vectors *= 2;
        return vectors;
    }

    /** Rows of an item: as many as possible, since two more are loaded, but so few that the device has enough items. */
    private static int length(DeviceInfo device, WindowKernel.Shape shape, int rows, long columns) {
        boolean gpu = shape == WindowKernel.Shape.GPU;
        int least = gpu ? 16 : 32;
        long items = (gpu ? 4096L : 8L) * device.computeUnits();
        int length = Math.min(rows, gpu ? 64 : 256);
        while (length / 2 >= least && columns * count(rows, length) < items) length = count(length, 2);
        return length;
    }

    private static int count(int n, int part) {
        return (n + part - 1) / part;
    }
}
