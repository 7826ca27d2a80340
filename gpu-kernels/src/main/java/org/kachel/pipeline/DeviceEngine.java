package org.kachel.pipeline;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.imglib2.Interval;
import org.kachel.block.Runs;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.op.BorderExchange;
import org.kachel.op.Flood;
import org.kachel.op.FoldingStencil;
import org.kachel.op.FoundParts;
import org.kachel.op.Gather;
import org.kachel.op.Labeling;
import org.kachel.op.Patch;
import org.kachel.op.Reduction;
import org.kachel.op.Stencil;
import org.kachel.op.UserKernel;
import org.kachel.op.Widening;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.PointwiseKernel;
import org.kachel.op.expression.Tail;

/** Runs the operations' kernels on one lane of a device. */
public final class DeviceEngine implements Engine {
    /** Runs come down instead of voxels where these would be at least so many times their bytes. */
    public static final int RUNS_SHARE = 2;

    private final Lane lane;

    /** Takes over the lane: closing the engine closes it. */
    public DeviceEngine(Lane lane) {
        this.lane = lane;
    }

    /** @param owned whether closing it gives the memory back */
    private record Resident(DeviceImage image, boolean owned) implements Image {
        Resident(DeviceImage image) {
            this(image, true);
        }

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
            if (owned) image.close();
        }
    }

    /** Labels that become voxels when these are asked for. */
    private static final class Labels implements Image {
        private final DeviceImage image;
        private final FoundParts parts;
        private boolean spread;

        Labels(DeviceImage image, FoundParts parts) {
            this.image = image;
            this.parts = parts;
        }

        DeviceImage voxels() {
            if (!spread) parts.spread();
            spread = true;
            return image;
        }

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
            parts.close();
            image.close();
        }
    }

    private record PinnedDownload(HostBuffer buffer, Voxels voxels) implements Download {
        @Override
        public void close() {
            buffer.close();
        }
    }

    private record PinnedRuns(HostBuffer buffer, Runs runs) implements RunsDownload {
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
            return new Resident(new DeviceImage(lane.upload(staging), type, interval));
        }
    }

    @Override
    public Image share(Image image) {
        return new Resident(resident(image), false);
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
    public Image stencil(FoldingStencil stencil, Image in, Tail<Image> tail, Interval out) {
        DeviceImage result = DeviceImage.allocate(lane, tail.expression().type(), out);
        stencil.enqueue(lane, resident(in), tail.map(DeviceEngine::resident), result);
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
        return new Labels(result, labeling.find(lane, resident(in), result));
    }

    @Override
    public Optional<RunsDownload> runs(Image labels, List<Image> images) {
        Interval interval = labels.interval();
        if (!Runs.fits(interval)) return Optional.empty();
        FoundParts parts = ((Labels) labels).parts;
        OptionalInt count = parts.countRuns();
        long voxelBytes = Voxels.byteCount(labels.type(), interval);
        for (Image image : images) voxelBytes += Voxels.byteCount(image.type(), interval);
        if (count.isEmpty() || Runs.byteCount(count.getAsInt(), images.size()) > voxelBytes / RUNS_SHARE)
            return Optional.empty();
        return Optional.of(download(parts, count.getAsInt(), interval, images));
    }

    private PinnedRuns download(FoundParts parts, int count, Interval interval, List<Image> images) {
        long bytes = Math.max(1, Runs.byteCount(count, images.size()));
        try (DeviceBuffer runs = lane.allocate(bytes)) {
            parts.writeRuns(
                    runs, count, images.stream().map(DeviceEngine::resident).toList());
            HostBuffer staging = lane.download(runs, bytes);
            return new PinnedRuns(staging, new Runs(interval, count, images.size(), staging.memory()));
        }
    }

    @Override
    public Image flood(Flood flood, Image seeds, Image mask, int open, Interval out, BitSet arrivals) {
        DeviceImage result = DeviceImage.allocate(lane, VoxelType.UINT32, out);
        flood.enqueue(lane, resident(seeds), resident(mask), open, result, arrivals);
        return new Resident(result);
    }

    @Override
    public Image flood(Flood flood, Image seeds, Image mask, Interval volume) {
        DeviceImage result = DeviceImage.allocate(lane, VoxelType.UINT32, volume);
        flood.enqueue(lane, resident(seeds), resident(mask), result);
        return new Resident(result);
    }

    @Override
    public Image widen(Widening widening, Image in, int open, Interval out) {
        DeviceImage result = DeviceImage.allocate(lane, widening.outputType(in.type()), out);
        widening.enqueue(lane, resident(in), open, result);
        return new Resident(result);
    }

    @Override
    public Exchanged exchange(
            BorderExchange exchange, List<Image> images, List<Patch> known, Interval out, List<Interval> wanted) {
        List<DeviceImage> inputs = images.stream().map(DeviceEngine::resident).toList();
        VoxelType type =
                exchange.outputType(inputs.stream().map(DeviceImage::type).toList());
        DeviceImage result = DeviceImage.allocate(lane, type, out);
        List<Patch> patches = exchange.enqueue(lane, inputs, known, result, wanted);
        return new Exchanged(new Resident(result), patches);
    }

    @Override
    public double[] reduce(Reduction reduction, Image in, List<double[]> scalars) {
        return reduction.enqueue(lane, resident(in), scalars);
    }

    @Override
    public Download download(Image image) {
        long bytes = Voxels.byteCount(image.type(), image.interval());
        HostBuffer staging = lane.download(resident(image).buffer(), bytes);
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
        return image instanceof Labels labels ? labels.voxels() : ((Resident) image).image();
    }
}
