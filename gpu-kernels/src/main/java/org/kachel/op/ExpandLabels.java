package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * Labels that grow by a distance: a voxel of label 0 takes the label nearest to it where that is no farther than
 * {@code distance}; of several equally near ones, the largest. Other voxels keep theirs. scikit-image's {@code expand_labels},
 * where no two are equally near. Objects grow beside each other, never over one another.
 *
 * @param distance Euclidean, in voxels
 */
public record ExpandLabels(double distance) implements Stencil {
    static final List<CatalogueEntry> ENTRIES = List.of(CatalogueEntry.of(
                    "expand-labels",
                    "Labels grown by a distance: the nearest label, of equally near ones the largest",
                    List.of(Parameter.number("distance", "1", 0, 10000, "voxels", "how far labels grow at the most")),
                    a -> new ExpandLabels(a.number("distance")))
            .inputs("labels"));

    private static final List<VoxelType> INTEGERS =
            Arrays.stream(VoxelType.values()).filter(t -> !t.floating()).toList();

    @Override
    public String name() {
        return "expand-labels";
    }

    int reach() {
        return (int) distance;
    }

    @Override
    public Halo halo() {
        return Halo.of(reach());
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return image;
    }

    @Override
    public List<VoxelType> inputTypes() {
        return INTEGERS;
    }

    /** The largest whole number whose root, as double, is not more than the distance. */
    int limit() {
        long limit = (long) (distance * distance) + 1;
        while (Math.sqrt(limit) > distance) limit--;
        return (int) limit;
    }

    /** Squares and labels after x, and again after y, padded to whole vectors. */
    @Override
    public long scratchBytes(VoxelType image, long inputVoxels, long outputVoxels) {
        return 3 * (4 + image.bytes()) * inputVoxels;
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, DeviceImage out) {
        new ExpandLabelsKernels(lane, this, in, out).run();
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        new ExpandLabelsReference(this, in).run(out);
    }
}
