package org.kachel.op;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;
import org.kachel.op.Footprint.Form;

/**
 * One run of a {@link MedianFilter} on a device: by a network, by forgetting, from sorted tiles, or by selection.
 *
 * @param footprint that of the filter, on the input's axes
 */
record MedianKernels(
        Footprint footprint, Border border, WindowKernel.Shape shape, Lane lane, DeviceImage in, DeviceImage out) {
    /** Outputs along y and along z of a work-item that sorts; four rows gain 3 % on an H200 and compile twice as long. */
    private static final int ROWS = 2, LENGTH = 64;
    /** Registers hold half of so many voxels, and their exchanges are fewer than what other ways cost. */
    private static final int FORGOTTEN = 35;
    /** Places are 16 bits, and a thread's stack holds what a tile needs. */
    private static final int MOST_PLACES = 1 << 16;
    /** More gain nothing. */
    private static final int CACHED_PLACES = 1 << 15;

    private static final long STACK_BYTES = 1 << 20;

    /** What a work-item sorts for. */
    private record Tile(int x, int y, int z) {
        long margined(Halo r) {
            return (x + 2L * r.x()) * (y + 2L * r.y()) * (z + 2L * r.z());
        }
    }

    void enqueue() {
        if (networked()) network();
        else if (footprint.count() <= FORGOTTEN) forgetting();
        else tile().ifPresentOrElse(this::ordinal, this::selection);
    }

    private boolean networked() {
        Halo r = footprint.radius();
        return footprint.form() == Form.BOX && r.x() == 1 && r.y() == 1 && r.z() <= 1;
    }

    private void network() {
        Map<String, String> macros = macros();
        macros.put("PLANES", Integer.toString(1 + 2 * footprint.radius().z()));
        macros.put("P", Integer.toString(ROWS));
        kernel("MedianNetwork.cl", macros, "").outputs(ROWS, LENGTH).launch(lane, shape, "median", in, out, LENGTH);
    }

    private void selection() {
        kernel("MedianSelection.cl", macros(), footprint.table()).launch(lane, shape, "median", in, out);
    }

    private void forgetting() {
        String tables = footprint.table() + "#define FORGET " + forget() + "\n";
        kernel("MedianForgetting.cl", macros(), tables).launch(lane, shape, "median", in, out);
    }

    /** The statements of {@code MedianForgetting.cl}. */
    private String forget() {
        List<String> text = new ArrayList<>(), values = values();
        int held = footprint.count() / 2 + 2, next = Math.min(held, values.size());
        held = next;
        for (int i = 0; i < held; i++) text.add("keys a" + i + "; NEXT(a" + i + ", " + values.get(i) + ")");
        for (; held > 2; held--) {
            ends(held, text);
            if (next < values.size()) text.add("NEXT(a0, " + values.get(next++) + ")");
            else break;
        }
        return text.stream().collect(Collectors.joining(" ")) + " const keys median = a" + held / 2 + ";";
    }

    /** The least of the first {@code n} comes first, the greatest last. */
    private static void ends(int n, List<String> text) {
        for (int i = 0; i < n / 2; i++) text.add(exchange(i, n - 1 - i));
        for (int i = 1; i < (n + 1) / 2; i++) text.add(exchange(0, i));
        for (int i = n / 2; i < n - 1; i++) text.add(exchange(i, n - 1));
    }

    private static String exchange(int a, int b) {
        return "SORT2(a" + a + ", a" + b + ")";
    }

    /** "i, dx, dy, dz" of the voxels in raster order. */
    private List<String> values() {
        List<String> values = new ArrayList<>();
        for (Footprint.Run run : footprint.runs())
            for (int dx = -run.halfWidth(); dx <= run.halfWidth(); dx++)
                values.add("%d, %d, %d, %d".formatted(values.size(), dx, run.dy(), run.dz()));
        return values;
    }

    /** The tile of a CPU that costs least per output, if there is one that can be. */
    private Optional<Tile> tile() {
        if (shape == WindowKernel.Shape.GPU) return Optional.empty();
        long places = Math.min(MOST_PLACES, STACK_BYTES / (2L * in.type().bytes() + 6));
        return tile(Math.min(CACHED_PLACES, places)).or(() -> tile(places));
    }

    /** The same of those that have {@code most} voxels with their margin. */
    private Optional<Tile> tile(long most) {
        Halo r = footprint.radius();
        return parts(0, 64)
                .boxed()
                .flatMap(x -> parts(1, 32).boxed().flatMap(y -> parts(2, 32).mapToObj(z -> new Tile(x, y, z))))
                .filter(tile -> tile.margined(r) <= most)
                .min(Comparator.comparingDouble(this::cost));
    }

    private IntStream parts(int axis, int largest) {
        int n = out.size(axis);
        return IntStream.iterate(largest, part -> part >= 1, part -> part / 2).map(part -> Math.min(part, n));
    }

    /** About cycles an output: a sorted key costs 30, a bit 2. */
    private double cost(Tile tile) {
        Halo r = footprint.radius();
        double sorted = tile.margined(r) / (double) (tile.x * tile.y * tile.z);
        return 30 * sorted + 2.0 * footprint.count() / tile.x;
    }

    private void ordinal(Tile tile) {
        Map<String, String> macros = macros();
        int digit = in.type().bytes() <= 2 ? 8 : 11;
        macros.put("V", "1");
        macros.put("MOST", Long.toString(tile.margined(footprint.radius())));
        macros.put("ROWS", Integer.toString(footprint.runs().size()));
        macros.put("DIGIT", Integer.toString(digit));
        macros.put("DIGITS", Integer.toString((8 * in.type().bytes() + digit - 1) / digit));
        WorkSize size = WorkSize.of(count(out.size(0), tile.x), count(out.size(1), tile.y), count(out.size(2), tile.z))
                .groups(1, 1, 1);
        kernel("MedianOrdinal.cl", macros, footprint.table())
                .launch(lane, shape, size, "median", in, out, tile.x, tile.y, tile.z);
    }

    private static int count(int n, int part) {
        return (n + part - 1) / part;
    }

    private WindowKernel kernel(String file, Map<String, String> macros, String tables) {
        String keys =
                Program.resource(MedianKernels.class, "MedianKeys.cl", Map.of()).source();
        return WindowKernel.of(file, macros, border).with(keys + tables);
    }

    private Map<String, String> macros() {
        VoxelType type = in.type();
        boolean wide = type.bytes() == 8;
        String unsigned = VoxelBits.unsignedName(type);
        Map<String, String> macros = new HashMap<>(footprint.macros());
        macros.put("UNSIGNED", unsigned);
        macros.put("SIGNED", unsigned.substring(1));
        macros.put("SORTED", wide ? unsigned : "uint");
        macros.put("BITS", Integer.toString(8 * type.bytes()));
        macros.put("GREATEST", wide ? "0x7fffffffffffffffL" : "0x7fffffff");
        macros.put("LEAST", wide ? "0x800fffffffffffffUL" : "0x807fffffU");
        if (type.signed()) macros.put("SIGN", "0x%xUL".formatted(1L << 8 * type.bytes() - 1));
        return macros;
    }
}
