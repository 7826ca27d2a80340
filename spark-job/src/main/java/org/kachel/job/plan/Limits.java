package org.kachel.job.plan;

import java.util.List;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceInfo;

/**
 * What the planner may use.
 *
 * @param slots tasks at the same time in one process
 * @param deviceBytes device memory for all of them
 * @param allocationBytes the largest single buffer
 * @param hostBytes staging memory for all of them
 * @param blockVoxels the block size past which nothing is gained: on a CPU the caches, on a GPU the time to fill a slot
 */
public record Limits(int slots, long deviceBytes, long allocationBytes, long hostBytes, long blockVoxels) {
    private static final long GIB = 1L << 30;
    private static final long GPU_BLOCK = 1L << 24;
    private static final long CPU_BLOCK = 1L << 22;

    /** Of the first device, or of plain Java where there is none. */
    public static Limits of(List<Device> devices, int slots) {
        if (devices.isEmpty()) return java(slots);
        return of(devices.get(0).info(), devices.get(0).budgetBytes(), slots);
    }

    static Limits of(DeviceInfo device, long deviceBudget, int slots) {
        return new Limits(
                slots,
                deviceBudget,
                Math.min(device.maxAllocationBytes(), Integer.MAX_VALUE),
                slots * GIB / 2,
                device.gpu() ? GPU_BLOCK : CPU_BLOCK);
    }

    /** Plain Java: images live on the heap. */
    static Limits java(int slots) {
        long heap = Runtime.getRuntime().maxMemory() / 2;
        return new Limits(slots, heap, Integer.MAX_VALUE, heap, CPU_BLOCK);
    }
}
