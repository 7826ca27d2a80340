package org.kachel.job.block;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeWriter;
import org.kachel.gpu.Device;
import org.kachel.job.ledger.TaskNotes;
import org.kachel.job.plan.Sink;
import org.kachel.op.expression.Expression;
import org.kachel.pipeline.BlockProgram;
import org.kachel.pipeline.DeviceEngine;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.JavaEngine;

/** One block while a task works on it: where it lies, what computes it, and how long each stage took. */
public final class BlockContext implements AutoCloseable {
    private final Setup setup;
    private final Worker worker;
    private final long block;
    private final Interval target;
    private final long peakBytes;
    private final TaskNotes notes;
    private final Fit fit;
    private Device device;
    private Engine engine;
    private StageTimes times;

    BlockContext(Setup setup, Worker worker, long block, long peakBytes, TaskNotes notes, Fit fit) {
        this.setup = setup;
        this.worker = worker;
        this.block = block;
        this.target = setup.grid().target(block);
        this.peakBytes = peakBytes;
        this.notes = notes;
        this.fit = fit;
        this.times = StageTimes.block(Intervals.numElements(target));
    }

    public long block() {
        return block;
    }

    public Interval target() {
        return target;
    }

    public Interval volume() {
        return setup.volume();
    }

    public Setup setup() {
        return setup;
    }

    /** A lane of a device, leased at first use. */
    public Engine engine() {
        if (engine == null) engine = lease();
        return engine;
    }

    private Engine lease() {
        device = fit.plainJava() ? null : worker.device(setup.device()).orElse(null);
        if (device == null) return new JavaEngine();
        // a lane of all that the device has waits until it is the only one
        return new DeviceEngine(device.lane(fit.whole() ? peakBytes : Math.max(peakBytes, device.budgetBytes())));
    }

    /** What {@link #engine} runs on; empty for plain Java, and before it was asked for. */
    Optional<Device> device() {
        return Optional.ofNullable(device);
    }

    /** Runs a program on this block's target; the caller closes the images. */
    public Map<Integer, Image> compute(BlockProgram program) throws IOException {
        return compute(program, (node, from, into) -> from.read(into));
    }

    /** Fills voxels of a node from its volume. */
    public interface Reader {
        void read(int node, Volume from, Voxels into) throws IOException;
    }

    /** The same, where {@code reader} knows how nodes are stored. */
    public Map<Integer, Image> compute(BlockProgram program, Reader reader) throws IOException {
        BlockProgram.Sources sources = (node, into) -> read(node, into, reader);
        if (fit.whole() || fit.plainJava()) return program.run(engine(), target, sources, setup.scalars());
        return Pieces.run(engine(), program, target, fit.pieces(), sources, setup.scalars());
    }

    /** {@code image} on the target alone; closes it where that makes another. */
    public Image cropped(Image image) {
        return cropped(image, target);
    }

    /** {@code image} on {@code interval} alone; closes it where that makes another. */
    public Image cropped(Image image, Interval interval) {
        if (Intervals.equals(image.interval(), interval)) return image;
        try (image) {
            return copy(image, interval);
        }
    }

    /** Queues the download of {@code image} on the target, which stays open; there after {@link #finish}. */
    public Engine.Download download(Image image) {
        return download(image, target);
    }

    /** The same of another interval, which {@code image} contains. */
    Engine.Download download(Image image, Interval interval) {
        if (Intervals.equals(image.interval(), interval)) return engine().download(image);
        try (Image part = copy(image, interval)) {
            return engine().download(part);
        }
    }

    private Image copy(Image image, Interval interval) {
        Expression same = Expression.image(0, image.type());
        return engine().pointwise(same, List.of(image), List.of(), image.type(), interval);
    }

    /** Host memory for this block's labels, reused by the next block of this thread; contents undefined. */
    public Voxels scratch(VoxelType type) {
        return scratch(type, target);
    }

    /** The same memory for another interval: the next call's voxels take its place. */
    public Voxels scratch(VoxelType type, Interval interval) {
        return new Voxels(type, interval, worker.scratch(Voxels.byteCount(type, interval)));
    }

    /** Waits for the device. */
    public void finish() {
        engine.finish();
        times = times.plus(StageTimes.device(engine.takeTimes()));
    }

    /** Encodes and writes whole stored objects. */
    public void write(Sink sink, Voxels voxels) throws IOException {
        long start = System.nanoTime();
        VolumeWriter writer = worker.writer(sink);
        long bytes = writer.write(voxels);
        notes.wrote(sink.key(), voxels);
        times = times.plus(StageTimes.write((System.nanoTime() - start) * 1e-9, bytes));
    }

    /** Runs {@code work} and counts its time as host work. */
    public <T> T host(Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        times = times.plus(StageTimes.host((System.nanoTime() - start) * 1e-9));
        return result;
    }

    StageTimes times() {
        return times;
    }

    private void read(int node, Voxels into, Reader reader) throws IOException {
        long start = System.nanoTime();
        Sink unfinished = setup.unfinished().get(node);
        String name = unfinished == null ? setup.sources().get(node).toString() : unfinished.key();
        notes.reads(name, into.interval());
        Volume volume = unfinished == null
                ? worker.volume(setup.sources().get(node), setup.badChunks())
                : worker.written(unfinished);
        reader.read(node, volume, into);
        times = times.plus(
                StageTimes.read((System.nanoTime() - start) * 1e-9, Voxels.byteCount(into.type(), into.interval())));
    }

    @Override
    public void close() {
        if (engine != null) engine.close();
    }
}
