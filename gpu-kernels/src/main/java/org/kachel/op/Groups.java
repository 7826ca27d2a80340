package org.kachel.op;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/**
 * How a reduction is spread over a device: a fixed number of work-groups, each striding over the whole image on a GPU, each
 * with one work-item and one contiguous piece on a CPU. Every group leaves one partial.
 */
record Groups(int count, int items) {
    /** Items of a work-group on a GPU; a power of two. */
    private static final int GPU_ITEMS = 256;

    static Groups of(Lane lane, long voxels) {
        DeviceInfo device = lane.device();
        long most = device.gpu() ? 16L * device.computeUnits() : 4L * device.computeUnits();
        long useful = Math.max(1, voxels / (device.gpu() ? 4 * GPU_ITEMS : 4096));
        return new Groups((int) Math.min(most, useful), device.gpu() ? GPU_ITEMS : 1);
    }

    WorkSize size() {
        return WorkSize.of((long) count * items).groups(items);
    }

    /** The kernels of {@code <owner>.cl} after {@code Groups.cl}, for voxels of a type, with macros of their own. */
    static Program program(Lane lane, Class<?> owner, VoxelType type, Map<String, String> own) {
        Map<String, String> macros = new HashMap<>(macros(lane, type));
        macros.putAll(own);
        return new Program(
                owner.getSimpleName() + ".cl",
                Program.beside(Groups.class, macros).source()
                        + Program.beside(owner, macros).source(),
                macros);
    }

    /** Type, its limits and the shape, as the kernels want them. */
    private static Map<String, String> macros(Lane lane, VoxelType type) {
        int width = 16 / type.bytes();
        return Map.of(
                "T",
                type.openClName(),
                "VECTOR",
                type.openClName() + width,
                "WIDTH",
                Integer.toString(width),
                "FLOATING",
                type.floating() ? "1" : "0",
                "LEAST",
                limit(type, false),
                "MOST",
                limit(type, true),
                "GPU",
                lane.device().gpu() ? "1" : "0",
                "ITEMS",
                lane.device().gpu() ? Integer.toString(GPU_ITEMS) : "1");
    }

    private static String limit(VoxelType type, boolean most) {
        if (type.floating()) return most ? "INFINITY" : "(-INFINITY)";
        String name = Map.of(VoxelType.INT8, "SCHAR", VoxelType.INT16, "SHRT", VoxelType.UINT16, "USHRT")
                .getOrDefault(type, type.openClName().toUpperCase(java.util.Locale.ROOT));
        return most ? name + "_MAX" : type.signed() ? name + "_MIN" : "0";
    }

    /** Queues {@code kernel}, whose groups leave parts, and {@code collect}, which makes them one; waits for that one. */
    ByteBuffer reduce(Lane lane, Program program, String kernel, int partBytes, Object... args) {
        try (DeviceBuffer parts = lane.allocate((long) count * partBytes);
                DeviceBuffer whole = lane.allocate(partBytes)) {
            Object[] all = Arrays.copyOf(args, args.length + 1);
            all[args.length] = parts;
            lane.launch(program, kernel, size(), all);
            lane.launch(program, "collect", WorkSize.of(items).groups(items), parts, count, whole);
            return fetch(lane, whole, partBytes);
        }
    }

    /** Waits, and copies what the device has written. */
    static ByteBuffer fetch(Lane lane, DeviceBuffer from, long bytes) {
        try (HostBuffer staging = lane.staging(bytes)) {
            lane.download(from, staging, bytes);
            lane.finish();
            ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
            copy.put(0, staging.memory(), 0, (int) bytes);
            return copy;
        }
    }

    static Interval line(long length) {
        return new FinalInterval(length, 1, 1);
    }
}
