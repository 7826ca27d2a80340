package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * The Euclidean distance from each voxel that is not 0 to the nearest that is, else 0: scipy's
 * {@code distance_transform_edt}. What lies outside the volume is no background; a volume without any has the distance
 * infinity everywhere, where scipy's is an accident.
 *
 * <p>The square of a distance is d² = fma(z, z, fma(y, y, x·x)), where x, y, z are whole numbers of voxels times the spacing,
 * each rounded to double, and the result is its correctly rounded square root. In voxels d² is a whole number and exact (where
 * no axis of what a block reads exceeds 5·10⁷). With a spacing it is off by no more than three roundings; it is the same on all
 * devices and in Java, because rounding is monotone: the least of rounded sums is the rounded sum of the least.
 *
 * <p>The certificate: a voxel no farther from background than from what lies beyond the nearest open face is certain. Any other
 * holds the negative of the distance found, an upper bound, so that the next reach is one that suffices.
 *
 * @param spacing of voxels along x, y, z
 * @param type float32 or float64
 */
public record DistanceMap(List<Double> spacing, VoxelType type) implements Widening {
    static final List<CatalogueEntry> ENTRIES = List.of(CatalogueEntry.of(
                    "distance-map",
                    "Euclidean distance of each voxel that is not 0 to the nearest that is, exact",
                    List.of(
                            Parameter.numberPerAxis(
                                    "spacing",
                                    "1",
                                    1e-6,
                                    1e6,
                                    "",
                                    "distance of neighbouring voxels, in the unit that the result is to have"),
                            Parameter.choice("precision", "float32", List.of("float32", "float64"), "of the result")),
                    a -> new DistanceMap(spacing(a), VoxelType.named(a.text("precision"))))
            .example(Map.of("spacing", List.of(1, 1, 2.5))));

    /** How far along the axis of the least spacing a block looks at first. */
    private static final int FIRST_REACH = 32;

    private static final int LARGEST_REACH = 1 << 30;

    public DistanceMap {
        spacing = List.copyOf(spacing);
    }

    /** With 1 along an axis that is not given. */
    private static List<Double> spacing(Arguments arguments) {
        return DoubleStream.of(arguments.numbers("spacing"))
                .map(s -> s == 0 ? 1 : s)
                .boxed()
                .toList();
    }

    @Override
    public String name() {
        return "distance-map";
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return type;
    }

    boolean inVoxels() {
        return spacing.stream().allMatch(s -> s == 1);
    }

    @Override
    public Halo firstReach() {
        double least = spacing.stream().mapToDouble(s -> s).min().orElseThrow();
        return halo(FIRST_REACH * least);
    }

    private Halo halo(double distance) {
        int[] reach = new int[3];
        Arrays.setAll(reach, d -> (int) Math.min(LARGEST_REACH, Math.ceil(distance / spacing.get(d))));
        return new Halo(reach[0], reach[1], reach[2]);
    }

    /** Squares of distances to the end of rows, and of those to the end of planes, padded to whole vectors. */
    @Override
    public long scratchBytes(VoxelType image, long inputVoxels, long outputVoxels) {
        return (inVoxels() ? 4 : 8) * 3 * inputVoxels;
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, int open, DeviceImage out) {
        new DistanceKernels(lane, spacing, in, open, out).run();
    }

    @Override
    public void reference(Voxels in, int open, Voxels out) {
        new DistanceReference(spacing, in, open).run(out);
    }

    @Override
    public Optional<Halo> wider(Voxels out, Halo reach) {
        double least = 0;
        for (int i = 0; i < out.count(); i++) least = Math.min(least, out.real(i));
        if (least == 0) return Optional.empty();
        Halo doubled = new Halo(doubled(reach.x()), doubled(reach.y()), doubled(reach.z()));
        if (Double.isInfinite(least)) return Optional.of(doubled);
        return Optional.of(reach.max(halo(Math.nextUp((float) -least))).plus(Halo.of(1)));
    }

    private static int doubled(int reach) {
        return Math.min(LARGEST_REACH, 2 * reach);
    }
}
