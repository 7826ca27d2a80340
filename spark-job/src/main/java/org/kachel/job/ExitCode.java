package org.kachel.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.kachel.block.io.VolumeException;
import org.kachel.gpu.DeviceException;
import org.kachel.job.block.BlockException;
import org.kachel.job.ledger.BusyException;
import org.kachel.job.spec.PipelineException;
import org.kachel.op.ParameterException;

/** What a command's exit says to a script or scheduler. The one place that turns a failure into a code and a line. */
public enum ExitCode {
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

    public int code() {
        return code;
    }

    /** Says what failed on {@code err}, and in the last line how to go on where that can be, and answers the exit code. */
    public static int report(Throwable failure, PrintWriter err, boolean debug) {
        ExitCode exit = ofFailure(failure);
        err.println("kachel: " + line(failure));
        if (exit == BUG || debug) failure.printStackTrace(err);
        for (Throwable also : failure.getSuppressed())
            if (also instanceof UnfinishedException) err.println("kachel: " + also.getMessage());
        err.flush();
        return exit.code;
    }

    /** Of what came wrapped, too. */
    static ExitCode ofFailure(Throwable failure) {
        return of(known(failure));
    }

    /** What failed, in a line. */
    static String line(Throwable failure) {
        Throwable known = known(failure);
        return of(known) == BUG ? "unexpected: " + failure : line(failure, known);
    }

    static ExitCode of(Throwable e) {
        if (e instanceof PipelineException || e instanceof ParameterException) return REQUEST;
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
            if (e instanceof BlockException) return e.getMessage();
        if (known instanceof VolumeException || !(known instanceof IOException)) return known.getMessage();
        return known.getClass().getSimpleName() + ": " + known.getMessage();
    }
}
