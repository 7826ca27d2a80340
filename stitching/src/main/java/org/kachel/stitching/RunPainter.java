package org.kachel.stitching;

import java.nio.ByteBuffer;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Writes runs as voxels. */
final class RunPainter {
    private static final byte[] ZEROS = new byte[1 << 16];

    private RunPainter() {}

    static void paint(RunCursor run, long[] newIds, Voxels out) {
        boolean wide = out.type() == VoxelType.UINT64;
        if (!wide) checkNarrow(newIds, out.type());
        ByteBuffer bytes = out.bytes();
        int voxel = out.type().bytes();
        int end = 0;
        while (run.next()) {
            zero(bytes, end * voxel, run.index * voxel);
            end = run.index + run.length;
            if (wide) fill(bytes, run.index * 8, end * 8, newIds[run.label - 1]);
            else fillNarrow(bytes, run.index * 4, end * 4, newIds[run.label - 1]);
        }
        zero(bytes, end * voxel, out.count() * voxel);
    }

    private static void checkNarrow(long[] newIds, VoxelType type) {
        if (type != VoxelType.UINT32)
            throw new IllegalArgumentException("labels are painted as uint32 or uint64, not " + type);
        for (long id : newIds)
            if (id >>> 32 != 0)
                throw new IllegalArgumentException("label " + Long.toUnsignedString(id) + " does not fit uint32");
    }

    private static void zero(ByteBuffer bytes, int from, int to) {
        if (to - from <= 64) for (int at = from; at < to; at += 4) bytes.putInt(at, 0);
        else for (int at = from; at < to; at += ZEROS.length) bytes.put(at, ZEROS, 0, Math.min(ZEROS.length, to - at));
    }

    private static void fillNarrow(ByteBuffer bytes, int from, int to, long id) {
        int even = to - ((to - from) & 4);
        fill(bytes, from, even, id | (id << 32));
        if (even < to) bytes.putInt(even, (int) id);
    }

    private static void fill(ByteBuffer bytes, int from, int to, long pattern) {
        for (int at = from; at < to; at += 8) bytes.putLong(at, pattern);
    }
}
