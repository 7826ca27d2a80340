package org.kachel.stitching;

import java.nio.IntBuffer;
import org.kachel.block.Runs;

/** Packs the runs that a device found. */
final class RunPacker {
    private static final int WINDOW = 1024;

    private final int[] indices = new int[WINDOW];
    private final int[] lengths = new int[WINDOW];
    private final int[] labels = new int[WINDOW];
    private final FirstVoxels firsts;
    private final RunWriter writer;

    RunPacker(FirstVoxels firsts, RunWriter writer) {
        this.firsts = firsts;
        this.writer = writer;
    }

    void pack(Runs runs) {
        IntBuffer allIndices = runs.indices();
        IntBuffer allLengths = runs.lengths();
        IntBuffer allLabels = runs.labels();
        for (int base = 0; base < runs.count(); base += WINDOW) {
            int n = Math.min(WINDOW, runs.count() - base);
            allIndices.get(base, indices, 0, n);
            allLengths.get(base, lengths, 0, n);
            allLabels.get(base, labels, 0, n);
            pack(n);
        }
    }

    private void pack(int n) {
        for (int i = 0; i < n; i++) {
            int label = labels[i];
            if (label < 0 || label > writer.max()) firsts.add(label & 0xffffffffL, indices[i]);
            writer.add(indices[i], lengths[i], label);
        }
    }
}
