package org.kachel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.kachel.block.io.VolumeException;
import org.kachel.gpu.DeviceException;
import org.kachel.job.IncompleteException;
import org.kachel.job.ledger.BusyException;
import org.kachel.job.spec.PipelineException;
import org.kachel.op.ParameterException;

/** What a command's exit says to a script or scheduler. The one place that turns a failure into a code and a line. */
enum ExitCode {
    DONE(0),
    BUG(1),
    REQUEST(2),
    DATA(3),
    DEVICE(4),
    INCOMPLETE(5);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Says what failed on {@code err} and answers the exit code. */
    static int report(Throwable failure, PrintWriter err, boolean debug) {
        Throwable known = known(failure);
        ExitCode exit = of(known);
        err.println("kachel: " + (exit == BUG ? "unexpected: " + failure : line(failure, known)));
        if (exit == BUG || debug) failure.printStackTrace(err);
        err.flush();
        return exit.code;
    }

    static ExitCode of(Throwable e) {
        if (e instanceof PipelineException || e instanceof ParameterException || e instanceof RequestException)
            return REQUEST;
        if (e instanceof BusyException) return REQUEST;
        if (e instanceof DeviceException) return DEVICE;
        if (e instanceof IncompleteException) return INCOMPLETE;
        if (e instanceof IOException || e instanceof UncheckedIOException || e instanceof ArithmeticException)
            return DATA;
        return BUG;
    }

    /** The first failure in the chain of causes whose kind is known: what failed in a task comes wrapped. */
    private static Throwable known(Throwable failure) {
        int depth = 0;
        for (Throwable e = failure; e != null && depth < 50; e = e.getCause(), depth++) if (of(e) != BUG) return e;
        return failure;
    }

    /** Where a block failed, its name and interval stand in the exception around the known one. */
    private static String line(Throwable failure, Throwable known) {
        for (Throwable e = failure; e != null && e != known; e = e.getCause())
            if (e.getClass().getSimpleName().equals("BlockException")) return e.getMessage();
        if (known instanceof VolumeException || !(known instanceof IOException)) return known.getMessage();
        return known.getClass().getSimpleName() + ": " + known.getMessage();
    }
}
