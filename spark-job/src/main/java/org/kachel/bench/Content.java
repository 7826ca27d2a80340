package org.kachel.bench;

import java.util.stream.IntStream;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** What an image shows, the same in every run: nuclei, one in each cell of 32 voxels, and images that labelling finds hard. */
enum Content {
    /** Bright balls of 6 to 12 voxels radius on a noisy background, values 100 to 1124. */
    NUCLEI(null),
    /** The same elsewhere. */
    OTHER_NUCLEI(null),
    /** 1 inside the balls. */
    MASK(VoxelType.UINT8),
    /** 1 inside balls elsewhere. */
    OTHER_MASK(VoxelType.UINT8),
    /** 1 in the balls' centres. */
    SEEDS(VoxelType.UINT8),
    /** The balls' numbers. */
    LABELS(VoxelType.UINT32),
    /** Near the percolation threshold of face connectivity: as many and as winding parts as can be. */
    RANDOM(VoxelType.UINT8),
    ONES(VoxelType.UINT8),
    /** One path of one voxel's width through all rows and planes. */
    SNAKE(VoxelType.UINT8);

    private static final int CELL = 32;

    private final VoxelType type;

    Content(VoxelType type) {
        this.type = type;
    }

    /** The type that it has in a run on images of type {@code grey}. */
    VoxelType type(VoxelType grey) {
        return type == null ? grey : type;
    }

    void fill(Voxels into) {
        IntStream.range(0, into.sizeZ()).parallel().forEach(z -> {
            int at = z * into.sizeX() * into.sizeY();
            for (int y = 0; y < into.sizeY(); y++)
                for (int x = 0; x < into.sizeX(); x++) into.setInteger(at++, value(into, x, y, z));
        });
    }

    private long value(Voxels v, int x, int y, int z) {
        return switch (this) {
            case NUCLEI -> grey(ball(v, x, y, z, 1), x, y, z);
            case OTHER_NUCLEI -> grey(ball(v, x, y, z, 2), y, z, x);
            case MASK -> ball(v, x, y, z, 1) > 0 ? 1 : 0;
            case OTHER_MASK -> ball(v, x, y, z, 2) > 0 ? 1 : 0;
            case SEEDS -> ball(v, x, y, z, 1) == 1 ? 1 : 0;
            case LABELS -> ball(v, x, y, z, 1) > 0 ? 1 + cell(v, x, y, z) : 0;
            case RANDOM -> (hash(x, y, z, 3) & 0xffff) < 0.3116 * 0x10000 ? 1 : 0;
            case ONES -> 1;
            case SNAKE -> snake(v, x, y, z) ? 1 : 0;
        };
    }

    private static long grey(double ball, int x, int y, int z) {
        return 100 + (hash(x, y, z, 4) & 63) + (long) (960 * ball);
    }

    /** 1 in the centre of the cell's ball, falling to 0 at its edge. */
    private static double ball(Voxels v, int x, int y, int z, int seed) {
        int random = hash(x / CELL, y / CELL, z / CELL, seed);
        int radius = 6 + (random & 7) * 6 / 7;
        int free = CELL - 2 * radius;
        int dx = x % CELL - radius - (random >>> 3 & 0xff) % free;
        int dy = y % CELL - radius - (random >>> 11 & 0xff) % free;
        int dz = v.sizeZ() == 1 ? 0 : z % CELL - radius - (random >>> 19 & 0xff) % free;
        return Math.max(0, 1 - (double) (dx * dx + dy * dy + dz * dz) / (radius * radius));
    }

    private static int cell(Voxels v, int x, int y, int z) {
        int columns = (v.sizeX() + CELL - 1) / CELL, rows = (v.sizeY() + CELL - 1) / CELL;
        return (z / CELL * rows + y / CELL) * columns + x / CELL;
    }

    private static boolean snake(Voxels v, int x, int y, int z) {
        int last = (v.sizeY() - 1) / 2 * 2;
        if (z % 2 == 1) return x == 0 && y == (z / 2 % 2 == 0 ? last : 0);
        if (y % 2 == 0) return true;
        if (y >= v.sizeY() - 1) return false;
        return (y / 2 + (last / 2 % 2 == 0 ? 0 : 1)) % 2 == 0 ? x == v.sizeX() - 1 : x == 0;
    }

    /** Well mixed bits of a position. */
    private static int hash(int x, int y, int z, int seed) {
        int h = x * 0x9e3779b1 ^ y * 0x85ebca77 ^ z * 0xc2b2ae3d ^ seed * 0x27d4eb2f;
        h = (h ^ h >>> 15) * 0x2c1b3c6d;
        h = (h ^ h >>> 12) * 0x297a2d39;
        return h ^ h >>> 15;
    }
}
