package org.kachel.stitching;

import java.nio.IntBuffer;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Writes runs as voxels, through a window of the block that is filled in an array and copied out whole. */
final class RunPainter {
    /** In ints, as are all positions here: a voxel is {@code perVoxel} of them. */
    private static final int WINDOW = 4096;

    private static final int[] ZEROS = new int[1 << 14];

    private final IntBuffer out;
    private final int perVoxel;
    private final int end;
    private final int[] window = new int[WINDOW];
    private int base;

    private RunPainter(Voxels out) {
        this.out = out.bytes().asIntBuffer();
        this.end = this.out.limit();
        this.perVoxel = out.type().bytes() / 4;
    }

    static void paint(RunCursor run, long[] newIds, Voxels out) {
        if (out.type() != VoxelType.UINT64) checkNarrow(newIds, out.type());
        RunPainter painter = new RunPainter(out);
        while (run.next()) painter.add(run.index, run.length, newIds[run.label - 1]);
        painter.moveTo(painter.end);
    }

    private static void checkNarrow(long[] newIds, VoxelType type) {
        if (type != VoxelType.UINT32)
            throw new IllegalArgumentException("labels are painted as uint32 or uint64, not " + type);
        for (long id : newIds)
            if (id >>> 32 != 0)
                throw new IllegalArgumentException("label " + Long.toUnsignedString(id) + " does not fit uint32");
    }

    private void add(int index, int length, long id) {
        int from = index * perVoxel;
        int to = from + length * perVoxel;
        while (from < to) {
            if (from >= base + WINDOW) moveTo(from - from % WINDOW);
            int until = Math.min(to, base + WINDOW);
            if (perVoxel == 1) fill(from - base, until - base, (int) id);
            else fillWide(from - base, until - base, (int) id, (int) (id >>> 32));
            from = until;
        }
    }

    private void fill(int from, int to, int id) {
        int[] values = window;
        for (int i = from; i < to; i++) values[i] = id;
    }

    private void fillWide(int from, int to, int low, int high) {
        int[] values = window;
        for (int i = from; i < to; i += 2) {
            values[i] = low;
            values[i + 1] = high;
        }
    }

    /** Copies the window out, and background up to {@code to}, where the next window begins. */
    private void moveTo(int to) {
        int filled = Math.min(WINDOW, end - base);
        out.put(base, window, 0, filled);
        System.arraycopy(ZEROS, 0, window, 0, WINDOW);
        for (int at = base + filled; at < to; at += ZEROS.length)
            out.put(at, ZEROS, 0, Math.min(ZEROS.length, to - at));
        base = to;
    }
}
