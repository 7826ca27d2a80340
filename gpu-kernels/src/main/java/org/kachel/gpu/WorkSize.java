package org.kachel.gpu;

/**
 * Number of work-items and shape of a work-group. The global size is rounded up to whole groups by the lane; kernels check
 * their bounds.
 *
 * @param local group shape, or null to leave it to the driver
 */
public record WorkSize(long[] global, long[] local) {
    public WorkSize {
        if (global.length < 1 || global.length > 3) throw new IllegalArgumentException("one to three axes");
        if (local != null && local.length != global.length)
            throw new IllegalArgumentException("global and local size differ in axes");
    }

    public static WorkSize of(long x) {
        return new WorkSize(new long[] {x}, null);
    }

    public static WorkSize of(long x, long y, long z) {
        return new WorkSize(new long[] {x, y, z}, null);
    }

    public WorkSize groups(long... shape) {
        return new WorkSize(global, shape);
    }
}
