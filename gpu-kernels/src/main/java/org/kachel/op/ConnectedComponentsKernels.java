package org.kachel.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** Queues the kernels of {@code ConnectedComponents*.cl} for one block. */
final class ConnectedComponentsKernels {
    static final int GROUP = 256;
    private static final int VOXELS_PER_ITEM = 16;

    private final Lane lane;
    private final Program program;
    private final DeviceImage in;
    private final DeviceImage out;
    private final DeviceBuffer labels;
    private final int nx;
    private final int ny;
    private final int nz;
    private final int tileZ;
    private final boolean multiLabel;
    private final List<Object> shape;

    ConnectedComponentsKernels(
            Lane lane, ConnectedComponents operation, DeviceImage in, DeviceImage out, LabelingVariant variant) {
        if (out.count() > Integer.MAX_VALUE)
            throw new IllegalArgumentException(
                    "connected-components takes blocks below 2^31 voxels, not " + out.count() + "; use smaller blocks");
        this.lane = lane;
        this.in = in;
        this.out = out;
        this.labels = out.buffer();
        this.nx = out.size(0);
        this.ny = out.size(1);
        this.nz = out.size(2);
        this.multiLabel = operation.multiLabel();
        this.tileZ = Math.min(16, Integer.highestOneBit(2 * nz - 1));
        this.program = program(operation, in, variant);
        this.shape = List.of(nx, ny, nz, in.start(out.interval()), in.size(0), in.size(1));
    }

    private Program program(ConnectedComponents operation, DeviceImage in, LabelingVariant variant) {
        Map<String, String> macros = new HashMap<>(Map.of(
                "VOXEL",
                VoxelBits.unsignedName(in.type()),
                "FLOATING",
                in.type().floating() ? "1" : "0",
                "MULTI",
                operation.multiLabel() ? "1" : "0",
                "AXES",
                Integer.toString(operation.connectivity().axes())));
        if (variant == LabelingVariant.TILES)
            macros.putAll(Map.of("TILED", "1", "TY", Integer.toString(GROUP / tileZ), "TZ", Integer.toString(tileZ)));
        List<String> parts = switch (variant) {
            case VOXELS -> List.of("");
            case RUNS -> List.of("", "Runs", "Sums");
            case TILES -> List.of("", "Runs", "Tiles", "Sums");
            case SLABS -> List.of("", "Vectors", "Runs", "Slabs", "Sums");
        };
        StringBuilder source = new StringBuilder();
        for (String part : parts)
            source.append(Program.resource(ConnectedComponents.class, "ConnectedComponents" + part + ".cl", macros)
                    .source());
        return new Program("ConnectedComponents, " + variant, source.toString(), macros);
    }

    /** All at once: these parts are known by voxels only. */
    FoundParts byVoxels() {
        int n = Math.multiplyExact(Math.multiplyExact(nx, ny), nz);
        int groups = ceil(n, GROUP * VOXELS_PER_ITEM);
        WorkSize voxels = WorkSize.of(nx, ny, nz).groups(32, 8, 1);
        WorkSize flat = WorkSize.of(n).groups(GROUP);
        WorkSize pieces = WorkSize.of((long) groups * GROUP).groups(GROUP);
        try (DeviceBuffer counts = ints(groups + 1)) {
            launch("link_voxels", voxels, args(in.buffer(), labels), shape);
            launch("flatten_voxels", flat, args(labels, n));
            launch("join_voxels", voxels, args(in.buffer(), labels), shape);
            launch("flatten_voxels", flat, args(labels, n));
            launch("count_voxels", pieces, args(labels, counts, n));
            scan(counts, groups);
            launch("number_voxels", pieces, args(labels, counts, n));
            launch("spread_voxels", flat, args(labels, n));
        }
        return new VoxelParts();
    }

    /** {@code tiled}: whether runs are joined in tiles first. */
    FoundParts byRuns(boolean tiled) {
        long words = words();
        int groups = ceil(words, GROUP);
        WorkSize perWord = WorkSize.of((long) groups * GROUP).groups(GROUP);
        WorkSize perVoxels = WorkSize.of(ceil(nx, 4), ny, nz).groups(64, 4, 1);
        int tileY = GROUP / tileZ;
        WorkSize tiles = WorkSize.of((long) GROUP * LabelingVariant.words(nx), ceil(ny, tileY), ceil(nz, tileZ))
                .groups(GROUP, 1, 1);
        PackedParts parts = packed(new PackedParts.Pass("_runs", perWord, groups, perVoxels, shape));
        List<Object> args = args(in.buffer(), parts.set, parts.starts, labels);
        return parts.after(() -> {
            launch("pack_runs", WorkSize.of(4 * words).groups(GROUP), args, shape);
            if (tiled) launch("join_tiles", tiles, args, shape);
            launch("join_runs", perWord, args, shape);
        });
    }

    FoundParts bySlabs() {
        int thick = thickness();
        int slabs = ceil((long) ny * nz, thick);
        List<Object> slabShape = new ArrayList<>(shape);
        slabShape.add(thick);
        WorkSize perSlab = WorkSize.of(slabs).groups(1);
        WorkSize seams = WorkSize.of(Math.min(thick, ny + 1), slabs, 1).groups(8, 1, 1);
        PackedParts parts = packed(new PackedParts.Pass("_slab", perSlab, slabs, perSlab, slabShape));
        List<Object> args = args(in.buffer(), parts.set, parts.starts, labels);
        return parts.after(() -> {
            launch("join_slab", perSlab, args, slabShape);
            if (slabs > 1) launch("join_seams", seams, args, slabShape);
        });
    }

    private PackedParts packed(PackedParts.Pass pass) {
        return new PackedParts(lane, program, pass, out, words(), multiLabel);
    }

    /** Rows of a slab: whole planes where there are several, since rows join mostly with the plane before; at least 16. */
    private int thickness() {
        int wanted = 8 * lane.device().computeUnits();
        int rows = nz >= 4 ? Math.max(2, ceil(nz, wanted)) * ny : ceil((long) ny * nz, wanted);
        return Math.max(16, rows);
    }

    private long words() {
        return (long) LabelingVariant.words(nx) * ny * nz;
    }

    private DeviceBuffer ints(long count) {
        return lane.allocate(4 * count);
    }

    private void scan(DeviceBuffer counts, int groups) {
        launch("scan_counts", WorkSize.of(GROUP).groups(GROUP), args(counts, groups));
    }

    private static List<Object> args(Object... args) {
        return Arrays.asList(args);
    }

    private void launch(String kernel, WorkSize size, List<Object> args) {
        launch(kernel, size, args, List.of());
    }

    private void launch(String kernel, WorkSize size, List<Object> args, List<Object> more) {
        List<Object> all = new ArrayList<>(args);
        all.addAll(more);
        lane.launch(program, kernel, size, all.toArray());
    }

    private static int ceil(long a, long b) {
        return Math.toIntExact((a + b - 1) / b);
    }
}
