package org.kachel.op;

import java.util.List;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * Basins of an image that is flooded from seeds: every voxel gets the label of the seed whose water reaches it first.
 *
 * <p>A queue holds voxels in the order (level, arrival, label). The level P is the largest value on the way from the seed, the
 * arrival d counts the steps since that level was reached, the label is the seed's id; seeds enter with (value, 0, id). The first
 * neighbour of a voxel w to leave the queue labels it, and w enters with (h(w), 0) where h(w) &gt; P, else with (P, d + 1). With
 * K = (P, d, label), compared in this order, K(w) is that of its least neighbour extended by h(w). (P, d) grows along every way,
 * and a smaller (P, d) extends to one that is not larger; so these equations have one solution, whatever the order in which they
 * are solved, and the labels are those of the whole volume.
 *
 * <p>NaN is larger than all other values. Voxels outside the mask, and those that no way leads to, get 0; seeds outside the mask are
 * dropped. Where no two values are equal this is scikit-image's {@code watershed(image, markers, connectivity, mask=mask)}; where
 * values tie scikit-image has an order of its own, in which voxels enter its queue.
 *
 * <p>*Shape*: image (any type), seeds (integers, not negative) and, if given, mask (any type, not 0 inside) of one size; labels are
 * uint32, or uint64 where seeds have 64 bits. *Errors*: {@link ArithmeticException} where a seed is negative. Ways of more than
 * 2³² − 3 steps within one level are not told apart.
 *
 * <p>*Source*: the lexicographic cost of R. Lotufo and A. Falcão, "The ordered queue and the optimality of the watershed
 * approaches", ISMM 2000; A. Falcão, J. Stolfi and R. Lotufo, "The image foresting transform", PAMI 26(1), 2004.
 */
public record SeededWatershed(Connectivity connectivity) implements BorderExchange {
    static final List<CatalogueEntry> ENTRIES = List.of(CatalogueEntry.of(
                    "seeded-watershed",
                    "Basins of an image flooded from seeds, lowest values first",
                    List.of(
                            Parameter.choice(
                                    "connectivity",
                                    "faces",
                                    List.of("faces", "edges", "corners"),
                                    "which neighbours water flows to: across faces (6, in 2D 4), also edges (18), also corners (26, in 2D 8)")),
                    a -> new SeededWatershed(Connectivity.named(a.text("connectivity"))))
            .inputs("image", "seeds")
            .optionalInputs("mask"));

    @Override
    public String name() {
        return "seeded-watershed";
    }

    @Override
    public SeededWatershed on(List<VoxelType> inputs) {
        if (inputs.size() < 2 || inputs.size() > 3 || inputs.contains(null))
            throw new ParameterException(
                    "of", name() + " takes an image, seeds and perhaps a mask, not " + inputs.size() + " input(s)");
        VoxelType seeds = inputs.get(1);
        if (seeds.floating())
            throw new ParameterException(
                    "of",
                    name() + " takes seeds that are labels, and so integers, not " + seeds
                            + "; convert them to uint32 first, or label them with connected-components");
        return this;
    }

    @Override
    public VoxelType outputType(List<VoxelType> images) {
        return images.get(1).bytes() == 8 ? VoxelType.UINT64 : VoxelType.UINT32;
    }

    @Override
    public long scratchBytes(List<VoxelType> images, Interval target, boolean flat) {
        long grown = (target.dimension(0) + 2) * (target.dimension(1) + 2) * (target.dimension(2) + (flat ? 0 : 2));
        long borders = 2 * (grown - Intervals.numElements(target)) * Patch.bytesPerVoxel();
        return grown * SeededWatershedKernels.bytesPerVoxel(images.get(0), outputType(images))
                + borders
                + SeededWatershedKernels.MOST_STATE_BYTES;
    }

    @Override
    public List<Patch> enqueue(
            Lane lane, List<DeviceImage> images, List<Patch> known, DeviceImage out, List<Interval> wanted) {
        return new SeededWatershedKernels(lane, this, images, known, out).run(wanted);
    }

    @Override
    public List<Patch> reference(List<Voxels> images, List<Patch> known, Voxels out, List<Interval> wanted) {
        return new SeededWatershedReference(this, images, out.interval()).run(known, out, wanted);
    }

    /** What a negative seed at {@code index} of {@code interval} is refused with. */
    static ArithmeticException negative(Interval interval, long index) {
        long nx = interval.dimension(0), ny = interval.dimension(1);
        return new ArithmeticException(
                "seeds are ids of objects, 1 and more, and 0 where there is none, but that at x=%d, y=%d, z=%d is negative; replace negative seeds first"
                        .formatted(
                                interval.min(0) + index % nx,
                                interval.min(1) + index / nx % ny,
                                interval.min(2) + index / (nx * ny)));
    }
}
