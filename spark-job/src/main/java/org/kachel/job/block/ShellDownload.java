package org.kachel.job.block;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.op.Patch;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.ObjectTable;
import org.kachel.stitching.PartValues;
import org.kachel.stitching.RunLabels;
import org.kachel.stitching.Surface;

/**
 * The planes of voxels just outside a block on their way to the host, where they are after the next {@code finish}.
 *
 * @param planes before and behind the block along x, y and z, null where the volume ends; none where surfaces are not wanted
 */
public record ShellDownload(List<Engine.Download> planes) implements AutoCloseable {

    /** Queues the downloads; {@code image} reaches a voxel beyond the block wherever the volume does. */
    public static ShellDownload of(BlockContext block, Phase.Uses uses, Image image) {
        List<Engine.Download> planes = new ArrayList<>();
        if (uses.surface())
            for (int side = 0; side < 6; side++) {
                Interval plane = plane(block.target(), block.volume(), side);
                planes.add(plane == null ? null : block.download(image, plane));
            }
        return new ShellDownload(planes);
    }

    /** Of labels that are known already; 0 where no neighbour told any. */
    public static ShellDownload of(BlockContext block, Phase.Uses uses, List<Patch> known) {
        List<Engine.Download> planes = new ArrayList<>();
        if (uses.surface())
            for (int side = 0; side < 6; side++) {
                Interval plane = plane(block.target(), block.volume(), side);
                planes.add(plane == null ? null : new Known(labels(plane, known)));
            }
        return new ShellDownload(planes);
    }

    /** What need not come down. */
    private record Known(Voxels voxels) implements Engine.Download {
        @Override
        public void close() {
            // the garbage collector's
        }
    }

    private static Voxels labels(Interval plane, List<Patch> known) {
        Voxels voxels = Voxels.zeros(VoxelType.UINT64, plane);
        for (Patch patch : known)
            if (Intervals.equals(patch.interval(), plane))
                voxels.bytes().asLongBuffer().put(patch.labels());
        return voxels;
    }

    private static Interval plane(Interval target, Interval volume, int side) {
        int d = side / 2;
        long at = side % 2 == 0 ? target.min(d) - 1 : target.max(d) + 1;
        if (at < volume.min(d) || at > volume.max(d)) return null;
        long[] min = target.minAsLongArray();
        long[] max = target.maxAsLongArray();
        min[d] = at;
        max[d] = at;
        return new FinalInterval(min, max);
    }

    /** {@code table} with the surfaces of its parts, where they are wanted. */
    public ObjectTable measure(ObjectTable table, RunLabels parts, PartValues values) {
        if (planes.isEmpty()) return table;
        return table.withSurface(Surface.count(parts, new Surface.Shell(voxels()), values));
    }

    /** The planes that {@code changed} makes of these, once they are there. */
    public ShellDownload map(UnaryOperator<Voxels> changed) {
        List<Engine.Download> others = new ArrayList<>();
        for (Engine.Download plane : planes)
            others.add(plane == null ? null : new Changed(changed.apply(plane.voxels())));
        return new ShellDownload(others);
    }

    private record Changed(Voxels voxels) implements Engine.Download {
        @Override
        public void close() {}
    }

    /** The planes themselves, or null; none where surfaces are not wanted. */
    public Voxels[] voxels() {
        return planes.stream().map(p -> p == null ? null : p.voxels()).toArray(Voxels[]::new);
    }

    @Override
    public void close() {
        planes.stream().filter(Objects::nonNull).forEach(Engine.Download::close);
    }
}
