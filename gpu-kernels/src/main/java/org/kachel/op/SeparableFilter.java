package org.kachel.op;

import net.imglib2.Interval;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.op.expression.Tail;

/**
 * A filter that is one fold per axis, in the order x, y, z. Each pass computes only what the later ones need:
 *
 * <pre>
 *   input  →x→  out.x × (out.y, out.z grown)  →y→  out.x × out.y × (out.z grown)  →z→  output
 * </pre>
 *
 * @param radius per axis; 0 leaves an axis alone, and so does an input of extent 1
 * @param weights per axis, for {@link Fold#WEIGHTED}
 */
record SeparableFilter(Fold fold, Halo radius, Border border, float[][] weights) {
    /** How the voxels of a line become one; each starts from the lowest position. */
    enum Fold {
        WEIGHTED,
        /** The sum; divided by the number of voxels after the last pass. */
        SUM,
        MINIMUM,
        MAXIMUM
    }

    /** The same on the axes that {@code input} extends along, and nothing on the others. */
    SeparableFilter on(Interval input) {
        float[][] used = weights == null ? null : weights.clone();
        int[] r = new int[3];
        for (int d = 0; d < 3; d++)
            if (input.dimension(d) > 1) r[d] = radius.along(d);
            else if (used != null) used[d] = new float[] {1};
        return new SeparableFilter(fold, new Halo(r[0], r[1], r[2]), border, used);
    }

    /** The type between passes. */
    VoxelType working(VoxelType image) {
        return switch (fold) {
            case WEIGHTED -> VoxelType.FLOAT32;
            case MINIMUM, MAXIMUM -> image;
            case SUM -> sumType(image, boxVoxels());
        };
    }

    /** The type of what lies between the axes of {@code done} and the others. */
    VoxelType working(VoxelType image, Halo done) {
        return new SeparableFilter(fold, done, border, weights).working(image);
    }

    /** Whether a tail costs less than a kernel of its own on all devices: it has no part in those of {@link RunningFold}. */
    boolean folds(VoxelType image) {
        return SeparableGroup.largest(radius) <= RunningFold.SMALL || !RunningFold.exact(fold, working(image));
    }

    /** The type of the result. */
    VoxelType output(VoxelType image) {
        return fold == Fold.MINIMUM || fold == Fold.MAXIMUM ? image : VoxelType.FLOAT32;
    }

    private static VoxelType sumType(VoxelType image, long count) {
        if (image.floating() || image.bytes() == 8) return VoxelType.FLOAT32;
        boolean narrow = image.bytes() < 4 && count <= Integer.MAX_VALUE >> 8 * image.bytes();
        return narrow ? VoxelType.INT32 : VoxelType.INT64;
    }

    /** Number of voxels of the box that an output voxel sees. */
    long boxVoxels() {
        return (2L * radius.x() + 1) * (2L * radius.y() + 1) * (2L * radius.z() + 1);
    }

    /** Device bytes between passes, at most. */
    long scratchBytes(VoxelType image, long inputVoxels) {
        long axes = (radius.x() > 0 ? 1 : 0) + (radius.y() > 0 ? 1 : 0) + (radius.z() > 0 ? 1 : 0);
        int bytes = fold == Fold.SUM ? 8 : fold == Fold.WEIGHTED ? 4 : image.bytes();
        return Math.max(0, Math.min(axes - 1, SeparableKernels.mostBetween(this, image))) * inputVoxels * bytes;
    }

    void enqueue(Lane lane, DeviceImage in, DeviceImage out) {
        enqueue(lane, in, out, SeparableKernels.Shape.of(lane.device()));
    }

    void enqueue(Lane lane, DeviceImage in, DeviceImage out, SeparableKernels.Shape shape) {
        new SeparableKernels(on(in.interval()), shape, lane, in, null, out).enqueue();
    }

    void enqueue(Lane lane, DeviceImage in, Tail<DeviceImage> tail, DeviceImage out) {
        new SeparableKernels(on(in.interval()), SeparableKernels.Shape.of(lane.device()), lane, in, tail, out)
                .enqueue();
    }

    void reference(Voxels in, Voxels out) {
        SeparableReference.run(on(in.interval()), in, out);
    }
}
