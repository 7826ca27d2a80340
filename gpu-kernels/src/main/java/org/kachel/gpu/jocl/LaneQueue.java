package org.kachel.gpu.jocl;

import java.util.HashMap;
import java.util.Map;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.kachel.gpu.Program;

/** What is worth keeping of a closed lane: an in-order queue and its own kernels. Used by one lane at a time. */
final class LaneQueue {
    private record KernelKey(Program program, String kernel) {}

    private final cl_command_queue handle;
    private final Map<KernelKey, Kernel> kernels = new HashMap<>();

    LaneQueue(cl_context context, cl_device_id device) {
        this.handle = create(context, device);
    }

    /** The OpenCL 1.2 call, which every driver has. <em>Errors</em>: CLException. */
    @SuppressWarnings("deprecation")
    private static cl_command_queue create(cl_context context, cl_device_id device) {
        return CL.clCreateCommandQueue(context, device, CL.CL_QUEUE_PROFILING_ENABLE, null);
    }

    cl_command_queue handle() {
        return handle;
    }

    Kernel kernel(ProgramCache programs, Program program, String name) {
        return kernels.computeIfAbsent(new KernelKey(program, name), key -> {
            String where = name + " of " + program.name();
            try {
                return new Kernel(where, CL.clCreateKernel(programs.compiled(program), name, null));
            } catch (CLException e) {
                throw Failures.of("kernel " + where, e);
            }
        });
    }

    /** For a queue that failed. */
    void release() {
        try {
            for (Kernel kernel : kernels.values()) CL.clReleaseKernel(kernel.handle());
            CL.clReleaseCommandQueue(handle);
        } catch (CLException e) {
            kernels.clear(); // of a lost device nothing can be released
        }
    }
}
