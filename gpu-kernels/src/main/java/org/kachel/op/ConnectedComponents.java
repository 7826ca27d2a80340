package org.kachel.op;

import java.util.List;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;

/**
 * Connected parts of an image, numbered 1, 2, … in the raster order of their first voxel: {@code scipy.ndimage.label}'s
 * numbers. Voxels outside the output's interval are not looked at. All variants of the kernels give the same labels.
 *
 * <p>Foreground is what is not 0. Floats are looked at as bits: −0.0 is background, NaN is foreground and equals only a NaN
 * of the same bits.
 *
 * @param connectivity which neighbours touch; across faces by default, as in scipy
 * @param multiLabel whether only voxels of equal value are connected
 * @param numbering of the components of the whole volume; those of a block are always numbered as above
 */
public record ConnectedComponents(Connectivity connectivity, boolean multiLabel, Numbering numbering)
        implements Labeling {
    static final List<CatalogueEntry> ENTRIES = List.of(CatalogueEntry.of(
            "connected-components",
            "Connected parts, numbered in the raster order of their first voxel",
            List.of(
                    Parameter.choice(
                            "connectivity",
                            "faces",
                            List.of("faces", "edges", "corners"),
                            "which neighbours touch: across faces (6, in 2D 4), also edges (18), also corners (26, in 2D 8)"),
                    Parameter.choice(
                            "kind",
                            "binary",
                            List.of("binary", "multi-label"),
                            "any two voxels that are not 0 are connected, or only those of equal value"),
                    Numbering.IDS),
            a -> new ConnectedComponents(
                    Connectivity.named(a.text("connectivity")),
                    a.text("kind").equals("multi-label"),
                    Numbering.of(a))));

    /** Numbered 1, 2, …. */
    public ConnectedComponents(Connectivity connectivity, boolean multiLabel) {
        this(connectivity, multiLabel, Numbering.CONSECUTIVE);
    }

    @Override
    public String name() {
        return "connected-components";
    }

    /** An upper bound, reached by rows of 33 voxels; half of it where rows are a multiple of 32. */
    @Override
    public long scratchBytes(VoxelType image, long voxels) {
        long words = voxels / 16 + 1;
        return 4 * ((multiLabel ? 2 : 1) * words + voxels / 256 + 3);
    }

    @Override
    public FoundParts find(Lane lane, DeviceImage in, DeviceImage out) {
        return find(lane, in, out, LabelingVariant.of(lane.device(), out.size(0)));
    }

    /** The same parts by a chosen variant. */
    FoundParts find(Lane lane, DeviceImage in, DeviceImage out, LabelingVariant variant) {
        ConnectedComponentsKernels kernels = new ConnectedComponentsKernels(lane, this, in, out, variant);
        return switch (variant) {
            case VOXELS -> kernels.byVoxels();
            case RUNS -> kernels.byRuns(false);
            case TILES -> kernels.byRuns(true);
            case SLABS -> kernels.bySlabs();
        };
    }

    /** The same labels by a chosen variant. */
    void enqueue(Lane lane, DeviceImage in, DeviceImage out, LabelingVariant variant) {
        try (FoundParts parts = find(lane, in, out, variant)) {
            parts.spread();
        }
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        new ConnectedComponentsReference(this, in, out).run();
    }
}
