package org.kachel.job.block;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.Voxels;
import org.kachel.pipeline.BlockProgram;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;

/**
 * Runs a block's program piece by piece, each with its halo, where the whole does not fit on the device: results are put together
 * on the host and uploaded whole.
 */
final class Pieces {
    private final Engine engine;
    private final BlockProgram program;
    private final Interval target;
    private final Map<Integer, Voxels> whole = new HashMap<>();

    private Pieces(Engine engine, BlockProgram program, Interval target) {
        this.engine = engine;
        this.program = program;
        this.target = target;
    }

    /** As {@link BlockProgram#run}. */
    static Map<Integer, Image> run(
            Engine engine,
            BlockProgram program,
            Interval target,
            int pieces,
            BlockProgram.Sources sources,
            Map<Integer, double[]> scalars)
            throws IOException {
        Pieces all = new Pieces(engine, program, target);
        for (Interval piece : cut(target, pieces)) all.keep(program.run(engine, piece, sources, scalars));
        return all.upload();
    }

    /** Halves the longest axis of the largest piece until there are enough, or nothing is left to halve. */
    static List<Interval> cut(Interval target, int pieces) {
        Deque<Interval> cut = new ArrayDeque<>(List.of(target));
        for (int tries = 1; tries < pieces; tries++) {
            Interval piece = cut.remove();
            int axis = 0;
            for (int d = 1; d < 3; d++) if (piece.dimension(d) > piece.dimension(axis)) axis = d;
            if (piece.dimension(axis) == 1) return List.of(target);
            long[] end = Intervals.maxAsLongArray(piece);
            long[] middle = Intervals.minAsLongArray(piece);
            middle[axis] += piece.dimension(axis) / 2;
            end[axis] = middle[axis] - 1;
            cut.add(new FinalInterval(Intervals.minAsLongArray(piece), end));
            cut.add(new FinalInterval(middle, Intervals.maxAsLongArray(piece)));
        }
        return List.copyOf(cut);
    }

    /** Closes {@code images}. */
    private void keep(Map<Integer, Image> images) {
        try {
            images.forEach((node, image) -> {
                try (Engine.Download part = engine.download(image)) {
                    engine.finish();
                    Voxels into =
                            whole.computeIfAbsent(node, n -> Voxels.zeros(image.type(), program.interval(n, target)));
                    copy(part.voxels(), into);
                }
            });
        } finally {
            images.values().forEach(Image::close);
        }
    }

    private static void copy(Voxels from, Voxels into) {
        Interval box = Intervals.intersect(from.interval(), into.interval());
        int bytes = from.type().bytes();
        int row = (int) box.dimension(0) * bytes;
        for (long z = box.min(2); z <= box.max(2); z++)
            for (long y = box.min(1); y <= box.max(1); y++)
                into.bytes()
                        .put(
                                into.index(box.min(0), y, z) * bytes,
                                from.bytes(),
                                from.index(box.min(0), y, z) * bytes,
                                row);
    }

    private Map<Integer, Image> upload() throws IOException {
        Map<Integer, Image> images = new HashMap<>();
        try {
            for (Map.Entry<Integer, Voxels> each : whole.entrySet()) {
                Voxels voxels = each.getValue();
                images.put(each.getKey(), engine.load(voxels.type(), voxels.interval(), into -> copy(voxels, into)));
            }
            return images;
        } catch (IOException | RuntimeException | Error e) {
            images.values().forEach(Image::close);
            throw e;
        }
    }
}
