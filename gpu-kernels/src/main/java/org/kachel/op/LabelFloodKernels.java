package org.kachel.op;

import java.util.BitSet;
import java.util.Map;
import net.imglib2.util.Intervals;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** Queues the kernels of {@code LabelFlood.cl} for one block, a batch of steps at a time until nothing changes. */
final class LabelFloodKernels {
    static final int MAX_TILES = 1 << 16;
    /** Even, so that a batch ends in the buffer where it began. Steps too many are idle. */
    private static final int BATCH = 8;

    /** The state's integers before those of tiles: the last step that changed anything, and the steps of a batch with arrivals. */
    static final int HEAD = 1 + BATCH;

    private final Lane lane;
    private final LabelFlood flood;
    private final BitSet arrivals;
    private final Program program;
    private final DeviceImage seeds;
    private final DeviceImage mask;
    private final int open;
    private final int nx;
    private final int ny;
    private final int nz;
    private final int[] tile;
    private final long[] group;

    LabelFloodKernels(Lane lane, LabelFlood flood, DeviceImage seeds, DeviceImage mask, int open, BitSet arrivals) {
        if (flood.masked() && !Intervals.equals(seeds.interval(), mask.interval()))
            throw new IllegalArgumentException("seeds %s and mask %s differ in their intervals"
                    .formatted(Intervals.toString(seeds.interval()), Intervals.toString(mask.interval())));
        this.lane = lane;
        this.flood = flood;
        this.arrivals = arrivals;
        this.seeds = seeds;
        this.mask = mask;
        this.open = open;
        nx = seeds.size(0);
        ny = seeds.size(1);
        nz = seeds.size(2);
        tile = tile(nx, ny, nz);
        group = lane.device().gpu() ? new long[] {32, 8, 1} : new long[] {1, 1, 1};
        program = Program.beside(
                LabelFlood.class,
                Map.of(
                        "VOXEL",
                        VoxelBits.unsignedName(mask.type()),
                        "VOXEL16",
                        VoxelBits.unsignedName(mask.type()) + "16",
                        "FLOATING",
                        mask.type().floating() ? "1" : "0",
                        "MASKED",
                        flood.masked() ? "1" : "0",
                        "ARRIVALS",
                        arrivals == null ? "0" : "1",
                        "LX",
                        Long.toString(group[0]),
                        "LY",
                        Long.toString(group[1])));
    }

    /** 32 × 8 × 8 voxels, more in blocks of more than {@link #MAX_TILES} of those. */
    private static int[] tile(int nx, int ny, int nz) {
        int[] tile = {32, 8, 8};
        int[] size = {nx, ny, nz};
        for (int axis = 2; tiles(size, tile) > MAX_TILES; axis = (axis + 2) % 3) tile[axis] *= 2;
        return tile;
    }

    private static long tiles(int[] size, int[] tile) {
        return (long) ceil(size[0], tile[0]) * ceil(size[1], tile[1]) * ceil(size[2], tile[2]);
    }

    void run(DeviceImage out) {
        boolean whole = Intervals.equals(out.interval(), seeds.interval());
        try (DeviceBuffer own = whole ? null : lane.allocate(4 * seeds.count());
                DeviceBuffer other = lane.allocate(4 * seeds.count())) {
            DeviceBuffer labels = whole ? out.buffer() : own;
            lane.launch(
                    program,
                    "plant",
                    WorkSize.of(seeds.count()).groups(256),
                    seeds.buffer(),
                    mask.buffer(),
                    labels,
                    seeds.count());
            DeviceBuffer grown = grow(labels, other);
            if (grown != out.buffer()) crop(grown, out);
        }
    }

    /** Answers the one of the two that holds the result. */
    private DeviceBuffer grow(DeviceBuffer labels, DeviceBuffer other) {
        long stateBytes = 4 * (HEAD + 2 * tiles(new int[] {nx, ny, nz}, tile));
        try (DeviceBuffer state = lane.allocate(stateBytes);
                HostBuffer head = lane.staging(4 * HEAD)) {
            lane.clear(state, stateBytes);
            for (int done = 0; ; ) {
                int end = flood.steps() - done < BATCH ? flood.steps() : done + BATCH;
                for (int step = done; step < end; step++)
                    step(step % 2 == 0 ? labels : other, step % 2 == 0 ? other : labels, state, step);
                lane.download(state, head, 4 * HEAD);
                lane.finish();
                note(head, done, end);
                done = end;
                boolean idle = head.memory().getInt(0) <= done - 3;
                if (idle || done == flood.steps()) return done % 2 == 0 ? labels : other;
            }
        }
    }

    private void note(HostBuffer head, int from, int to) {
        if (arrivals == null) return;
        for (int step = from; step < to; step++)
            if (head.memory().getInt(4 * (1 + step % BATCH)) == step + 1) arrivals.set(step);
    }

    private void step(DeviceBuffer from, DeviceBuffer to, DeviceBuffer state, int step) {
        WorkSize size = WorkSize.of(
                        group[0] * ceil(nx, tile[0]), group[1] * ceil(ny, tile[1]), group[2] * ceil(nz, tile[2]))
                .groups(group);
        lane.launch(
                program,
                "grow",
                size,
                mask.buffer(),
                from,
                to,
                state,
                nx,
                ny,
                nz,
                tile[0],
                tile[1],
                tile[2],
                open,
                step);
    }

    private void crop(DeviceBuffer labels, DeviceImage out) {
        lane.launch(
                program,
                "crop",
                WorkSize.of(out.size(0), out.size(1), out.size(2)).groups(64, 4, 1),
                labels,
                out.buffer(),
                out.size(0),
                out.size(1),
                out.size(2),
                seeds.start(out.interval()),
                nx,
                ny);
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }
}
