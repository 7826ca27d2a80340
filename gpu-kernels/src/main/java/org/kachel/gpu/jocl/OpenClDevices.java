package org.kachel.gpu.jocl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jocl.CL;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceChoice;

/** The OpenCL devices of this machine: found once per process, shared by all its tasks. */
public final class OpenClDevices {
    private OpenClDevices() {}

    /**
     * @param devices GPUs first, then CPUs
     * @param reason one line that says why there are none; empty if there are some
     */
    public record Found(List<Device> devices, String reason) {
        public Found {
            devices = List.copyOf(devices);
        }
    }

    /** What there is. Never throws: without a library, a driver or a device the list is empty and the reason says so. */
    public static Found discover() {
        return Holder.FOUND;
    }

    /**
     * The device that {@code request} names, or empty for Java.
     *
     * <p><em>Errors</em>: {@link IllegalArgumentException} that lists what there is.
     *
     * @param request see {@link DeviceChoice#choose}
     */
    public static Optional<Device> choose(String request) {
        Found found = discover();
        return DeviceChoice.choose(request, found.devices(), found.reason());
    }

    private static final class Holder {
        static final Found FOUND = search();
    }

    private static Found search() {
        try {
            NativeLibrary.load();
            List<cl_platform_id> platforms = DeviceQuery.platforms();
            if (platforms.isEmpty())
                return none("OpenCL is installed, but no driver is registered (Linux: a file in /etc/OpenCL/vendors)");
            List<Device> devices = new ArrayList<>();
            for (long type : new long[] {CL.CL_DEVICE_TYPE_GPU, CL.CL_DEVICE_TYPE_CPU})
                for (cl_platform_id platform : platforms)
                    for (cl_device_id id : DeviceQuery.devices(platform, type))
                        devices.add(new OpenClDevice(platform, id, DeviceQuery.info(devices.size(), id)));
            return devices.isEmpty()
                    ? none("OpenCL has " + platforms.size() + " driver(s), but none of them has a device")
                    : new Found(devices, "");
        } catch (LinkageError e) {
            return none("no OpenCL library (Debian and Ubuntu: ocl-icd-libopencl1): " + firstLine(e));
        } catch (RuntimeException e) {
            return none("OpenCL failed: " + firstLine(e));
        }
    }

    private static Found none(String reason) {
        return new Found(List.of(), reason);
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}
