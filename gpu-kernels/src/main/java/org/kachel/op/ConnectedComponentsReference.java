package org.kachel.op;

import java.util.Arrays;
import org.kachel.block.Voxels;

/** Connected components by filling: from each voxel without a number, in raster order, over all that it is connected with. */
final class ConnectedComponentsReference {
    private final Voxels in;
    private final Voxels out;
    private final boolean multiLabel;
    private final int axes;
    private final int nx;
    private final int ny;
    private final int nz;
    private int[] waiting = new int[1024];
    private int waitingCount;

    ConnectedComponentsReference(ConnectedComponents operation, Voxels in, Voxels out) {
        this.in = in;
        this.out = out;
        multiLabel = operation.multiLabel();
        axes = operation.connectivity().axes();
        nx = out.sizeX();
        ny = out.sizeY();
        nz = out.sizeZ();
    }

    void run() {
        for (int i = 0; i < out.count(); i++) out.setInteger(i, 0);
        int parts = 0;
        for (int i = 0; i < out.count(); i++) if (value(i) != 0 && out.integer(i) == 0) fill(i, ++parts);
    }

    private void fill(int first, int id) {
        number(first, id);
        while (waitingCount > 0) {
            int i = waiting[--waitingCount];
            long value = value(i);
            int x = i % nx;
            int y = i / nx % ny;
            int z = i / nx / ny;
            for (int dz = -1; dz <= 1; dz++)
                for (int dy = -1; dy <= 1; dy++)
                    for (int dx = -1; dx <= 1; dx++)
                        if (touches(dx, dy, dz) && inside(x + dx, y + dy, z + dz)) {
                            int j = i + (dz * ny + dy) * nx + dx;
                            if (out.integer(j) == 0 && connected(value, value(j))) number(j, id);
                        }
        }
    }

    private void number(int i, int id) {
        out.setInteger(i, id);
        if (waitingCount == waiting.length) waiting = Arrays.copyOf(waiting, 2 * waiting.length);
        waiting[waitingCount++] = i;
    }

    private boolean touches(int dx, int dy, int dz) {
        return Math.abs(dx) + Math.abs(dy) + Math.abs(dz) <= axes;
    }

    private boolean inside(int x, int y, int z) {
        return x >= 0 && x < nx && y >= 0 && y < ny && z >= 0 && z < nz;
    }

    private boolean connected(long a, long b) {
        return b != 0 && (!multiLabel || a == b);
    }

    private long value(int i) {
        long x = out.interval().min(0) + i % nx;
        long y = out.interval().min(1) + i / nx % ny;
        long z = out.interval().min(2) + i / nx / ny;
        return VoxelBits.at(in, in.index(x, y, z));
    }
}
