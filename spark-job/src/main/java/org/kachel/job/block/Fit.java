package org.kachel.job.block;

import java.util.Optional;
import org.kachel.gpu.DeviceException;

/**
 * How a block is computed: at once, or, once that has failed for lack of memory, in pieces one after another with the device to
 * itself, and in plain Java where no piece is small enough. The result is the same.
 *
 * @param pieces into which the block is cut; more than {@link #MOST_PIECES} stands for plain Java
 * @param losses how often the device was lost while it was computed
 */
record Fit(int pieces, int losses) {
    static final Fit WHOLE = new Fit(1, 0);
    private static final int MOST_PIECES = 64;

    /** Halves along each axis. */
    private static final int FINER = 8;

    /** A block that takes a device away twice will do so again. */
    private static final int MOST_LOSSES = 1;

    boolean whole() {
        return pieces == 1;
    }

    boolean plainJava() {
        return pieces > MOST_PIECES;
    }

    /** What may succeed where this has failed; empty where nothing will. */
    Optional<Fit> after(DeviceException failure) {
        return switch (failure.kind()) {
            case OUT_OF_MEMORY -> plainJava() ? Optional.empty() : Optional.of(new Fit(pieces * FINER, losses));
            case LOST -> losses == MOST_LOSSES ? Optional.empty() : Optional.of(new Fit(pieces, losses + 1));
            case GONE, BUILD_FAILED, OTHER -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        if (plainJava()) return "in plain Java";
        return whole() ? "at once" : "in " + pieces + " pieces";
    }
}
