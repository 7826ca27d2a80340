package org.kachel.op;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.kachel.block.Runs;
import org.kachel.block.Voxels;

/** The runs of labels and the sums of images over them, voxel by voxel. */
final class RunsReference {
    private RunsReference() {}

    static Runs of(Voxels labels, List<Voxels> images) {
        List<int[]> found = new ArrayList<>();
        for (int i = 0; i < labels.count(); i++) {
            int label = (int) labels.integer(i);
            boolean goesOn = i % labels.sizeX() != 0 && labels.integer(i - 1) == label;
            if (label == 0) continue;
            if (goesOn) found.get(found.size() - 1)[1]++;
            else found.add(new int[] {i, 1, label});
        }
        int bytes = (int) Runs.byteCount(found.size(), images.size());
        Runs runs = new Runs(labels.interval(), found.size(), images.size(), ByteBuffer.allocate(bytes));
        for (int r = 0; r < found.size(); r++) {
            int[] run = found.get(r);
            runs.indices().put(r, run[0]);
            runs.lengths().put(r, run[1]);
            runs.labels().put(r, run[2]);
            for (int k = 0; k < images.size(); k++) add(labels, images.get(k), runs, r, k);
        }
        return runs;
    }

    private static void add(Voxels labels, Voxels image, Runs runs, int run, int k) {
        int first = runs.indices().get(run);
        int at = image.index(
                labels.interval().min(0) + first % labels.sizeX(),
                labels.interval().min(1) + first / labels.sizeX() % labels.sizeY(),
                labels.interval().min(2) + first / labels.sizeX() / labels.sizeY());
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < runs.lengths().get(run); i++) {
            long v = image.integer(at + i);
            runs.sums(k).put(run, runs.sums(k).get(run) + v);
            runs.squares(k).put(run, runs.squares(k).get(run) + v * v);
            runs.steps(k).put(run, runs.steps(k).get(run) + v * i);
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        runs.min(k).put(run, (int) min);
        runs.max(k).put(run, (int) max);
    }
}
