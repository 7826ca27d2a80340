package org.kachel.op;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kachel.block.Halo;

/**
 * What one work-item of a CPU filters at a time: a column of at most {@code x} × {@code y} outputs. It and the samples, rows
 * and planes behind it stay in the cache of a core ({@code march} in {@code Separable.cl}).
 */
record SeparableTile(int x, int y) {
    /** Voxels of a vector. */
    static final int VECTOR = 16;
    /** Neighbours along y or z that are folded together. */
    static final int TOGETHER = 8;

    private static final int WIDEST = 128;
    private static final int NARROWEST = 64;
    private static final int HIGHEST = 256;
    /** Every core has a cache of it. */
    private static final long LEAST_BYTES = 1 << 18;
    /** A thread's stack holds it. */
    private static final long MOST_BYTES = 1 << 20;

    /**
     * The largest that fits into half of a cache; the smallest where none does.
     *
     * @param bytes of a value between the axes
     */
    static SeparableTile of(Halo radius, int bytes, long cacheBytes) {
        long most = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, cacheBytes / 2));
        int lowest = radius.y() > 0 ? TOGETHER : 1;
        return halves(WIDEST, VECTOR)
                .flatMap(x -> halves(HIGHEST, lowest).map(y -> new SeparableTile(x, y)))
                .filter(tile -> tile.bytes(radius, bytes) <= most && tile.suits(radius))
                .findFirst()
                .orElse(new SeparableTile(VECTOR, lowest));
    }

    private static Stream<Integer> halves(int from, int to) {
        return IntStream.iterate(from, n -> n >= to, n -> n / 2).boxed();
    }

    /**
     * Whether all axes of {@code radius} at once pay: the rows above and below, which the next column filters along x again,
     * are no more than its own, and rows are not all margin.
     */
    boolean suits(Halo radius) {
        return radius.y() == 0 || (y >= 2 * radius.y() && x >= NARROWEST);
    }

    private long bytes(Halo radius, int bytes) {
        long samples = (long) TOGETHER * (x + 2 * radius.x() + VECTOR);
        long rows = (long) x * (y + 2 * radius.y());
        long ring = (long) x * y * (radius.z() > 0 ? 2 * radius.z() + TOGETHER : 1);
        return bytes * (samples + rows + ring);
    }
}
