package org.kachel.op;

import net.imglib2.FinalInterval;
import org.kachel.block.VoxelType;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** A lane that allocates and runs nothing and remembers the most bytes held. */
final class RecordingLane implements Lane {
    private final DeviceInfo info;
    private long held;
    private long peak;

    RecordingLane(boolean gpu) {
        info = new DeviceInfo(
                0,
                gpu ? DeviceInfo.Kind.GPU : DeviceInfo.Kind.CPU,
                "none",
                "none",
                "0",
                64,
                1L << 40,
                1L << 38,
                1 << 15,
                1024,
                true);
    }

    void run(Labeling operation, VoxelType type, long[] size) {
        DeviceImage in = new DeviceImage(new Bytes(0), type, new FinalInterval(size));
        operation.enqueue(this, in, new DeviceImage(new Bytes(0), VoxelType.UINT32, new FinalInterval(size)));
    }

    void run(Stencil operation, VoxelType type, long[] size) {
        DeviceImage in = new DeviceImage(new Bytes(0), type, new FinalInterval(size));
        operation.enqueue(this, in, new DeviceImage(new Bytes(0), operation.outputType(type), new FinalInterval(size)));
    }

    long peakScratch() {
        return peak;
    }

    private final class Bytes implements DeviceBuffer {
        private final long bytes;

        Bytes(long bytes) {
            this.bytes = bytes;
            held += bytes;
            peak = Math.max(peak, held);
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void close() {
            held -= bytes;
        }
    }

    @Override
    public DeviceInfo device() {
        return info;
    }

    @Override
    public DeviceBuffer allocate(long bytes) {
        return new Bytes(bytes);
    }

    @Override
    public HostBuffer staging(long bytes) {
        throw new UnsupportedOperationException("no transfers");
    }

    @Override
    public void upload(HostBuffer from, DeviceBuffer to, long bytes) {}

    @Override
    public void download(DeviceBuffer from, HostBuffer to, long bytes) {}

    @Override
    public void clear(DeviceBuffer buffer, long bytes) {}

    @Override
    public void launch(Program program, String kernel, WorkSize size, Object... args) {}

    @Override
    public void finish() {}

    @Override
    public Times takeTimes() {
        return Times.ZERO;
    }

    @Override
    public void close() {}
}
