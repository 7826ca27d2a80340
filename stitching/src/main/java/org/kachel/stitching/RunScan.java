package org.kachel.stitching;

import java.nio.IntBuffer;
import java.util.Arrays;
import org.kachel.block.Voxels;

/**
 * Finds the runs of equal uint32 in a block, a window of whole rows at a time.
 *
 * <p>A window is copied into an array once; background in it is compared with zeros by the JVM's vector code. Both are fast
 * before loops here would be compiled well.
 */
final class RunScan {
    private static final int WINDOW = 2048;

    /** Voxels that are looked at one by one first: gaps between objects are often short. */
    private static final int NEAR = 8;

    private static final int[] ZEROS = new int[1 << 14];

    private final IntBuffer labels;
    private final int count;
    private final int sizeX;
    private final int[] window;
    private final RunWriter writer;
    private final FirstVoxels firsts;

    RunScan(Voxels labels, FirstVoxels firsts, RunWriter writer) {
        this.labels = labels.bytes().asIntBuffer();
        this.count = labels.count();
        this.sizeX = labels.sizeX();
        this.window = new int[Math.max(1, Math.min(count, WINDOW) / sizeX) * sizeX];
        this.firsts = firsts;
        this.writer = writer;
    }

    /** Gives all runs of labels to the writer; parts must be numbered in raster order. */
    void scan() {
        for (int base = 0; base < count; base += window.length) {
            int length = Math.min(window.length, count - base);
            labels.get(base, window, 0, length);
            scan(base, length);
        }
    }

    private void scan(int base, int length) {
        int[] values = window;
        int rowEnd = 0;
        for (int i = skipZeros(0, length); i < length; i = skipZeros(i, length)) {
            if (i >= rowEnd) rowEnd = (i / sizeX + 1) * sizeX;
            int label = values[i];
            int from = i++;
            if (label < 0 || label > writer.max()) firsts.add(label, base + from);
            while (i < rowEnd && values[i] == label) i++;
            writer.add(base + from, i - from, label);
        }
    }

    /** The first index from {@code from} on whose value is not 0, or {@code end}. */
    private int skipZeros(int from, int end) {
        int[] values = window;
        int i = from;
        for (int near = Math.min(end, from + NEAR); i < near; i++) if (values[i] != 0) return i;
        while (i < end) {
            int length = Math.min(end - i, ZEROS.length);
            int differs = Arrays.mismatch(values, i, i + length, ZEROS, 0, length);
            if (differs >= 0) return i + differs;
            i += length;
        }
        return end;
    }
}
