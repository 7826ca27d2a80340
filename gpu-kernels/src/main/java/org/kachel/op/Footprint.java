package org.kachel.op;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import org.kachel.block.Halo;
import org.kachel.block.Voxels;

/**
 * The voxels around a voxel that an operation looks at: symmetric about it, one run along x per row.
 *
 * <pre>
 *   box          sphere       cross          sphere: dx²/rx² + dy²/ry² + dz²/rz² ≤ 1, exactly; a radius of 0 allows 0 only
 *   # # #          #            #
 *   # # #        # # #        # # #
 *   # # #          #            #
 * </pre>
 */
record Footprint(Form form, Halo radius) implements Serializable {
    /** The voxels within the radius that count. */
    enum Form {
        BOX,
        SPHERE,
        /** Those on the axes. */
        CROSS
    }

    /** A sphere's rows are a table of the program, and a voxel costs as many steps as it has voxels. */
    static final int MAX_RADIUS = 120;

    static final Parameter RADIUS =
            Parameter.integerPerAxis("radius", null, 0, MAX_RADIUS, "voxels", "of the neighbourhood, per axis");

    /** The same on the axes that {@code input} extends along, 0 on the others. */
    Footprint on(Interval input) {
        int[] r = IntStream.range(0, 3)
                .map(d -> input.dimension(d) > 1 ? radius.along(d) : 0)
                .toArray();
        return new Footprint(form, new Halo(r[0], r[1], r[2]));
    }

    /** How far the run at (dy, dz), both within the radius, goes to either side, or −1 where there is none. */
    int halfWidth(int dy, int dz) {
        return switch (form) {
            case BOX -> radius.x();
            case CROSS -> dy == 0 && dz == 0 ? radius.x() : dy == 0 || dz == 0 ? 0 : -1;
            case SPHERE -> sphere(dy, dz);
        };
    }

    private int sphere(int dy, int dz) {
        long rx = square(Math.max(1, radius.x())), ry = square(Math.max(1, radius.y()));
        long rz = square(Math.max(1, radius.z())), rest = rx * ry * rz - square(dy) * rx * rz - square(dz) * rx * ry;
        if (rest < 0) return -1;
        int w = 0;
        while (w < radius.x() && square(w + 1) * ry * rz <= rest) w++;
        return w;
    }

    private static long square(long v) {
        return v * v;
    }

    /** The voxels of one row: from −halfWidth to +halfWidth. */
    record Run(int dy, int dz, int halfWidth) {}

    /** In raster order. */
    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (int dz = -radius.z(); dz <= radius.z(); dz++)
            for (int dy = -radius.y(); dy <= radius.y(); dy++) {
                Run run = new Run(dy, dz, halfWidth(dy, dz));
                if (run.halfWidth >= 0) runs.add(run);
            }
        return runs;
    }

    /** Number of voxels. */
    int count() {
        return runs().stream().mapToInt(run -> 2 * run.halfWidth + 1).sum();
    }

    /** RX, RY, RZ, COUNT and HALF_WIDTH(dy, dz) for the kernels. */
    Map<String, String> macros() {
        Map<String, String> macros = new HashMap<>();
        macros.put("RX", Integer.toString(radius.x()));
        macros.put("RY", Integer.toString(radius.y()));
        macros.put("RZ", Integer.toString(radius.z()));
        macros.put("COUNT", Integer.toString(count()));
        return macros;
    }

    /** The kernels' table of half widths. */
    String table() {
        if (form == Form.BOX) return "#define HALF_WIDTH(dy, dz) RX\n";
        StringBuilder text =
                new StringBuilder("#define HALF_WIDTH(dy, dz) HALF_WIDTHS[abs(dz) * (RY + 1) + abs(dy)]\n");
        text.append("__constant short HALF_WIDTHS[] = {");
        for (int dz = 0; dz <= radius.z(); dz++)
            for (int dy = 0; dy <= radius.y(); dy++)
                text.append(halfWidth(dy, dz)).append(", ");
        return text.append("};\n").toString();
    }

    /** The different half widths, ascending. */
    int[] levels() {
        return runs().stream().mapToInt(Run::halfWidth).distinct().sorted().toArray();
    }

    /**
     * The kernels' LEVELS, their number, LEVEL_OF[w], the place among them of the half width w, and LEVEL(dy, dz), that of a row's;
     * −1 where there is none.
     */
    String levelTables() {
        int[] levels = levels();
        String of = IntStream.rangeClosed(0, radius.x())
                .mapToObj(w -> place(levels, w))
                .collect(Collectors.joining(", "));
        String at = IntStream.rangeClosed(0, radius.z())
                .boxed()
                .flatMap(dz -> IntStream.rangeClosed(0, radius.y()).mapToObj(dy -> place(levels, halfWidth(dy, dz))))
                .collect(Collectors.joining(", "));
        return "#define LEVELS " + levels.length + "\n"
                + "#define LEVEL(dy, dz) LEVEL_AT[abs(dz) * (RY + 1) + abs(dy)]\n"
                + "__constant short LEVEL_OF[] = {" + of + "};\n"
                + "__constant short LEVEL_AT[] = {" + at + "};\n";
    }

    private static String place(int[] levels, int halfWidth) {
        return Integer.toString(Math.max(-1, Arrays.binarySearch(levels, halfWidth)));
    }

    /** What is made of the input's voxels at {@code neighbours}: their indices in raster order, −1 for a zero. */
    interface Visitor {
        void voxel(int target, int[] neighbours);
    }

    /** Visits all voxels of {@code out}, the planes in parallel. */
    void forEach(Voxels in, Voxels out, Border border, Visitor visitor) {
        Interval from = in.interval(), to = out.interval();
        List<Run> runs = runs();
        int nx = out.sizeX(), ny = out.sizeY(), count = count();
        IntStream.range(0, out.sizeZ()).parallel().forEach(k -> {
            int[] neighbours = new int[count];
            for (int j = 0; j < ny; j++)
                for (int i = 0; i < nx; i++) {
                    int x = (int) (to.min(0) - from.min(0)) + i, y = (int) (to.min(1) - from.min(1)) + j;
                    gather(in, runs, border, x, y, (int) (to.min(2) - from.min(2)) + k, neighbours);
                    visitor.voxel((k * ny + j) * nx + i, neighbours);
                }
        });
    }

    private static void gather(Voxels in, List<Run> runs, Border border, int x, int y, int z, int[] into) {
        int nx = in.sizeX(), ny = in.sizeY(), n = 0;
        for (Run run : runs) {
            int j = border.index(y + run.dy, ny), k = border.index(z + run.dz, in.sizeZ());
            for (int dx = -run.halfWidth; dx <= run.halfWidth; dx++) {
                int i = border.index(x + dx, nx);
                into[n++] = i < 0 || j < 0 || k < 0 ? -1 : (k * ny + j) * nx + i;
            }
        }
    }
}
