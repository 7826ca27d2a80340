package org.kachel.gpu.jocl;

/**
 * Which sizes are allocated: eight per octave, at least a page, so that less than an eighth is wasted above 32 KiB and blocks
 * of nearly equal size share their memory.
 *
 * @param maxBytes the largest single allocation
 * @param looseness how many times the wanted size a kept block may have to be reused
 */
record SizeClasses(long maxBytes, int looseness, String what) {
    private static final long PAGE = 4096;

    /** <em>Errors</em>: OUT_OF_MEMORY above the largest allocation, OTHER below zero. */
    long sizeFor(long bytes) {
        if (bytes < 0) throw Failures.misuse("a " + what + " of " + bytes + " bytes");
        if (bytes > maxBytes)
            throw Failures.outOfMemory(
                    "a " + what + " of " + bytes + " bytes; the largest that can be had is " + maxBytes);
        if (bytes <= PAGE) return Math.min(PAGE, maxBytes);
        long step = Math.max(PAGE, Long.highestOneBit(bytes - 1) / 8);
        return Math.min(maxBytes, (bytes + step - 1) / step * step);
    }

    /** The largest kept block worth handing out for {@code bytes}. */
    long largestFor(long bytes) {
        return Math.max(sizeFor(bytes), Math.max(PAGE, bytes) * looseness);
    }
}
