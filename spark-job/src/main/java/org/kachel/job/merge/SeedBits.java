package org.kachel.job.merge;

import java.io.Serializable;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.op.ParameterException;

/**
 * How seeds of a flood are stored, with their rank above their id:
 *
 * <pre>
 *   bit  63         id bits           0
 *        | x-major rank  |      id     |      uint64, ascending in rank
 * </pre>
 *
 * @param id bits: 32, or more where canonical ids are wider
 */
public record SeedBits(int id) implements Serializable {
    private static final long serialVersionUID = 1;

    /** @param ids the type in which what grows is stored */
    public static SeedBits of(VoxelType ids, Interval volume) {
        if (ids != VoxelType.UINT64) return new SeedBits(32);
        return new SeedBits(Math.max(33, 64 - Long.numberOfLeadingZeros(Intervals.numElements(volume))));
    }

    /** *Errors*: {@link ParameterException} where ranks of so many seeds do not fit above their ids. */
    public SeedBits holding(long seeds) {
        if (seeds >>> (63 - id) == 0) return this;
        throw new ParameterException(
                "ids",
                "ids of this volume take %d bits, which leaves room to rank fewer than %d seeds, and there are %d; ids: consecutive takes more"
                        .formatted(id, 1L << (63 - id), seeds));
    }

    long pack(long rank, long seed) {
        return rank << id | seed;
    }

    long id(long packed) {
        return packed & (1L << id) - 1;
    }
}
