package org.kachel.op;

import java.util.stream.IntStream;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * Images that labelling finds easy or hard, the same on every machine; {@code src/conformance/label_contents.py} draws them in
 * Python. Foreground is 1.
 */
enum LabelImages {
    /** Balls of 6 to 12 voxels radius, one per cell of 32³: like nuclei. */
    NUCLEI,
    /** Every second voxel, far above the percolation threshold: one large part and many small ones. */
    RANDOM,
    /** 31.16 %, the percolation threshold of face connectivity: as many and as winding parts as can be. */
    PERCOLATION,
    /** Every voxel touches others across edges only. */
    CHECKERBOARD,
    /** One path of one voxel's width through all even rows and planes: the longest path. It touches itself around its corners only. */
    SNAKE,
    /** Two square spirals, one inside the other, in each even plane; each is joined to its like in the next. */
    SPIRALS,
    ONES,
    ZEROS,
    /** Cubes of 2³ that meet at corners only, in a body-centred lattice. */
    CORNERS;

    static final double THRESHOLD = 0.3116;
    private static final int CELL = 32;
    /** Two walls and a voxel between them. */
    private static final int NARROWEST_RING = 3;

    Voxels of(VoxelType type, Interval interval, long seed) {
        Voxels voxels = Voxels.zeros(type, interval);
        switch (this) {
            case NUCLEI -> nuclei(voxels, seed);
            case RANDOM -> random(voxels, 0.5, 1, seed);
            case PERCOLATION -> random(voxels, THRESHOLD, 1, seed);
            default -> IntStream.range(0, voxels.sizeZ()).parallel().forEach(z -> plane(voxels, z));
        }
        return voxels;
    }

    /** Foreground with the given chance, of values 1 to {@code values}, at most 256. */
    static void random(Voxels voxels, double density, int values, long seed) {
        int plane = voxels.sizeX() * voxels.sizeY();
        IntStream.range(0, voxels.sizeZ()).parallel().forEach(z -> {
            for (int i = z * plane; i < (z + 1) * plane; i++) {
                int hash = hash(i, seed);
                if ((hash >>> 8) < density * (1 << 24)) voxels.setInteger(i, 1 + (hash & 0xff) % values);
            }
        });
    }

    private void plane(Voxels v, int z) {
        int i = z * v.sizeX() * v.sizeY();
        for (int y = 0; y < v.sizeY(); y++)
            for (int x = 0; x < v.sizeX(); x++, i++) if (isSet(v, x, y, z)) v.setInteger(i, 1);
    }

    private boolean isSet(Voxels v, int x, int y, int z) {
        return switch (this) {
            case CHECKERBOARD -> (x + y + z) % 2 == 0;
            case SNAKE -> snake(v, x, y, z);
            case SPIRALS -> spirals(v, x, y, z);
            case ONES -> true;
            case CORNERS -> (x / 2 + y / 2) % 2 == 0 && (y / 2 + z / 2) % 2 == 0;
            default -> false;
        };
    }

    /** Rows are joined at their right and left ends in turn, planes at the ends that are left over: below all rows, above all rows, … */
    private static boolean snake(Voxels v, int x, int y, int z) {
        int rows = (v.sizeY() + 1) / 2;
        if (z % 2 == 1) {
            boolean down = z / 2 % 2 == 0;
            return z < v.sizeZ() - 1 && (down ? y == 2 * (rows - 1) && x == end(v, rows - 1) : y == 0 && x == 0);
        }
        return y % 2 == 0 || y / 2 + 1 < rows && x == end(v, y / 2);
    }

    private static int end(Voxels v, int row) {
        return row % 2 == 0 ? v.sizeX() - 1 : 0;
    }

    /**
     * Ring r is the voxels r away from the border. Even rings are walls, of one spiral or the other in turn. Each is opened
     * in its left column, through which the bridge of the ring before passes, and is itself bridged to the ring after next.
     *
     * <pre>
     * A A A A A A …
     * . . . . . . …
     * . . B B B B …
     * . . . . . . …
     * A A A A A A …    from ring 0 through ring 2 to ring 4
     * A . . . . . …
     * A . B B B B …    from ring 2 through ring 4 to ring 6
     * </pre>
     */
    private static boolean spirals(Voxels v, int x, int y, int z) {
        int narrow = Math.min(v.sizeX(), v.sizeY());
        if (z % 2 == 1) return x == y && (x == 0 || x == 2) && isRing(x, narrow);
        int ring = Math.min(Math.min(x, v.sizeX() - 1 - x), Math.min(y, v.sizeY() - 1 - y));
        int below = y - ring;
        if (ring % 2 == 1)
            return x == ring && (below == 3 && bridged(ring - 1, narrow) || below == 1 && bridged(ring - 3, narrow));
        if (x == ring && below > 0 && below < 4) return below == 2 && bridged(ring - 2, narrow);
        return isRing(ring, narrow);
    }

    private static boolean bridged(int ring, int narrow) {
        return ring >= 0 && isRing(ring + 4, narrow);
    }

    private static boolean isRing(int ring, int narrow) {
        return narrow - 2 * ring >= NARROWEST_RING;
    }

    private static void nuclei(Voxels v, long seed) {
        int cell = 0;
        for (int z = 0; z < v.sizeZ(); z += CELL)
            for (int y = 0; y < v.sizeY(); y += CELL)
                for (int x = 0; x < v.sizeX(); x += CELL) {
                    int hash = hash(cell++, seed);
                    int radius = 6 + (hash >>> 15) % 7;
                    ball(v, x + (hash & 31), y + (hash >>> 5 & 31), z + (hash >>> 10 & 31), radius);
                }
    }

    private static void ball(Voxels v, int cx, int cy, int cz, int radius) {
        for (int z = Math.max(0, cz - radius); z <= Math.min(v.sizeZ() - 1, cz + radius); z++)
            for (int y = Math.max(0, cy - radius); y <= Math.min(v.sizeY() - 1, cy + radius); y++)
                for (int x = Math.max(0, cx - radius); x <= Math.min(v.sizeX() - 1, cx + radius); x++) {
                    int d = (x - cx) * (x - cx) + (y - cy) * (y - cy) + (z - cz) * (z - cz);
                    if (d <= radius * radius) v.setInteger((z * v.sizeY() + y) * v.sizeX() + x, 1);
                }
    }

    /** Well mixed bits (C. Wellons' lowbias32, https://nullprogram.com/blog/2018/07/31/). */
    private static int hash(int i, long seed) {
        int h = i * 0x9e3779b1 + Long.hashCode(seed) * 0x85ebca77;
        h = (h ^ h >>> 16) * 0x7feb352d;
        h = (h ^ h >>> 15) * 0x846ca68b;
        return h ^ h >>> 16;
    }
}
