package org.kachel.job.phase;

import java.io.IOException;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.job.block.BlockContext;
import org.kachel.job.block.Intensities;
import org.kachel.job.block.ShellDownload;
import org.kachel.job.merge.RankedSeeds;
import org.kachel.job.merge.SeedBits;
import org.kachel.job.plan.Sink;
import org.kachel.job.table.ObjectTables;
import org.kachel.op.Flood;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.ObjectTable;

/**
 * Grows labels through a mask. A block looks a certain reach around itself; what may come from beyond is unknown and spreads
 * as such. A block whose target holds no unknown voxel has the whole volume's result; any other looks twice as far.
 */
final class PropagatePhase {
    /** Labels that are looked at in an array, which is faster than one by one in a buffer. */
    private static final int WINDOW = 4096;

    private PropagatePhase() {}

    static void run(Run run, Phase.Propagate asked) throws IOException {
        Phase.Propagate phase = limited(run, asked);
        long objects = run.objects(phase.seeds());
        run.objects(phase.node(), objects);
        VoxelType type = run.labelType(phase.node());
        List<Sink> sinks = run.sinks(phase.node(), phase.uses(), type);
        JavaRDD<List<ObjectTable>> partials =
                run.stage(phase, sinks).map(run.spark(), run.tasks(), block -> grow(block, phase, sinks));
        run.write(
                phase.node(),
                phase.uses(),
                sinks,
                new ObjectTables.Partials(partials, ObjectTables.UNKNOWN, run.slices(phase.seeds())));
    }

    /** What tells the seeds of a block from each other, where they are ranked; else null. */
    private static RankedSeeds rankedSeeds(BlockContext block, Phase.Propagate phase) {
        if (!phase.ranked()) return null;
        VoxelType ids = phase.graph().node(phase.node()).type();
        return new RankedSeeds(SeedBits.of(ids, block.volume()));
    }

    /** Floods that end when a step is idle everywhere end after so many. */
    private static Phase.Propagate limited(Run run, Phase.Propagate phase) throws IOException {
        if (!phase.flood().untilIdle()) return phase;
        BitSet all = run.stage(phase, List.of())
                .map(run.spark(), run.tasks(), block -> arrivals(block, phase))
                .treeReduce((a, b) -> {
                    BitSet union = (BitSet) a.clone();
                    union.or(b);
                    return union;
                });
        return phase.of(phase.flood().limited(all.nextClearBit(0)));
    }

    /** The steps at which labels arrived; of all in the target, and some beside. */
    private static BitSet arrivals(BlockContext block, Phase.Propagate phase) throws IOException {
        BitSet arrivals = new BitSet();
        for (int reach = phase.firstReach(); ; reach *= 2) {
            RankedSeeds seeds = rankedSeeds(block, phase);
            Map<Integer, Image> images = compute(block, phase, reach, seeds);
            try (Image labels = flood(block, phase, reach, images, arrivals);
                    Engine.Download download = block.engine().download(labels)) {
                block.finish();
                if (certain(download.voxels())) return arrivals;
            } finally {
                images.values().forEach(Image::close);
            }
        }
    }

    private static List<ObjectTable> grow(BlockContext block, Phase.Propagate phase, List<Sink> sinks)
            throws IOException {
        for (int reach = phase.firstReach(); ; reach *= 2) {
            RankedSeeds seeds = rankedSeeds(block, phase);
            Map<Integer, Image> images = compute(block, phase, reach, seeds);
            try (Image labels = flood(block, phase, reach, images, null);
                    Engine.Download download = block.download(labels);
                    Intensities intensities = Intensities.download(block, phase.uses(), images);
                    ShellDownload shell = ShellDownload.of(block, phase.uses(), labels)) {
                block.finish();
                List<Voxels> results = new ArrayList<>(List.of(download.voxels()));
                for (Voxels plane : shell.voxels()) if (plane != null) results.add(plane);
                if (!results.stream().allMatch(PropagatePhase::certain)) continue;
                Voxels ids = download.voxels();
                ShellDownload around = shell;
                if (seeds != null) {
                    ids = seeds.restore(ids, () -> block.scratch(VoxelType.UINT64));
                    around = shell.map(
                            plane -> seeds.restore(plane, () -> Voxels.zeros(VoxelType.UINT64, plane.interval())));
                }
                for (Sink sink : sinks) block.write(sink, ids);
                return measure(block, phase.uses(), ids, intensities, around);
            } finally {
                images.values().forEach(Image::close);
            }
        }
    }

    private static Map<Integer, Image> compute(BlockContext block, Phase.Propagate phase, int reach, RankedSeeds seeds)
            throws IOException {
        if (seeds == null) return block.compute(phase.program(reach));
        return block.compute(phase.program(reach), (node, from, into) -> {
            if (node == phase.seeds()) seeds.read(block, from, into);
            else from.read(into);
        });
    }

    private static Image flood(
            BlockContext block, Phase.Propagate phase, int reach, Map<Integer, Image> images, BitSet arrivals) {
        Interval read = Halo.of(reach).grow(block.target(), block.volume());
        Interval out = Halo.of(phase.uses().surface() ? 1 : 0).grow(block.target(), block.volume());
        images.computeIfPresent(phase.seeds(), (k, image) -> block.cropped(image, read));
        images.computeIfPresent(phase.mask(), (k, image) -> block.cropped(image, read));
        return block.engine()
                .flood(
                        phase.flood(),
                        images.get(phase.seeds()),
                        images.get(phase.mask()),
                        open(read, block.volume()),
                        new FinalInterval(out),
                        arrivals);
    }

    /** Which faces of {@code read} lie inside the volume, as {@link Flood#enqueue} takes them. */
    static int open(Interval read, Interval volume) {
        int open = 0;
        for (int d = 0; d < 3; d++) {
            if (read.min(d) > volume.min(d)) open |= 1 << 2 * d;
            if (read.max(d) < volume.max(d)) open |= 2 << 2 * d;
        }
        return open;
    }

    private static boolean certain(Voxels labels) {
        IntBuffer all = labels.bytes().asIntBuffer();
        int[] some = new int[Math.min(labels.count(), WINDOW)];
        for (int from = 0; from < labels.count(); from += WINDOW) {
            int n = Math.min(WINDOW, labels.count() - from);
            all.get(from, some, 0, n);
            for (int i = 0; i < n; i++) if (some[i] == Flood.UNKNOWN) return false;
        }
        return true;
    }

    private static List<ObjectTable> measure(
            BlockContext block, Phase.Uses uses, Voxels labels, Intensities intensities, ShellDownload shell) {
        if (!uses.measured()) return List.of();
        return block.host(() -> intensities.measure(labels, shell, block.volume()));
    }
}
