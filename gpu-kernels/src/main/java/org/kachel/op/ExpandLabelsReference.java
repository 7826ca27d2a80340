package org.kachel.op;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kachel.block.Voxels;

/** The nearest label of each voxel: a look at all places within the distance, nearest first. */
final class ExpandLabelsReference {
    private record Offset(int x, int y, int z, int square) {}

    private final Voxels in;
    private final List<Offset> ball = new ArrayList<>();

    ExpandLabelsReference(ExpandLabels operation, Voxels in) {
        this.in = in;
        int rx = Math.min(operation.reach(), in.sizeX() - 1);
        int ry = Math.min(operation.reach(), in.sizeY() - 1);
        int rz = Math.min(operation.reach(), in.sizeZ() - 1);
        for (int z = -rz; z <= rz; z++)
            for (int y = -ry; y <= ry; y++)
                for (int x = -rx; x <= rx; x++)
                    if (x * x + y * y + z * z <= operation.limit())
                        ball.add(new Offset(x, y, z, x * x + y * y + z * z));
        ball.sort(Comparator.comparingInt(Offset::square));
    }

    void run(Voxels out) {
        for (int i = 0; i < out.count(); i++) {
            long x = out.interval().min(0) + i % out.sizeX();
            long y = out.interval().min(1) + i / out.sizeX() % out.sizeY();
            long z = out.interval().min(2) + i / out.sizeX() / out.sizeY();
            out.setInteger(i, nearest(x, y, z));
        }
    }

    private long nearest(long x, long y, long z) {
        long nearest = 0;
        int square = Integer.MAX_VALUE;
        for (Offset o : ball) {
            if (o.square() > square) break;
            long label = label(x + o.x(), y + o.y(), z + o.z());
            if (label == 0 || nearest != 0 && !larger(label, nearest)) continue;
            nearest = label;
            square = o.square();
        }
        return nearest;
    }

    private boolean larger(long a, long b) {
        return in.type().signed() ? a > b : Long.compareUnsigned(a, b) > 0;
    }

    private long label(long x, long y, long z) {
        boolean inside = x >= in.interval().min(0)
                && x <= in.interval().max(0)
                && y >= in.interval().min(1)
                && y <= in.interval().max(1)
                && z >= in.interval().min(2)
                && z <= in.interval().max(2);
        return inside ? in.integer(in.index(x, y, z)) : 0;
    }
}
