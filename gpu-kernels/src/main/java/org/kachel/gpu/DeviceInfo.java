package org.kachel.gpu;

import java.io.Serializable;

/**
 * What a device is.
 *
 * @param index position among this machine's devices, GPUs first
 * @param version the driver's version, part of a program cache's key
 * @param computeUnits number of processors that run work-groups
 * @param memoryBytes global memory
 * @param maxAllocationBytes the largest single buffer
 * @param localMemoryBytes local memory of a work-group
 * @param fp64 whether kernels can compute in double
 */
public record DeviceInfo(
        int index,
        Kind kind,
        String name,
        String vendor,
        String version,
        int computeUnits,
        long memoryBytes,
        long maxAllocationBytes,
        long localMemoryBytes,
        int maxWorkGroupSize,
        boolean fp64)
        implements Serializable {
    /** GPU, or a CPU that runs OpenCL; kernels choose their shape by it. */
    public enum Kind {
        GPU,
        CPU
    }

    public boolean gpu() {
        return kind == Kind.GPU;
    }

    /** Whether its memory is the host's, so that nothing need be copied to it. */
    public boolean worksInHostMemory() {
        return kind == Kind.CPU;
    }
}
