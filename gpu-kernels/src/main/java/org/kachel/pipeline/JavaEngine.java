package org.kachel.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.Lane;
import org.kachel.op.BorderExchange;
import org.kachel.op.Flood;
import org.kachel.op.Gather;
import org.kachel.op.Labeling;
import org.kachel.op.Patch;
import org.kachel.op.Reduction;
import org.kachel.op.Stencil;
import org.kachel.op.UserKernel;
import org.kachel.op.Widening;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.PointwiseKernel;

/** Runs the operations' references: the fallback where there is no OpenCL, with the same bits. */
public final class JavaEngine implements Engine {
    private long kernelNanos;

    private record HostImage(Voxels voxels) implements Image {
        @Override
        public VoxelType type() {
            return voxels.type();
        }

        @Override
        public Interval interval() {
            return voxels.interval();
        }

        @Override
        public void close() {
            // the garbage collector's
        }
    }

    private record HostDownload(Voxels voxels) implements Download {
        @Override
        public void close() {
            // the garbage collector's
        }
    }

    @Override
    public Image load(VoxelType type, Interval interval, Reader reader) throws IOException {
        Voxels voxels = Voxels.zeros(type, interval);
        reader.read(voxels);
        return new HostImage(voxels);
    }

    @Override
    public Image share(Image image) {
        return image;
    }

    @Override
    public Image pointwise(
            Expression expression, List<Image> images, List<double[]> scalars, VoxelType type, Interval out) {
        List<Voxels> inputs = images.stream().map(JavaEngine::voxels).toList();
        return timed(type, out, result -> PointwiseKernel.reference(expression, inputs, scalars, result));
    }

    @Override
    public Image stencil(Stencil stencil, Image in, Interval out) {
        return timed(stencil.outputType(in.type()), out, result -> stencil.reference(voxels(in), result));
    }

    @Override
    public Image gather(Gather gather, Image in, Interval inputVolume, Interval out) {
        return timed(gather.outputType(in.type()), out, result -> gather.reference(voxels(in), inputVolume, result));
    }

    @Override
    public Image kernel(UserKernel kernel, List<Image> images, List<double[]> scalars, Interval out, Interval volume) {
        throw new DeviceException(
                DeviceException.Kind.OTHER,
                UserKernel.needsDevice(kernel.function().name()),
                null);
    }

    @Override
    public Image label(Labeling labeling, Image in, Interval out) {
        return timed(VoxelType.UINT32, out, result -> labeling.reference(voxels(in), result));
    }

    /** None: the voxels are here. */
    @Override
    public Optional<RunsDownload> runs(Image labels, List<Image> images) {
        return Optional.empty();
    }

    @Override
    public Image flood(Flood flood, Image seeds, Image mask, int open, Interval out, BitSet arrivals) {
        return timed(
                VoxelType.UINT32, out, result -> flood.reference(voxels(seeds), voxels(mask), open, result, arrivals));
    }

    @Override
    public Image flood(Flood flood, Image seeds, Image mask, Interval volume) {
        return timed(VoxelType.UINT32, volume, result -> flood.reference(voxels(seeds), voxels(mask), result));
    }

    @Override
    public Image widen(Widening widening, Image in, int open, Interval out) {
        return timed(widening.outputType(in.type()), out, result -> widening.reference(voxels(in), open, result));
    }

    @Override
    public Exchanged exchange(
            BorderExchange exchange, List<Image> images, List<Patch> known, Interval out, List<Interval> wanted) {
        List<Voxels> inputs = images.stream().map(JavaEngine::voxels).toList();
        List<Patch> patches = new ArrayList<>();
        Image result = timed(
                exchange.outputType(inputs.stream().map(Voxels::type).toList()),
                out,
                voxels -> patches.addAll(exchange.reference(inputs, known, voxels, wanted)));
        return new Exchanged(result, patches);
    }

    @Override
    public double[] reduce(Reduction reduction, Image in, List<double[]> scalars) {
        long start = System.nanoTime();
        double[] partial = reduction.reference(voxels(in), scalars);
        kernelNanos += System.nanoTime() - start;
        return partial;
    }

    @Override
    public Download download(Image image) {
        return new HostDownload(voxels(image));
    }

    @Override
    public void finish() {
        // nothing is queued
    }

    @Override
    public Lane.Times takeTimes() {
        double seconds = kernelNanos * 1e-9;
        kernelNanos = 0;
        return new Lane.Times(0, seconds, 0, 0, 0);
    }

    @Override
    public void close() {
        // nothing is held
    }

    private interface Filler {
        void fill(Voxels out);
    }

    private Image timed(VoxelType type, Interval out, Filler filler) {
        long start = System.nanoTime();
        Voxels result = Voxels.zeros(type, out);
        filler.fill(result);
        kernelNanos += System.nanoTime() - start;
        return new HostImage(result);
    }

    private static Voxels voxels(Image image) {
        return ((HostImage) image).voxels();
    }
}
