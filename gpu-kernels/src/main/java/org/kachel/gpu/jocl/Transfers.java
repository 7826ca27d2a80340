package org.kachel.gpu.jocl;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_event;
import org.jocl.cl_mem;

/**
 * Non-blocking copies between device memory and permanently mapped host memory; mapping.
 *
 * <p>JOCL 2.0.6's public methods hand every non-blocking copy to a thread of their own that waits for its event, only to
 * keep the Java buffer reachable: with NVIDIA's driver a waiting thread spins. Mapped memory belongs to OpenCL and needs no
 * such guard, so the native methods beneath are called; where they cannot be reached, the public ones do.
 */
final class Transfers {
    private static final MethodHandle WRITE = find("clEnqueueWriteBufferNative");
    private static final MethodHandle READ = find("clEnqueueReadBufferNative");

    private Transfers() {}

    static void write(cl_command_queue queue, ByteBuffer from, cl_mem to, long bytes, cl_event event) {
        Pointer host = Pointer.to(from);
        if (WRITE == null) CL.clEnqueueWriteBuffer(queue, to, false, 0, bytes, host, 0, null, event);
        else check(call(WRITE, queue, to, bytes, host, event));
    }

    static void read(cl_command_queue queue, cl_mem from, ByteBuffer to, long bytes, cl_event event) {
        Pointer host = Pointer.to(to);
        if (READ == null) CL.clEnqueueReadBuffer(queue, from, false, 0, bytes, host, 0, null, event);
        else check(call(READ, queue, from, bytes, host, event));
    }

    /** The event may be null where it blocks. */
    static ByteBuffer map(cl_command_queue queue, cl_mem memory, long bytes, boolean blocking, cl_event event) {
        long flags = CL.CL_MAP_READ | CL.CL_MAP_WRITE;
        return CL.clEnqueueMapBuffer(queue, memory, blocking, flags, 0, bytes, 0, null, event, null)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int call(
            MethodHandle method, cl_command_queue queue, cl_mem memory, long bytes, Pointer host, cl_event event) {
        try {
            return (int) method.invokeExact(queue, memory, false, 0L, bytes, host, 0, (cl_event[]) null, event);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("native methods throw nothing checked", e);
        }
    }

    private static void check(int status) {
        if (status != CL.CL_SUCCESS) throw new CLException(CL.stringFor_errorCode(status), status);
    }

    private static MethodHandle find(String name) {
        try {
            MethodType type = MethodType.methodType(
                    int.class,
                    cl_command_queue.class,
                    cl_mem.class,
                    boolean.class,
                    long.class,
                    long.class,
                    Pointer.class,
                    int.class,
                    cl_event[].class,
                    cl_event.class);
            return MethodHandles.privateLookupIn(CL.class, MethodHandles.lookup())
                    .findStatic(CL.class, name, type);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
