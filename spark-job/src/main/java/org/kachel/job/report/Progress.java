package org.kachel.job.report;

import java.io.PrintStream;

/** Tells how far a run is: one phase after the other. */
public final class Progress {
    private Progress() {}

    /** A phase has begun. Closing it says that it has ended, well or not. Thread-safe. */
    public interface Phase extends AutoCloseable {
        /** One more block of {@code voxels} is done. */
        void blockDone(long voxels);

        @Override
        void close();
    }

    /** A bar on stdout where that is a terminal, else a plain line every ten seconds. */
    public static Phase phase(String name, long blocks, long voxels) {
        return terminal()
                ? new BarPhase(name, blocks, System.out, 0)
                : new PlainPhase(name, blocks, voxels, System.out, 10_000);
    }

    /** The launcher knows; without it, a console is one where both ends are a terminal. */
    private static boolean terminal() {
        String said = System.getProperty("kachel.terminal");
        if (said != null) return Boolean.parseBoolean(said);
        return Runtime.version().feature() < 22 && System.console() != null;
    }

    /** Says nothing. */
    public static Phase silent() {
        return new Phase() {
            @Override
            public void blockDone(long voxels) {}

            @Override
            public void close() {}
        };
    }

    static Phase phase(String name, long blocks, long voxels, PrintStream out, long everyMilliseconds) {
        return new PlainPhase(name, blocks, voxels, out, everyMilliseconds);
    }
}
