package org.kachel.stitching;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * Finds the runs of equal integers in a block, a window of whole rows at a time.
 *
 * <p>A window is copied into an array once; background in it is compared with zeros by the JVM's vector code. Both are fast
 * before loops here would be compiled well.
 */
final class RunScan {
    private static final int WINDOW = 2048;

    /** Numbers that are looked at one by one first: gaps between objects are often short. */
    private static final int NEAR = 8;

    private static final int[] ZEROS = new int[1 << 14];

    /** Numbers the parts of a block. */
    interface Numbering {
        /** The part, from 1, of a run of {@code value}s that begins at {@code index}; runs come in raster order. */
        int part(long value, int index);
    }

    private final Voxels image;
    private final ByteBuffer bytes;
    private final int count;
    private final int sizeX;
    private final int perVoxel;
    private final boolean unsigned;
    private final int[] window;
    private final byte[] narrow;
    private final short[] shorts;

    RunScan(Voxels image) {
        int width = image.type().bytes();
        this.image = image;
        this.bytes = image.bytes();
        this.count = image.count();
        this.sizeX = image.sizeX();
        this.perVoxel = Math.max(1, width / 4);
        this.unsigned = image.type() == VoxelType.UINT32;
        int voxels = Math.max(1, Math.min(count, WINDOW) / sizeX) * sizeX;
        this.window = new int[Math.multiplyExact(voxels, perVoxel)];
        this.narrow = width == 1 ? new byte[voxels] : null;
        this.shorts = width == 2 ? new short[voxels] : null;
    }

    /** Gives all runs to the writer. */
    void scan(Numbering numbering, RunWriter writer) {
        int voxels = window.length / perVoxel;
        for (int base = 0; base < count; base += voxels) {
            int length = Math.min(voxels, count - base);
            load(base, length);
            scan(base, length, numbering, writer);
        }
    }

    private void load(int base, int length) {
        if (narrow != null) bytes.get(base, narrow, 0, length);
        else if (shorts != null) bytes.asShortBuffer().get(base, shorts, 0, length);
        else bytes.asIntBuffer().get(base * perVoxel, window, 0, length * perVoxel);
        int mask = image.type().signed() ? -1 : narrow != null ? 0xff : 0xffff;
        if (narrow != null) for (int i = 0; i < length; i++) window[i] = narrow[i] & mask;
        if (shorts != null) for (int i = 0; i < length; i++) window[i] = shorts[i] & mask;
    }

    private void scan(int base, int length, Numbering numbering, RunWriter writer) {
        int rowEnd = 0;
        for (int i = skipZeros(0, length); i < length; i = skipZeros(i, length)) {
            if (i >= rowEnd) rowEnd = (i / sizeX + 1) * sizeX;
            int from = i;
            i = perVoxel == 1 ? endOfRun(from, rowEnd) : endOfWideRun(from, rowEnd);
            writer.add(base + from, i - from, numbering.part(value(from), base + from));
        }
    }

    private long value(int i) {
        if (perVoxel == 2) return window[2 * i] & 0xffffffffL | (long) window[2 * i + 1] << 32;
        return unsigned ? window[i] & 0xffffffffL : window[i];
    }

    private int endOfRun(int from, int end) {
        int[] values = window;
        int value = values[from];
        int i = from + 1;
        while (i < end && values[i] == value) i++;
        return i;
    }

    private int endOfWideRun(int from, int end) {
        int[] values = window;
        int low = values[2 * from];
        int high = values[2 * from + 1];
        int i = from + 1;
        while (i < end && values[2 * i] == low && values[2 * i + 1] == high) i++;
        return i;
    }

    /** The first voxel from {@code from} on that is not 0, or {@code end}. */
    private int skipZeros(int from, int end) {
        int[] values = window;
        int last = end * perVoxel;
        int i = from * perVoxel;
        for (int near = Math.min(last, i + NEAR); i < near; i++) if (values[i] != 0) return i / perVoxel;
        while (i < last) {
            int length = Math.min(last - i, ZEROS.length);
            int differs = Arrays.mismatch(values, i, i + length, ZEROS, 0, length);
            if (differs >= 0) return (i + differs) / perVoxel;
            i += length;
        }
        return end;
    }
}
