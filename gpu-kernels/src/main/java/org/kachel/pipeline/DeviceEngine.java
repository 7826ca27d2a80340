package org.kachel.pipeline;

import java.io.IOException;
import java.util.List;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.op.Flood;
import org.kachel.op.Gather;
import org.kachel.op.Labeling;
import org.kachel.op.Reduction;
import org.kachel.op.Stencil;
import org.kachel.op.UserKernel;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.PointwiseKernel;

/** Runs the operations' kernels on one lane of a device. */
public final class DeviceEngine implements Engine {
    private final Lane lane;

    /** Takes over the lane: closing the engine closes it. */
    public DeviceEngine(Lane lane) {
        this.lane = lane;
    }

    private record Resident(DeviceImage image) implements Image {
        @Override
        public VoxelType type() {
            return image.type();
        }

        @Override
        public Interval interval() {
            return image.interval();
        }

        @Override
        public void close() {
            image.close();
        }
    }

    private record PinnedDownload(HostBuffer buffer, Voxels voxels) implements Download {
        @Override
        public void close() {
            buffer.close();
        }
    }

    @Override
    public Image load(VoxelType type, Interval interval, Reader reader) throws IOException {
        long bytes = Voxels.byteCount(type, interval);
        try (HostBuffer staging = lane.staging(bytes)) {
            reader.read(new Voxels(type, interval, staging.memory()));
            DeviceImage image = DeviceImage.allocate(lane, type, interval);
            lane.upload(staging, image.buffer(), bytes);
            return new Resident(image);
        }
    }

    @Override
    public Image pointwise(
            Expression expression, List<Image> images, List<double[]> scalars, VoxelType type, Interval out) {
        List<DeviceImage> inputs = images.stream().map(DeviceEngine::resident).toList();
        DeviceImage result = DeviceImage.allocate(lane, type, out);
        PointwiseKernel.enqueue(lane, expression, inputs, scalars, result);
        return new Resident(result);
    }

    @Override
    public Image stencil(Stencil stencil, Image in, Interval out) {
        DeviceImage result = DeviceImage.allocate(lane, stencil.outputType(in.type()), out);
        stencil.enqueue(lane, resident(in), result);
        return new Resident(result);
    }

    @Override
    public Image gather(Gather gather, Image in, Interval inputVolume, Interval out) {
        DeviceImage result = DeviceImage.allocate(lane, gather.outputType(in.type()), out);
        gather.enqueue(lane, resident(in), inputVolume, result);
        return new Resident(result);
    }

    @Override
    public Image kernel(UserKernel kernel, List<Image> images, List<double[]> scalars, Interval out, Interval volume) {
        List<DeviceImage> inputs = images.stream().map(DeviceEngine::resident).toList();
        VoxelType type =
                kernel.outputType(inputs.stream().map(DeviceImage::type).toList());
        DeviceImage result = DeviceImage.allocate(lane, type, out);
        kernel.enqueue(lane, inputs, scalars, volume, result);
        return new Resident(result);
    }

    @Override
    public Image label(Labeling labeling, Image in, Interval out) {
        DeviceImage result = DeviceImage.allocate(lane, VoxelType.UINT32, out);
        labeling.enqueue(lane, resident(in), result);
        return new Resident(result);
    }

    @Override
    public Image flood(Flood flood, Image seeds, Image mask, int open, Interval out) {
        DeviceImage result = DeviceImage.allocate(lane, VoxelType.UINT32, out);
        flood.enqueue(lane, resident(seeds), resident(mask), open, result);
        return new Resident(result);
    }

    @Override
    public double[] reduce(Reduction reduction, Image in, List<double[]> scalars) {
        return reduction.enqueue(lane, resident(in), scalars);
    }

    @Override
    public Download download(Image image) {
        long bytes = Voxels.byteCount(image.type(), image.interval());
        HostBuffer staging = lane.staging(bytes);
        lane.download(resident(image).buffer(), staging, bytes);
        return new PinnedDownload(staging, new Voxels(image.type(), image.interval(), staging.memory()));
    }

    @Override
    public void finish() {
        lane.finish();
    }

    @Override
    public Lane.Times takeTimes() {
        return lane.takeTimes();
    }

    @Override
    public void close() {
        lane.close();
    }

    private static DeviceImage resident(Image image) {
        return ((Resident) image).image();
    }
}
