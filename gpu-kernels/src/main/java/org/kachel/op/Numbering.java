package org.kachel.op;

import java.util.List;
import java.util.Locale;
import net.imglib2.util.Intervals;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;

/** Which ids the components of a labeling get. */
public enum Numbering {
    /** 1, 2, … in the raster order of first voxels, as scipy: they move where an object before them comes or goes. */
    CONSECUTIVE,
    /** The linear index (z·NY + y)·NX + x of the component's first voxel, plus 1: nothing that happens elsewhere moves them. */
    CANONICAL;

    /** One less than can be counted, because a flood keeps the largest for what it does not know. */
    private static final long MOST_IN_32_BITS = 0xfffffffeL;

    /** How users choose. */
    static final Parameter IDS = Parameter.choice(
            "ids",
            "consecutive",
            List.of("consecutive", "canonical"),
            "1, 2, … in the raster order of first voxels, or the place of the first voxel, (z*NY + y)*NX + x + 1, which"
                    + " nothing far away can move (uint64 where the volume has 2^32 - 1 voxels or more)");

    /** The user's choice. */
    static Numbering of(Arguments arguments) {
        return valueOf(arguments.text(IDS.name()).toUpperCase(Locale.ROOT));
    }

    /** What holds labels up to {@code largest}: uint32 where it can, else uint64. */
    public static VoxelType holding(long largest) {
        return largest <= MOST_IN_32_BITS ? VoxelType.UINT32 : VoxelType.UINT64;
    }

    /** The largest id that one of so many components can have. */
    public long largest(Size volume, long components) {
        return this == CANONICAL ? Intervals.numElements(volume.volume()) : components;
    }

    /** What is known of the labels' type before there are any: consecutive ids are uint32 unless there are too many. */
    public VoxelType type(Size volume) {
        return this == CANONICAL ? holding(largest(volume, 0)) : VoxelType.UINT32;
    }
}
