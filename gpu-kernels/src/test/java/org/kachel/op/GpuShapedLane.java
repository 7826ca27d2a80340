package org.kachel.op;

import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** A lane that says it were a GPU's, so that the kernels' shapes for GPUs are tested where there is none. Owns the other. */
public record GpuShapedLane(Lane lane) implements Lane {
    @Override
    public DeviceInfo device() {
        DeviceInfo i = lane.device();
        return new DeviceInfo(
                i.index(),
                DeviceInfo.Kind.GPU,
                i.name(),
                i.vendor(),
                i.version(),
                i.computeUnits(),
                i.memoryBytes(),
                i.maxAllocationBytes(),
                i.localMemoryBytes(),
                i.maxWorkGroupSize(),
                i.fp64());
    }

    @Override
    public DeviceBuffer allocate(long bytes) {
        return lane.allocate(bytes);
    }

    @Override
    public HostBuffer staging(long bytes) {
        return lane.staging(bytes);
    }

    @Override
    public void upload(HostBuffer from, DeviceBuffer to, long bytes) {
        lane.upload(from, to, bytes);
    }

    @Override
    public void download(DeviceBuffer from, HostBuffer to, long bytes) {
        lane.download(from, to, bytes);
    }

    @Override
    public void clear(DeviceBuffer buffer, long bytes) {
        lane.clear(buffer, bytes);
    }

    @Override
    public void launch(Program program, String kernel, WorkSize size, Object... args) {
        lane.launch(program, kernel, size, args);
    }

    @Override
    public void finish() {
        lane.finish();
    }

    @Override
    public Times takeTimes() {
        return lane.takeTimes();
    }

    @Override
    public void close() {
        lane.close();
    }
}
