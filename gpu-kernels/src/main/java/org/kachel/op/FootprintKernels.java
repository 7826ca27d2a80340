package org.kachel.op;

import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.WorkSize;
import org.kachel.op.BoxFilter.Statistic;

/**
 * One run of a {@link FootprintFilter} on a device.
 *
 * @param footprint that of the filter, on the input's axes
 */
record FootprintKernels(
        FootprintFilter filter,
        Footprint footprint,
        WindowKernel.Shape shape,
        Lane lane,
        DeviceImage in,
        DeviceImage out) {
    /** A column of {@code x} × {@code y} outputs that a group or a work-item of a CPU makes, {@code rows} to an item. */
    private record Tile(int x, int y, int rows) {}

    /** Loops over footprints of more voxels along y and z are not unrolled. */
    private static final int UNROLLED_ROWS = 512;
    /** What a group takes at most of a processor that several groups share. */
    private static final long LOCAL_BYTES = 48 << 10;
    /** Of a work-item's registers what its planes and its queues may take. */
    private static final int REGISTER_BYTES = 512;
    /** Every core has a cache of it; a thread's stack holds the other. */
    private static final long LEAST_CACHE = 1 << 18, MOST_CACHE = 1 << 20;

    private static final int VECTOR = 16, TOGETHER = 8;

    void enqueue() {
        Optional<Tile> tile = shape == WindowKernel.Shape.GPU ? group() : column();
        if (tile.isEmpty()) kernel("WHOLE", footprint.table()).launch(lane, shape, "whole", in, out);
        else if (shape == WindowKernel.Shape.GPU) launchColumns(tile.get());
        else march(tile.get());
    }

    private VoxelType working() {
        return FootprintFilter.working(filter.statistic(), in.type(), footprint.count());
    }

    /** What one of the groups of a GPU makes, if local memory and registers hold what it needs. */
    private Optional<Tile> group() {
        Halo r = footprint.radius();
        long local = Math.min(LOCAL_BYTES, lane.device().localMemoryBytes()),
                bytes = working().bytes();
        int levels = footprint.levels().length;
        return Stream.of(new Tile(32, 32, 4), new Tile(32, 16, 2), new Tile(32, 8, 1))
                .filter(tile -> bytes * (tile.y + 2L * r.y()) * (tile.x + (r.x() + 3L) / 4 * 8 + (long) levels * tile.x)
                        <= local)
                .filter(tile -> bytes * tile.rows * (3L * r.z() + 1) <= REGISTER_BYTES)
                .findFirst();
    }

    private void launchColumns(Tile tile) {
        Map<String, String> macros = macros("COLUMN");
        macros.put("WX", Integer.toString(tile.x));
        macros.put("WY", Integer.toString(tile.y));
        macros.put("PY", Integer.toString(tile.rows));
        int across = count(out.size(0), tile.x), down = count(out.size(1), tile.y);
        int depth = depth(128, Math.max(16, 4 * footprint.radius().z()), (long) across * down, 4);
        int items = tile.x * tile.y / tile.rows;
        WorkSize size = WorkSize.of((long) across * items, down, count(out.size(2), depth));
        WindowKernel.of("FootprintFilter.cl", macros, filter.border())
                .with(footprint.levelTables())
                .launch(lane, shape, size.groups(items, 1, 1), "column", in, out, depth);
    }

    /** What a work-item of a CPU makes: the largest that half of a cache holds, or the smallest, if a stack holds that. */
    private Optional<Tile> column() {
        long cache = Math.max(LEAST_CACHE, Math.min(MOST_CACHE, lane.device().localMemoryBytes() / 2));
        Tile smallest = new Tile(VECTOR, TOGETHER, 1);
        return Stream.concat(
                        halves(128, VECTOR).flatMap(x -> halves(128, TOGETHER).map(y -> new Tile(x, y, 1))),
                        bytes(smallest) <= MOST_CACHE ? Stream.of(smallest) : Stream.empty())
                .filter(tile -> tile.equals(smallest) || bytes(tile) <= cache)
                .filter(tile -> bytes(tile) <= MOST_CACHE)
                .findFirst();
    }

    private static Stream<Integer> halves(int from, int to) {
        return IntStream.iterate(from, n -> n >= to, n -> n / 2).boxed();
    }

    private long bytes(Tile tile) {
        Halo r = footprint.radius();
        long lines = (long) TOGETHER * (tile.x + 2L * r.x() + VECTOR);
        long rows = (long) footprint.levels().length * tile.x * (tile.y + 2L * r.y());
        return working().bytes() * (lines + rows + (2L * r.z() + 1) * tile.x * tile.y);
    }

    private void march(Tile tile) {
        Map<String, String> macros = macros("MARCH");
        macros.put("TX", Integer.toString(tile.x));
        macros.put("TY", Integer.toString(tile.y));
        int width = count(out.size(0), count(out.size(0), tile.x));
        int height = count(out.size(1), count(out.size(1), tile.y));
        width = Math.min(tile.x, count(width, VECTOR) * VECTOR);
        int across = count(out.size(0), width), down = count(out.size(1), height);
        int depth = depth(out.size(2), Math.max(TOGETHER, 4 * footprint.radius().z()), (long) across * down, 2);
        WorkSize size = WorkSize.of(across, down, count(out.size(2), depth));
        WindowKernel.of("FootprintFilter.cl", macros, filter.border())
                .with(footprint.levelTables())
                .launch(lane, shape, size.groups(1, 1, 1), "march", in, out, width, height, depth);
    }

    /** Planes that one column makes: {@code most}, or fewer so that each processor gets {@code each}, but {@code least}. */
    private int depth(int most, int least, long columns, int each) {
        int n = out.size(2), depth = Math.min(n, most);
        while (depth / 2 >= least
                && columns * count(n, depth) < (long) each * lane.device().computeUnits()) depth = count(depth, 2);
        return depth;
    }

    private static int count(int n, int part) {
        return (n + part - 1) / part;
    }

    private WindowKernel kernel(String form, String tables) {
        return WindowKernel.of("FootprintFilter.cl", macros(form), filter.border())
                .with(tables);
    }

    private Map<String, String> macros(String form) {
        Statistic statistic = filter.statistic();
        VoxelType working = working();
        Map<String, String> macros = footprint.macros();
        macros.put(form, "1");
        macros.put("FOLD", Integer.toString(1 + statistic.ordinal()));
        macros.put("WORK", working.openClName());
        if (footprint.runs().size() <= UNROLLED_ROWS) macros.put("SMALL", "1");
        if (statistic == Statistic.MEAN) {
            macros.put("DIVISOR", WindowKernel.literal(footprint.count()));
            macros.put("RECIPROCAL", WindowKernel.literal((float) (1.0 / footprint.count())));
            return macros;
        }
        macros.put("NEUTRAL", SeparableKernels.neutral(working, statistic == Statistic.MAXIMUM));
        if (in.type().floating()) {
            macros.put("KEYED", "1");
            macros.put("GREATEST", working == VoxelType.INT32 ? "INT_MAX" : "LONG_MAX");
        }
        return macros;
    }
}
