package org.kachel.op;

import java.util.Random;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Images that labelling finds easy or hard. Foreground is 1. */
enum LabelImages {
    /** Balls of 6 to 12 voxels radius, one per cell of 32³: like nuclei. */
    BLOBS,
    /** Every third voxel, near the percolation threshold of face connectivity: as many and as winding parts as can be. */
    RANDOM,
    ONES,
    ZEROS,
    /** One path of one voxel's width through all rows and planes: the longest path. */
    SNAKE,
    /** A square spiral in each even plane, joined at one corner. */
    SPIRAL,
    /** Every voxel touches others across edges only. */
    CHECKERBOARD;

    Voxels of(VoxelType type, Interval interval, long seed) {
        Voxels voxels = Voxels.zeros(type, interval);
        switch (this) {
            case BLOBS -> blobs(voxels, new Random(seed));
            case RANDOM -> random(voxels, 0.3116, 1, seed);
            default -> {
                for (int i = 0; i < voxels.count(); i++) {
                    int x = i % voxels.sizeX();
                    int y = i / voxels.sizeX() % voxels.sizeY();
                    int z = i / voxels.sizeX() / voxels.sizeY();
                    if (isSet(voxels, x, y, z)) voxels.setInteger(i, 1);
                }
            }
        }
        return voxels;
    }

    /** Foreground with the given chance, of values 1 to {@code values}. */
    static void random(Voxels voxels, double density, int values, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < voxels.count(); i++)
            if (random.nextDouble() < density) voxels.setInteger(i, 1 + random.nextInt(values));
    }

    private boolean isSet(Voxels v, int x, int y, int z) {
        return switch (this) {
            case ONES -> true;
            case SNAKE -> snake(v, x, y, z);
            case SPIRAL -> z % 2 == 0 ? spiral(x, y, v.sizeX(), v.sizeY()) : x == 0 && y == 0;
            case CHECKERBOARD -> (x + y + z) % 2 == 0;
            default -> false;
        };
    }

    private static boolean snake(Voxels v, int x, int y, int z) {
        int rows = (v.sizeY() + 1) / 2 * 2 - 1;
        if (z % 2 == 1) return x == 0 && y == (z / 2 % 2 == 0 ? lastRow(v) : 0) && y <= rows;
        if (y % 2 == 0) return true;
        if (y >= v.sizeY() - 1) return false;
        return (y / 2 + (lastRow(v) / 2 % 2 == 0 ? 0 : 1)) % 2 == 0 ? x == v.sizeX() - 1 : x == 0;
    }

    private static int lastRow(Voxels v) {
        return (v.sizeY() - 1) / 2 * 2;
    }

    /** Rings of even distance from the border, each opened beside its corner and bridged to the next. */
    private static boolean spiral(int x, int y, int nx, int ny) {
        int ring = Math.min(Math.min(x, nx - 1 - x), Math.min(y, ny - 1 - y));
        boolean opened = ring % 2 == 0 && x == ring && y == ring + 1 && ny - 1 - 2 * ring > 2;
        boolean bridge = ring % 2 == 1 && x == ring && y == ring + 1 && ny - 1 - 2 * ring > 2;
        return ring % 2 == 0 ? !opened : bridge;
    }

    private static void blobs(Voxels v, Random random) {
        for (int z = 0; z < v.sizeZ(); z += 32)
            for (int y = 0; y < v.sizeY(); y += 32)
                for (int x = 0; x < v.sizeX(); x += 32)
                    ball(
                            v,
                            x + random.nextInt(32),
                            y + random.nextInt(32),
                            z + random.nextInt(32),
                            6 + random.nextInt(7));
    }

    private static void ball(Voxels v, int cx, int cy, int cz, int radius) {
        for (int z = Math.max(0, cz - radius); z <= Math.min(v.sizeZ() - 1, cz + radius); z++)
            for (int y = Math.max(0, cy - radius); y <= Math.min(v.sizeY() - 1, cy + radius); y++)
                for (int x = Math.max(0, cx - radius); x <= Math.min(v.sizeX() - 1, cx + radius); x++) {
                    int d = (x - cx) * (x - cx) + (y - cy) * (y - cy) + (z - cz) * (z - cz);
                    if (d <= radius * radius) v.setInteger((z * v.sizeY() + y) * v.sizeX() + x, 1);
                }
    }
}
