package org.kachel.gpu.jocl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;
import org.kachel.gpu.DeviceInfo;

/** What the OpenCL drivers of this machine say about themselves. */
final class DeviceQuery {
    private static final int PLATFORM_NOT_FOUND = -1001;

    private DeviceQuery() {}

    static List<cl_platform_id> platforms() {
        int[] count = new int[1];
        try {
            CL.clGetPlatformIDs(0, null, count);
        } catch (CLException e) {
            if (e.getStatus() == PLATFORM_NOT_FOUND) return List.of();
            throw e;
        }
        cl_platform_id[] platforms = new cl_platform_id[count[0]];
        if (count[0] > 0) CL.clGetPlatformIDs(count[0], platforms, null);
        return List.of(platforms);
    }

    /** Devices of one type that can be used now, by PCI address where they have one. A platform that fails has none. */
    static List<cl_device_id> devices(cl_platform_id platform, long type) {
        List<cl_device_id> usable = new ArrayList<>();
        try {
            int[] count = new int[1];
            CL.clGetDeviceIDs(platform, type, 0, null, count);
            cl_device_id[] devices = new cl_device_id[count[0]];
            CL.clGetDeviceIDs(platform, type, count[0], devices, null);
            for (cl_device_id device : devices) if (usable(device)) usable.add(device);
        } catch (CLException e) {
            return usable; // CL_DEVICE_NOT_FOUND, or a driver without its hardware
        }
        usable.sort(Comparator.comparingLong(PciAddress::of));
        return usable;
    }

    private static boolean usable(cl_device_id device) {
        return number(device, CL.CL_DEVICE_AVAILABLE, 4) != 0
                && number(device, CL.CL_DEVICE_COMPILER_AVAILABLE, 4) != 0
                && number(device, CL.CL_DEVICE_ENDIAN_LITTLE, 4) != 0;
    }

    static DeviceInfo info(int index, cl_device_id device) {
        boolean gpu = (number(device, CL.CL_DEVICE_TYPE, 8) & CL.CL_DEVICE_TYPE_GPU) != 0;
        return new DeviceInfo(
                index,
                gpu ? DeviceInfo.Kind.GPU : DeviceInfo.Kind.CPU,
                text(device, CL.CL_DEVICE_NAME),
                text(device, CL.CL_DEVICE_VENDOR),
                text(device, CL.CL_DRIVER_VERSION),
                (int) number(device, CL.CL_DEVICE_MAX_COMPUTE_UNITS, 4),
                number(device, CL.CL_DEVICE_GLOBAL_MEM_SIZE, 8),
                number(device, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE, 8),
                number(device, CL.CL_DEVICE_LOCAL_MEM_SIZE, 8),
                (int) number(device, CL.CL_DEVICE_MAX_WORK_GROUP_SIZE, Sizeof.size_t),
                number(device, CL.CL_DEVICE_DOUBLE_FP_CONFIG, 8) != 0);
    }

    static boolean roundsDivideAndSqrtCorrectly(cl_device_id device) {
        return (number(device, CL.CL_DEVICE_SINGLE_FP_CONFIG, 8) & CL.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0;
    }

    /** The devices are little-endian, so that a value of fewer bytes fills the low end of a zeroed long. */
    private static long number(cl_device_id device, int what, int bytes) {
        long[] value = new long[1];
        CL.clGetDeviceInfo(device, what, bytes, Pointer.to(value), null);
        return value[0];
    }

    static String text(cl_device_id device, int what) {
        long[] size = new long[1];
        CL.clGetDeviceInfo(device, what, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetDeviceInfo(device, what, bytes.length, Pointer.to(bytes), null);
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").trim();
    }
}
