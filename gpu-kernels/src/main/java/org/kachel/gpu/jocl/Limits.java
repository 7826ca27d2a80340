package org.kachel.gpu.jocl;

import java.lang.management.ManagementFactory;
import org.kachel.gpu.DeviceInfo;

/**
 * How much memory the pools of one device may hold.
 *
 * @param deviceBytes on the device
 * @param pinnedBytes in the host's memory
 */
record Limits(long deviceBytes, long pinnedBytes) {
    private static final long MIB = 1L << 20;
    private static final long CPU_CEILING = 4L << 30;

    /**
     * On a GPU 90 % of its memory, on a CPU (whose memory is everybody's) a quarter and at most 4 GiB, or the property
     * {@code kachel.device-memory-mib}; a quarter of the host's memory for staging, or {@code kachel.pinned-memory-mib}.
     */
    static Limits of(DeviceInfo info) {
        long device = info.gpu() ? info.memoryBytes() / 10 * 9 : Math.min(info.memoryBytes() / 4, CPU_CEILING);
        long pinned = info.gpu() ? hostBytes() / 4 : Math.min(hostBytes() / 4, CPU_CEILING);
        return new Limits(setting("kachel.device-memory-mib", device), setting("kachel.pinned-memory-mib", pinned));
    }

    /** What lanes may plan with: the pool rounds sizes up by less than an eighth. */
    long plannableBytes() {
        return deviceBytes / 9 * 8;
    }

    private static long setting(String property, long otherwise) {
        String value = System.getProperty(property);
        if (value == null) return otherwise;
        if (!value.matches("[1-9]\\d{0,8}"))
            throw new IllegalArgumentException(property + " is '" + value + "', not a positive number of MiB");
        return Long.parseLong(value) * MIB;
    }

    private static long hostBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 4 * Runtime.getRuntime().maxMemory();
    }
}
