package org.kachel.gpu.jocl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;

/**
 * Where a GPU sits on the machine's bus. Tools of the vendors count GPUs in this order, OpenCL's drivers in any.
 *
 * <p>*Source*: the extensions cl_nv_device_attribute_query, cl_amd_device_attribute_query, cl_khr_pci_bus_info.
 */
final class PciAddress {
    private static final int NVIDIA_BUS = 0x4008;
    private static final int NVIDIA_SLOT = 0x4009;
    private static final int NVIDIA_DOMAIN = 0x400A;

    /** {@code cl_device_topology_amd}: 24 bytes, of which the last three are bus, device and function. */
    private static final int AMD_TOPOLOGY = 0x4037;

    /** {@code cl_device_pci_bus_info_khr}: domain, bus, device and function, 4 bytes each. */
    private static final int KHRONOS_BUS_INFO = 0x410F;

    private PciAddress() {}

    /** Ascends with domain, bus and slot; 0 where the driver tells none. */
    static long of(cl_device_id device) {
        String extensions = DeviceQuery.text(device, CL.CL_DEVICE_EXTENSIONS);
        try {
            if (extensions.contains("cl_nv_device_attribute_query"))
                return number(
                        query(device, NVIDIA_DOMAIN, 4).getInt(),
                        query(device, NVIDIA_BUS, 4).getInt(),
                        query(device, NVIDIA_SLOT, 4).getInt());
            if (extensions.contains("cl_khr_pci_bus_info")) {
                ByteBuffer info = query(device, KHRONOS_BUS_INFO, 16);
                return number(info.getInt(), info.getInt(), info.getInt());
            }
            if (extensions.contains("cl_amd_device_attribute_query")) {
                ByteBuffer topology = query(device, AMD_TOPOLOGY, 24).position(21);
                return number(0, topology.get() & 0xff, topology.get() & 0xff);
            }
        } catch (CLException e) {
            return 0; // an older driver, which tells less
        }
        return 0;
    }

    private static long number(int domain, int bus, int slot) {
        return (long) domain << 32 | (long) bus << 16 | slot;
    }

    private static ByteBuffer query(cl_device_id device, int what, int bytes) {
        byte[] value = new byte[bytes];
        CL.clGetDeviceInfo(device, what, bytes, Pointer.to(value), null);
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    }
}
