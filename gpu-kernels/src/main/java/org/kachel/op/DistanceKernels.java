package org.kachel.op;

import java.util.List;
import java.util.Map;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** Queues the kernels of {@code DistanceMap.cl} for one block: x, y, z, each on the target alone along the axes done. */
final class DistanceKernels {
    /** Squares below this leave room for a sum of two in 32 bits. */
    private static final double MOST_IN_32_BITS = 1 << 30;

    private static final int VECTOR = 16;

    private final Lane lane;
    private final List<Double> spacing;
    private final DeviceImage in;
    private final int open;
    private final DeviceImage out;
    private final boolean gpu;
    private final boolean whole;
    private final int[] size = new int[3];
    private final int[] part = new int[3];
    private final int[] start = new int[3];
    private final int pitch;
    private final Program program;

    DistanceKernels(Lane lane, List<Double> spacing, DeviceImage in, int open, DeviceImage out) {
        this.lane = lane;
        this.spacing = spacing;
        this.in = in;
        this.open = open;
        this.out = out;
        gpu = lane.device().gpu();
        double squares = 0;
        for (int d = 0; d < 3; d++) {
            size[d] = in.size(d);
            part[d] = out.size(d);
            start[d] = (int) (out.interval().min(d) - in.interval().min(d));
            squares += (double) size[d] * size[d];
        }
        whole = squares < MOST_IN_32_BITS && spacing.stream().allMatch(s -> s == 1);
        int vector = gpu || part[0] < VECTOR ? 1 : VECTOR;
        pitch = (part[0] + vector - 1) / vector * vector;
        program = Program.beside(
                DistanceMap.class,
                Map.of(
                        "VOXEL", VoxelBits.unsignedName(in.type()),
                        "FLOATING", in.type().floating() ? "1" : "0",
                        "WHOLE", whole ? "1" : "0",
                        "RESULT", out.type().openClName(),
                        "V", Integer.toString(vector)));
    }

    void run() {
        VoxelType type = whole ? VoxelType.UINT32 : VoxelType.FLOAT64;
        long rows = (long) size[1] * size[2];
        try (DeviceBuffer first = lane.allocate(type.bytes() * pitch * rows);
                DeviceBuffer second = lane.allocate((long) type.bytes() * pitch * part[1] * size[2])) {
            if (gpu) alongWords(first, rows);
            else alongRows(first, rows);
            along(
                    1,
                    first,
                    second,
                    size[2],
                    (long) pitch,
                    (long) pitch * size[1],
                    (long) pitch,
                    (long) pitch * part[1]);
            along(2, second, first, part[1], (long) pitch * part[1], (long) pitch, (long) pitch * part[1], (long)
                    pitch);
            root(first);
        }
    }

    private void alongRows(DeviceBuffer to, long rows) {
        lane.launch(
                program,
                "sweep",
                WorkSize.of(rows),
                in.buffer(),
                to,
                size[0],
                rows,
                start[0],
                part[0],
                pitch,
                spacing.get(0));
    }

    private void alongWords(DeviceBuffer to, long rows) {
        int words = (size[0] + 31) / 32;
        try (DeviceBuffer bits = lane.allocate(4 * words * rows)) {
            lane.launch(
                    program,
                    "pack",
                    WorkSize.of(32L * words, rows, 1).groups(32, 8, 1),
                    in.buffer(),
                    bits,
                    size[0],
                    words,
                    rows);
            lane.launch(
                    program,
                    "search",
                    WorkSize.of(part[0], rows, 1).groups(64, 4, 1),
                    bits,
                    to,
                    words,
                    rows,
                    start[0],
                    part[0],
                    pitch,
                    spacing.get(0));
        }
    }

    /** Along y or z: {@code others} lines beside each other along the other one of the two. */
    private void along(
            int axis,
            DeviceBuffer from,
            DeviceBuffer to,
            int others,
            long fromStep,
            long fromOther,
            long toStep,
            long toOther) {
        WorkSize work = gpu
                ? WorkSize.of(pitch, part[axis], others).groups(64, 4, 1)
                : WorkSize.of(1, part[axis], others).groups(1, 1, 1);
        lane.launch(
                program,
                "along",
                work,
                from,
                to,
                pitch,
                size[axis],
                start[axis],
                part[axis],
                others,
                fromStep,
                fromOther,
                toStep,
                toOther,
                spacing.get(axis));
    }

    private void root(DeviceBuffer squares) {
        WorkSize work = gpu
                ? WorkSize.of(part[0], part[1], part[2]).groups(64, 4, 1)
                : WorkSize.of(1, part[1], part[2]).groups(1, 1, 1);
        lane.launch(
                program,
                "root",
                work,
                squares,
                out.buffer(),
                part[0],
                part[1],
                part[2],
                pitch,
                size[0],
                size[1],
                size[2],
                start[0],
                start[1],
                start[2],
                open,
                spacing.get(0),
                spacing.get(1),
                spacing.get(2));
    }
}
