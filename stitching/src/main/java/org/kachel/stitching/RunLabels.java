package org.kachel.stitching;

import java.io.Serializable;
import java.util.Arrays;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.Runs;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * The parts of one block as runs along x, packed: what a task keeps or sends instead of the block's voxels.
 *
 * <p>Parts are numbered 1 … {@link #parts} in raster order of their first voxel. The *key* of a part is the linear index of
 * that voxel in the whole volume, so {@link #keys} ascend. Arrays "per part" hold part p at index p − 1.
 */
public final class RunLabels implements Serializable {
    private static final long serialVersionUID = 1;

    private final long[] min;
    private final int[] size;
    private final VolumeSize volume;
    private final int parts;
    private final byte[] runs;
    private transient long[] keys;

    private RunLabels(Interval interval, VolumeSize volume, FirstVoxels firsts, RunWriter writer) {
        this.min = Intervals.minAsLongArray(interval);
        this.size = Intervals.dimensionsAsIntArray(interval);
        this.volume = volume;
        this.parts = writer.max();
        this.runs = writer.toBytes();
        this.keys = keys(firsts.indices());
    }

    /**
     * The runs of {@code labels} (uint32, parts numbered in raster order, 0 is background), in one pass over the buffer.
     *
     * <p>*Errors*: {@link IllegalArgumentException} for another type, a block outside the volume, or another numbering.
     */
    public static RunLabels of(Voxels labels, Interval volume) {
        if (labels.type() != VoxelType.UINT32)
            throw new IllegalArgumentException("labels of a block are uint32, not " + labels.type());
        VolumeSize volumeSize = check(labels.interval(), volume);
        RunWriter writer = new RunWriter();
        FirstVoxels firsts = new FirstVoxels();
        new RunScan(labels).scan(firsts, writer);
        return new RunLabels(labels.interval(), volumeSize, firsts, writer);
    }

    /** The same, where a device has found the runs. */
    public static RunLabels of(Runs labels, Interval volume) {
        VolumeSize volumeSize = check(labels.interval(), volume);
        RunWriter writer = new RunWriter();
        FirstVoxels firsts = new FirstVoxels();
        new RunPacker(firsts, writer).pack(labels);
        return new RunLabels(labels.interval(), volumeSize, firsts, writer);
    }

    /**
     * The voxels of each value other than 0 as one part, whether connected or not: a label image that somebody else numbered.
     * Parts are numbered in raster order of their first voxel; {@link #values} gives the labels back.
     *
     * <p>*Errors*: {@link IllegalArgumentException} for a floating type or a block outside the volume.
     */
    public static RunLabels distinct(Voxels image, Interval volume) {
        if (image.type().floating()) throw new IllegalArgumentException("labels are integers, not " + image.type());
        VolumeSize volumeSize = check(image.interval(), volume);
        RunWriter writer = new RunWriter();
        FirstVoxels firsts = new FirstVoxels();
        new RunScan(image).scan(new DistinctValues(firsts), writer);
        return new RunLabels(image.interval(), volumeSize, firsts, writer);
    }

    private static VolumeSize check(Interval block, Interval volume) {
        if (!Intervals.contains(volume, block))
            throw new IllegalArgumentException("the block %s lies outside the volume %s"
                    .formatted(Intervals.toString(block), Intervals.toString(volume)));
        return VolumeSize.of(volume);
    }

    /** The block's target. */
    public Interval interval() {
        return FinalInterval.createMinSize(min[0], min[1], min[2], size[0], size[1], size[2]);
    }

    /** Number of parts. */
    public int parts() {
        return parts;
    }

    /** Bytes that the runs take. */
    public int packedBytes() {
        return runs.length;
    }

    /** The key of each part, ascending; do not write into it. */
    public long[] keys() {
        if (keys == null) keys = keys(firsts());
        return keys;
    }

    /** The linear index in the block of each part's first voxel. */
    private int[] firsts() {
        int[] firsts = new int[parts];
        RunCursor run = cursor();
        for (int seen = 0; seen < parts && run.next(); ) if (run.label > seen) firsts[seen++] = run.index;
        return firsts;
    }

    private long[] keys(int[] firsts) {
        long[] found = new long[parts];
        for (int i = 0; i < parts; i++) {
            int row = firsts[i] / size[0];
            found[i] = volume.key(min[0] + firsts[i] % size[0], min[1] + row % size[1], min[2] + row / size[1]);
        }
        return found;
    }

    /** The smallest index (x·NY + y)·NZ + z in the whole volume of each part's voxels. */
    public long[] keysXMajor() {
        long[] found = new long[parts];
        Arrays.fill(found, Long.MAX_VALUE);
        forEach((x, y, z, length, part) -> found[part - 1] = Math.min(found[part - 1], volume.keyXMajor(x, y, z)));
        return found;
    }

    /** The value that {@code image} (whose interval contains this block) has at the first voxel of each part, as {@link PartValues} compares it. */
    public PartValues values(Voxels image) {
        return PartValues.of(this, image);
    }

    /** Shows every run to {@code visitor}, in raster order. */
    public void forEach(RunVisitor visitor) {
        RunCursor run = cursor();
        int row = 0;
        int rowStart = 0;
        while (run.next()) {
            if (run.index - rowStart >= size[0]) {
                row = run.index / size[0];
                rowStart = row * size[0];
            }
            long y = min[1] + row % size[1];
            long z = min[2] + row / size[1];
            visitor.run(min[0] + run.index - rowStart, y, z, run.length, run.label);
        }
    }

    /**
     * Writes the block with new labels: {@code newIds[p - 1]} where part p is (0 removes it), 0 elsewhere. Every voxel of
     * {@code out} is written.
     *
     * <p>*Shape*: {@code out} has this block's interval and is uint32 or uint64. *Errors*: {@link IllegalArgumentException}
     * for another interval, type or length, and for an id that does not fit.
     */
    public void paint(long[] newIds, Voxels out) {
        if (!Intervals.equals(out.interval(), interval()))
            throw new IllegalArgumentException("labels of %s cannot be painted into %s"
                    .formatted(Intervals.toString(interval()), Intervals.toString(out.interval())));
        if (newIds.length != parts)
            throw new IllegalArgumentException("%d new ids for %d parts".formatted(newIds.length, parts));
        RunPainter.paint(cursor(), newIds, out);
    }

    RunCursor cursor() {
        return new RunCursor(runs);
    }

    VolumeSize volume() {
        return volume;
    }

    int size(int axis) {
        return size[axis];
    }

    long min(int axis) {
        return min[axis];
    }
}
