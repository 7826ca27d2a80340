package org.kachel.gpu.jocl;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
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

    private static final class Sum {
        long nanos;
        long bytes;
    }

    private static final int KEEP = 1024;

    private final ArrayDeque<Command> commands = new ArrayDeque<>();
    private final int[] status = new int[1];
    private final long[] nanos = new long[1];
    private final Pointer statusAt = Pointer.to(status);
    private final Pointer nanosAt = Pointer.to(nanos);

    private final Map<Sort, Sum> sums = new EnumMap<>(Sort.class);

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
            sum(command.sort).nanos += nanoseconds(command);
            sum(command.sort).bytes += command.bytes;
        } catch (CLException e) {
            throw Failures.of("the outcome of " + command.what.get(), e);
        } finally {
            CL.clReleaseEvent(command.event);
        }
    }

    /** How long it took; 0 where the driver does not say. NVIDIA's sometimes does not, with many queues at work. */
    private long nanoseconds(Command command) {
        try {
            long start = moment(command, CL.CL_PROFILING_COMMAND_START);
            return moment(command, CL.CL_PROFILING_COMMAND_END) - start;
        } catch (CLException e) {
            if (e.getStatus() != CL.CL_PROFILING_INFO_NOT_AVAILABLE) throw e;
            return 0;
        }
    }

    private long moment(Command command, int what) {
        CL.clGetEventProfilingInfo(command.event, what, 8, nanosAt, null);
        return nanos[0];
    }

    /** The sums since the last call. */
    Times takeTimes() {
        Sum up = sum(Sort.UPLOAD);
        Sum kernel = sum(Sort.KERNEL);
        Sum down = sum(Sort.DOWNLOAD);
        sums.clear();
        return new Times(up.nanos * 1e-9, kernel.nanos * 1e-9, down.nanos * 1e-9, up.bytes, down.bytes);
    }

    private Sum sum(Sort sort) {
        return sums.computeIfAbsent(sort, s -> new Sum());
    }
}
