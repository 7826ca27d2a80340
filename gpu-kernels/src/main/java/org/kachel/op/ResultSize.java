package org.kachel.op;

/** The sizes that an operation may give its result. */
final class ResultSize {
    /** Along an axis: kernels count in 32 bits. */
    static final long MOST_ALONG = Integer.MAX_VALUE;

    /** A petavoxel. */
    static final long MOST_VOXELS = 1L << 50;

    private ResultSize() {}

    /**
     * The size in whole voxels.
     *
     * <p>*Errors*: {@link ParameterException} for {@code parameter}, which asks for it, where it is too large.
     */
    static long[] checked(String operation, String parameter, double... size) {
        boolean along = size[0] <= MOST_ALONG && size[1] <= MOST_ALONG && size[2] <= MOST_ALONG;
        if (along && size[0] * size[1] * size[2] <= MOST_VOXELS)
            return new long[] {(long) size[0], (long) size[1], (long) size[2]};
        throw new ParameterException(
                parameter,
                "%s: '%s' makes the result %s x %s x %s voxels large; at most %d along an axis and %d in all can be computed"
                        .formatted(
                                operation,
                                parameter,
                                Arguments.shortly(size[0]),
                                Arguments.shortly(size[1]),
                                Arguments.shortly(size[2]),
                                MOST_ALONG,
                                MOST_VOXELS));
    }
}
