package org.kachel.op;

import java.util.Map;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** Queues the kernels of {@code ExpandLabels.cl}: x, y, z, each on the target alone along the axes done. */
final class ExpandLabelsKernels {
    private static final int VECTOR = 16;

    private final Lane lane;
    private final ExpandLabels operation;
    private final DeviceImage in;
    private final DeviceImage out;
    private final int[] size = new int[3];
    private final int[] part = new int[3];
    private final int[] start = new int[3];
    private final boolean gpu;
    private final int pitch;
    private final Program program;

    ExpandLabelsKernels(Lane lane, ExpandLabels operation, DeviceImage in, DeviceImage out) {
        this.lane = lane;
        this.operation = operation;
        this.in = in;
        this.out = out;
        for (int d = 0; d < 3; d++) {
            size[d] = in.size(d);
            part[d] = out.size(d);
            start[d] = (int) (out.interval().min(d) - in.interval().min(d));
        }
        gpu = lane.device().gpu();
        int vector = gpu || part[0] < VECTOR ? 1 : VECTOR;
        pitch = (part[0] + vector - 1) / vector * vector;
        program = Program.beside(
                ExpandLabels.class,
                Map.of(
                        "LABEL", in.type().openClName(),
                        "MASK", VoxelBits.signedName(in.type()),
                        "V", Integer.toString(vector)));
    }

    void run() {
        long first = (long) pitch * size[1] * size[2], second = (long) pitch * part[1] * size[2];
        int bytes = in.type().bytes();
        try (DeviceBuffer labels = lane.allocate(bytes * first);
                DeviceBuffer squares = lane.allocate(4 * first);
                DeviceBuffer labels2 = lane.allocate(bytes * second);
                DeviceBuffer squares2 = lane.allocate(4 * second)) {
            rows(labels, squares);
            along(
                    "along_y",
                    1,
                    size[2],
                    new DeviceBuffer[] {labels, squares, labels2, squares2},
                    pitch,
                    (long) pitch * size[1]);
            along(
                    "along_z",
                    2,
                    part[1],
                    new DeviceBuffer[] {labels2, squares2, out.buffer(), squares},
                    (long) pitch * part[1],
                    pitch);
        }
    }

    private void rows(DeviceBuffer labels, DeviceBuffer squares) {
        long rows = (long) size[1] * size[2];
        lane.launch(
                program,
                gpu ? "search" : "sweep",
                gpu ? WorkSize.of(part[0], rows, 1).groups(64, 4, 1) : WorkSize.of(rows),
                in.buffer(),
                labels,
                squares,
                size[0],
                rows,
                start[0],
                part[0],
                pitch,
                operation.reach());
    }

    /** Along y or z: {@code others} lines beside each other along the other one of the two. */
    private void along(String kernel, int axis, int others, DeviceBuffer[] buffers, long step, long other) {
        WorkSize work = gpu
                ? WorkSize.of(pitch, part[axis], others).groups(64, 4, 1)
                : WorkSize.of(1, part[axis], others).groups(1, 1, 1);
        lane.launch(
                program,
                kernel,
                work,
                buffers[0],
                buffers[1],
                buffers[2],
                buffers[3],
                pitch,
                size[axis],
                start[axis],
                part[axis],
                others,
                step,
                other,
                part[0],
                operation.reach(),
                operation.limit());
    }
}
