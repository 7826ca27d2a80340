package org.kachel.block;

import java.util.Arrays;

/**
 * Blocks along the Z-order curve, so that neighbours in space come close in time and share decoded chunks.
 *
 * <p>*Source*: G. M. Morton, "A computer oriented geodetic data base and a new technique in file sequencing", IBM, 1966.
 */
public final class MortonOrder {
    private static final int BITS = 21;

    private MortonOrder() {}

    /** The indices of all blocks of {@code grid}. *Errors*: more than 2²¹ blocks along an axis. */
    public static long[] of(BlockGrid grid) {
        for (int d = 0; d < 3; d++)
            if (grid.along(d) > 1L << BITS)
                throw new IllegalArgumentException("more than 2^21 blocks along axis " + "xyz".charAt(d));
        long[] codes = new long[Math.toIntExact(grid.count())];
        for (int i = 0; i < codes.length; i++) codes[i] = code(grid, i);
        Arrays.sort(codes);
        for (int i = 0; i < codes.length; i++)
            codes[i] = grid.index(gather(codes[i]), gather(codes[i] >> 1), gather(codes[i] >> 2));
        return codes;
    }

    /** The place of a block on the curve: blocks of a cube of 2ⁿ that starts at multiples of 2ⁿ follow each other. */
    public static long code(BlockGrid grid, long block) {
        long[] p = grid.position(block);
        return spread(p[0]) | spread(p[1]) << 1 | spread(p[2]) << 2;
    }

    private static long spread(long v) {
        long result = 0;
        for (int b = 0; b < BITS; b++) result |= (v >> b & 1) << 3 * b;
        return result;
    }

    private static long gather(long code) {
        long result = 0;
        for (int b = 0; b < BITS; b++) result |= (code >> 3 * b & 1) << b;
        return result;
    }
}
