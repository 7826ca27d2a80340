package org.kachel.gpu.jocl;

import org.jocl.CL;
import org.jocl.CLException;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.DeviceException.Kind;

/** The one place that turns OpenCL's status codes into {@link DeviceException}s. */
final class Failures {
    private static final int CONTEXT_TERMINATED = -1121;
    private static final int NVIDIA_ILLEGAL_ACCESS = -9999;

    private Failures() {}

    /** @param doing what was asked, such as "allocating 12 bytes on X" */
    static DeviceException of(String doing, CLException cause) {
        return new DeviceException(kind(cause.getStatus()), doing + ": " + name(cause.getStatus()), cause);
    }

    /** For a command that failed on the device after it was queued. */
    static DeviceException of(String doing, int status) {
        return new DeviceException(kind(status), doing + ": " + name(status), null);
    }

    /** The caller broke the contract. */
    static DeviceException misuse(String message) {
        return new DeviceException(Kind.OTHER, message, null);
    }

    static DeviceException outOfMemory(String message) {
        return new DeviceException(Kind.OUT_OF_MEMORY, message, null);
    }

    private static String name(int status) {
        return CL.stringFor_errorCode(status) + " (" + status + ")";
    }

    /** NVIDIA allocates at first use and then reports any of the three memory codes from any call. */
    static Kind kind(int status) {
        return switch (status) {
            case CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, CL.CL_OUT_OF_RESOURCES, CL.CL_OUT_OF_HOST_MEMORY ->
                Kind.OUT_OF_MEMORY;
            case CL.CL_DEVICE_NOT_AVAILABLE,
                    CL.CL_INVALID_COMMAND_QUEUE,
                    CL.CL_INVALID_CONTEXT,
                    CONTEXT_TERMINATED,
                    NVIDIA_ILLEGAL_ACCESS -> Kind.LOST;
            case CL.CL_BUILD_PROGRAM_FAILURE -> Kind.BUILD_FAILED;
            default -> Kind.OTHER;
        };
    }
}
