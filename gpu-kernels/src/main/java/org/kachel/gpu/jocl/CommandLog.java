package org.kachel.gpu.jocl;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_event;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.Lane.Times;

/** The queued commands of one lane, until each one's outcome and time are known and its event is released. */
final class CommandLog {
    /** Where a command's time counts. */
    enum Sort {
        UPLOAD,
        KERNEL,
        DOWNLOAD
    }

    private record Command(Sort sort, long bytes, Supplier<String> what, cl_event event) {}

    private static final int KEEP = 1024;

    private final ArrayDeque<Command> commands = new ArrayDeque<>();
    private final int[] status = new int[1];
    private final long[] nanos = new long[1];
    private final Pointer statusAt = Pointer.to(status);
    private final Pointer nanosAt = Pointer.to(nanos);

    private final long[] sumNanos = new long[Sort.values().length];
    private final long[] sumBytes = new long[Sort.values().length];

    /** To be called after the command was queued with {@code event}. */
    void add(Sort sort, long bytes, Supplier<String> what, cl_event event) {
        commands.add(new Command(sort, bytes, what, event));
        if (commands.size() > KEEP) while (!commands.isEmpty() && done(commands.peek())) settle(commands.poll());
    }

    /** After the queue has finished. <em>Errors</em>: the first command's that failed on the device. */
    void settleAll() {
        DeviceException failure = null;
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            try {
                settle(command);
            } catch (DeviceException e) {
                if (failure == null) failure = e;
            }
        }
        if (failure != null) throw failure;
    }

    private boolean done(Command command) {
        return status(command) <= CL.CL_COMPLETE;
    }

    private int status(Command command) {
        CL.clGetEventInfo(command.event, CL.CL_EVENT_COMMAND_EXECUTION_STATUS, 4, statusAt, null);
        return status[0];
    }

    private void settle(Command command) {
        try {
            int outcome = status(command);
            if (outcome < 0) throw Failures.of(command.what.get() + " failed on the device", outcome);
            long start = moment(command, CL.CL_PROFILING_COMMAND_START);
            sumNanos[command.sort.ordinal()] += moment(command, CL.CL_PROFILING_COMMAND_END) - start;
            sumBytes[command.sort.ordinal()] += command.bytes;
        } catch (CLException e) {
            throw Failures.of("the outcome of " + command.what.get(), e);
        } finally {
            CL.clReleaseEvent(command.event);
        }
    }

    private long moment(Command command, int what) {
        CL.clGetEventProfilingInfo(command.event, what, 8, nanosAt, null);
        return nanos[0];
    }

    /** The sums since the last call. */
    Times takeTimes() {
        Times times = new Times(
                seconds(Sort.UPLOAD),
                seconds(Sort.KERNEL),
                seconds(Sort.DOWNLOAD),
                sumBytes[Sort.UPLOAD.ordinal()],
                sumBytes[Sort.DOWNLOAD.ordinal()]);
        Arrays.fill(sumNanos, 0);
        Arrays.fill(sumBytes, 0);
        return times;
    }

    private double seconds(Sort sort) {
        return sumNanos[sort.ordinal()] * 1e-9;
    }
}
