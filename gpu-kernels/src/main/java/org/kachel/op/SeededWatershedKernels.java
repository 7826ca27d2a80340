package org.kachel.op;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** Queues the kernels of {@code SeededWatershed.cl} for one block: levels, then steps, then labels, each until nothing changes. */
final class SeededWatershedKernels {
    private static final int MAX_TILES = 1 << 16;

    /** The state's integers before those of tiles. */
    private static final int HEAD = 2;

    static final long MOST_STATE_BYTES = 4 * (HEAD + 2L * MAX_TILES);

    /** Launches after which the host looks whether anything still changes. */
    private static final int BATCH = 4;

    private final Lane lane;
    private final List<DeviceImage> images;
    private final List<Patch> known;
    private final DeviceImage out;
    private final ShelledBox shelled;
    private final Program program;
    private final int nx;
    private final int ny;
    private final int nz;
    private final int[] tile;
    private final int[] tiles = new int[3];
    private final long[] group;

    private DeviceBuffer levels;
    private DeviceBuffer steps;
    private DeviceBuffer labels;
    private DeviceBuffer state;

    SeededWatershedKernels(
            Lane lane, SeededWatershed operation, List<DeviceImage> images, List<Patch> known, DeviceImage out) {
        for (DeviceImage image : images)
            if (!Intervals.equals(image.interval(), out.interval()))
                throw new IllegalArgumentException("an image on %s for a result on %s"
                        .formatted(Intervals.toString(image.interval()), Intervals.toString(out.interval())));
        this.lane = lane;
        this.images = images;
        this.known = known;
        this.out = out;
        shelled = ShelledBox.of(out.interval(), known);
        nx = out.size(0);
        ny = out.size(1);
        nz = out.size(2);
        boolean gpu = lane.device().gpu();
        group = gpu ? new long[] {32, 8, 1} : new long[] {1, 1, 1};
        tile = gpu ? new int[] {32, 8, 8} : new int[] {64, 16, 16};
        int[] size = {nx, ny, nz};
        for (int axis = 2; count(size) > MAX_TILES; axis = (axis + 2) % 3) tile[axis] *= 2;
        program = Program.beside(SeededWatershed.class, macros(operation, gpu));
    }

    private int count(int[] size) {
        for (int d = 0; d < 3; d++) tiles[d] = (size[d] + tile[d] - 1) / tile[d];
        return tiles[0] * tiles[1] * tiles[2];
    }

    private Map<String, String> macros(SeededWatershed operation, boolean gpu) {
        VoxelType image = images.get(0).type(), seeds = images.get(1).type();
        VoxelType mask = images.size() > 2 ? images.get(2).type() : VoxelType.UINT8;
        Map<String, String> macros = new HashMap<>();
        macros.put("VOXEL", VoxelBits.unsignedName(image));
        macros.put("FLOATING", flag(image.floating()));
        macros.put("SIGNED", flag(image.signed()));
        macros.put("SIGN", "((VOXEL)1<<%d)".formatted(8 * image.bytes() - 1));
        macros.put("INFINITE", image.bytes() == 8 ? "0x7ff0000000000000UL" : "0x7f800000U");
        macros.put("SEED", VoxelBits.unsignedName(seeds));
        macros.put("SEED_SIGN", seeds.signed() ? "((SEED)1<<%d)".formatted(8 * seeds.bytes() - 1) : "0");
        macros.put("MASK_VOXEL", VoxelBits.unsignedName(mask));
        macros.put("MASKED", flag(images.size() > 2));
        macros.put("MASK_FLOATING", flag(mask.floating()));
        macros.put("LEVEL", image.bytes() == 8 ? "ulong" : "uint");
        macros.put("LABEL", VoxelBits.unsignedName(out.type()));
        macros.put("AXES", Integer.toString(operation.connectivity().axes()));
        macros.put("DEPTH", Integer.toString(shelled.depth()));
        macros.put("LX", Long.toString(group[0]));
        macros.put("LY", Long.toString(group[1]));
        macros.put("ROUNDS", "16");
        macros.put("RING", Integer.toString(tile[0] * tile[1] * tile[2]));
        return macros;
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }

    /** Of the state of a voxel. */
    static int bytesPerVoxel(VoxelType image, VoxelType labels) {
        return (image.bytes() == 8 ? Long.BYTES : Integer.BYTES) + Integer.BYTES + labels.bytes();
    }

    List<Patch> run(List<Interval> wanted) {
        long count = shelled.count();
        VoxelType image = images.get(0).type();
        long stateBytes = 4 * (HEAD + 2L * tiles[0] * tiles[1] * tiles[2]);
        try (DeviceBuffer p = lane.allocate((image.bytes() == 8 ? Long.BYTES : Integer.BYTES) * count);
                DeviceBuffer d = lane.allocate(Integer.BYTES * count);
                DeviceBuffer l = lane.allocate(out.type().bytes() * count);
                DeviceBuffer s = lane.allocate(stateBytes)) {
            levels = p;
            steps = d;
            labels = l;
            state = s;
            lane.clear(state, stateBytes);
            plant();
            place();
            relax("lower_levels", stateBytes);
            launch("rises", nx, ny, nz);
            relax("lower_all_steps", stateBytes);
            relax("set_labels", stateBytes);
            launch("crop", nx, ny, nz, out.buffer());
            return take(wanted);
        }
    }

    private void plant() {
        DeviceImage image = images.get(0), seeds = images.get(1);
        WorkSize size = WorkSize.of(nx + 2, ny + 2, nz + 2 * shelled.depth()).groups(64, 4, 1);
        lane.launch(
                program,
                "plant",
                size,
                image.buffer(),
                seeds.buffer(),
                images.get(images.size() - 1).buffer(),
                levels,
                steps,
                labels,
                state,
                nx,
                ny,
                nz);
    }

    /** Queues a kernel that takes the three fields, the size, and {@code more}. */
    private void launch(String kernel, int x, int y, int z, Object... more) {
        Object[] arguments = Stream.concat(Stream.of(levels, steps, labels, nx, ny, nz), Stream.of(more))
                .toArray();
        lane.launch(program, kernel, WorkSize.of(x, y, z).groups(64, 4, 1), arguments);
    }

    private void relax(String kernel, long stateBytes) {
        WorkSize size = WorkSize.of(group[0] * tiles[0], group[1] * tiles[1], group[2] * tiles[2])
                .groups(group);
        try (HostBuffer head = lane.staging(4 * HEAD)) {
            for (int launch = 1, last = 0; last >= launch - 1; ) {
                for (int end = launch + BATCH; launch < end; launch++)
                    lane.launch(
                            program,
                            kernel,
                            size,
                            images.get(0).buffer(),
                            levels,
                            steps,
                            labels,
                            state,
                            nx,
                            ny,
                            nz,
                            tile[0],
                            tile[1],
                            tile[2],
                            launch);
                lane.download(state, head, 4 * HEAD);
                lane.finish();
                last = head.memory().getInt(0);
                int behind = head.memory().getInt(4);
                if (behind != 0) throw SeededWatershed.negative(out.interval(), out.count() - behind);
            }
        }
        lane.clear(state, stateBytes);
    }

    /** Voxels of several patches one after another: levels, then labels, 64 bits each, then steps. */
    private record Packed(ByteBuffer memory, int all) {
        static long bytes(long all) {
            return Math.max(1, all * Patch.bytesPerVoxel());
        }

        void put(Patch patch, int from) {
            memory.position(Long.BYTES * from);
            memory.asLongBuffer().put(patch.levels());
            memory.position(Long.BYTES * (all + from));
            memory.asLongBuffer().put(patch.labels());
            memory.position(Long.BYTES * 2 * all + Integer.BYTES * from);
            memory.asIntBuffer().put(patch.steps());
        }

        void get(Patch patch, int from) {
            memory.position(Long.BYTES * from);
            memory.asLongBuffer().get(patch.levels());
            memory.position(Long.BYTES * (all + from));
            memory.asLongBuffer().get(patch.labels());
            memory.position(Long.BYTES * 2 * all + Integer.BYTES * from);
            memory.asIntBuffer().get(patch.steps());
        }
    }

    private void place() {
        if (known.isEmpty()) return;
        int all = known.stream().mapToInt(Patch::count).sum();
        long bytes = Packed.bytes(all);
        try (DeviceBuffer buffer = lane.allocate(bytes);
                HostBuffer staging = lane.staging(bytes)) {
            Packed packed = new Packed(staging.memory(), all);
            int from = 0;
            for (Patch patch : known) {
                packed.put(patch, from);
                from += patch.count();
            }
            lane.upload(staging, buffer, bytes);
            transfer("place", known.stream().map(Patch::interval).toList(), buffer, all);
        }
    }

    private List<Patch> take(List<Interval> wanted) {
        List<Patch> taken = new ArrayList<>();
        for (Interval interval : wanted) taken.add(Patch.unreached(interval));
        if (taken.isEmpty()) return taken;
        int all = taken.stream().mapToInt(Patch::count).sum();
        long bytes = Packed.bytes(all);
        try (DeviceBuffer buffer = lane.allocate(bytes);
                HostBuffer staging = lane.staging(bytes)) {
            transfer("take", wanted, buffer, all);
            lane.download(buffer, staging, bytes);
            lane.finish();
            Packed packed = new Packed(staging.memory(), all);
            int from = 0;
            for (Patch patch : taken) {
                packed.get(patch, from);
                from += patch.count();
            }
        }
        return taken;
    }

    private void transfer(String kernel, List<Interval> intervals, DeviceBuffer packed, long all) {
        long from = 0;
        for (Interval part : intervals) {
            int px = (int) part.dimension(0), py = (int) part.dimension(1), pz = (int) part.dimension(2);
            Interval box = out.interval();
            launch(
                    kernel,
                    px,
                    py,
                    pz,
                    packed,
                    all,
                    from,
                    (int) (part.min(0) - box.min(0)),
                    (int) (part.min(1) - box.min(1)),
                    (int) (part.min(2) - box.min(2)),
                    px,
                    py,
                    pz);
            from += Intervals.numElements(part);
        }
    }
}
