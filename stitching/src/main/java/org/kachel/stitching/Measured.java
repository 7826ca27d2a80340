package org.kachel.stitching;

import java.util.List;
import org.kachel.block.Runs;
import org.kachel.block.Voxels;

/** What a table of a block's parts measures of an intensity image. */
public sealed interface Measured {
    /** The voxels, whose interval contains the block. */
    record OfVoxels(Voxels voxels) implements Measured {}

    /** The sums over the runs that the labels were made of: image number {@code image} of those that {@code runs} has sums of. */
    record OverRuns(Runs runs, int image) implements Measured {}

    static List<Measured> of(List<Voxels> images) {
        return images.stream().<Measured>map(OfVoxels::new).toList();
    }

    default boolean floating() {
        return this instanceof OfVoxels image && image.voxels().type().floating();
    }
}
