package org.kachel.op;

import java.util.Arrays;
import java.util.BitSet;
import org.kachel.block.Voxels;

/** Labels that grow through a mask, as defined: two copies of the labels, all voxels at every step, until two idle steps. */
final class LabelFloodReference {
    private final LabelFlood flood;
    private final Voxels seeds;
    private final Voxels mask;
    private final int open;
    private final BitSet arrivals;
    private final int nx;
    private final int ny;
    private final int nz;

    LabelFloodReference(LabelFlood flood, Voxels seeds, Voxels mask, int open, BitSet arrivals) {
        this.flood = flood;
        this.arrivals = arrivals;
        this.seeds = seeds;
        this.mask = mask;
        this.open = open;
        nx = seeds.sizeX();
        ny = seeds.sizeY();
        nz = seeds.sizeZ();
    }

    void run(Voxels out) {
        int[] labels = new int[seeds.count()];
        for (int i = 0; i < labels.length; i++) labels[i] = mayGrow(i) ? (int) seeds.integer(i) : 0;
        int idle = 0;
        for (int step = 0; idle < 2 && step < flood.steps(); step++) {
            int[] grown = grown(labels, step % 2 == 0 ? 3 : 1);
            idle = Arrays.equals(labels, grown) ? idle + 1 : 0;
            note(step, labels, grown);
            labels = grown;
        }
        crop(labels, out);
    }

    private void note(int step, int[] before, int[] after) {
        if (arrivals == null) return;
        for (int i = 0; i < before.length; i++)
            if (after[i] != before[i] && after[i] != Flood.UNKNOWN) arrivals.set(step);
    }

    private boolean mayGrow(int i) {
        return !flood.masked() || VoxelBits.at(mask, i) != 0;
    }

    private int[] grown(int[] labels, int axes) {
        int[] grown = labels.clone();
        for (int i = 0; i < labels.length; i++) if (labels[i] == 0 && mayGrow(i)) grown[i] = largest(labels, i, axes);
        return grown;
    }

    /** The largest label of the neighbours that differ on at most {@code axes} axes. */
    private int largest(int[] labels, int i, int axes) {
        int largest = 0;
        for (int dz = -1; dz <= 1; dz++)
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    if (Math.abs(dx) + Math.abs(dy) + Math.abs(dz) <= axes) {
                        int label = label(labels, i % nx + dx, i / nx % ny + dy, i / nx / ny + dz);
                        if (Integer.compareUnsigned(label, largest) > 0) largest = label;
                    }
        return largest;
    }

    private int label(int[] labels, int x, int y, int z) {
        int sides = side(x, nx, 0) | side(y, ny, 2) | side(z, nz, 4);
        if (sides == 0) return labels[(z * ny + y) * nx + x];
        return (sides & ~open) == 0 ? Flood.UNKNOWN : 0;
    }

    private static int side(int position, int size, int bit) {
        return position < 0 ? 1 << bit : position >= size ? 2 << bit : 0;
    }

    private void crop(int[] labels, Voxels out) {
        for (int i = 0; i < out.count(); i++) {
            long x = out.interval().min(0) + i % out.sizeX();
            long y = out.interval().min(1) + i / out.sizeX() % out.sizeY();
            long z = out.interval().min(2) + i / out.sizeX() / out.sizeY();
            out.setInteger(i, labels[seeds.index(x, y, z)]);
        }
    }
}
