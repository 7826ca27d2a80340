package org.kachel.job.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceException;
import org.kachel.job.ledger.BadChunkRecords;
import org.kachel.job.plan.Sink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the tasks of one executor share: its devices, and the volumes that they have open. */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Worker HERE = new Worker();

    private final Map<String, Device> given = new ConcurrentHashMap<>();
    private final Map<Source, Volume> volumes = new ConcurrentHashMap<>();
    private final Map<String, Volume> unfinished = new ConcurrentHashMap<>();
    private final Map<String, VolumeWriter> writers = new ConcurrentHashMap<>();
    private final ThreadLocal<ByteBuffer> scratch = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));
    private final Roster roster = new Roster();
    private final AtomicInteger turn = new AtomicInteger();

    /** A volume, and what becomes of its damaged chunks. */
    private record Source(VolumeAddress address, BadChunkRecords badChunks) {}

    private Worker() {}

    public static Worker here() {
        return HERE;
    }

    /**
     * The device that this task was given, or that is next in turn, of those that still work; empty for plain Java.
     *
     * <p>*Errors*: {@link DeviceException} where none of those asked for works any more.
     */
    Optional<Device> device(String request) {
        List<Device> asked = Devices.matching(request);
        if (asked.isEmpty()) return Optional.empty();
        Optional<Device> given = address().map(address -> given(address, asked));
        List<Device> left = roster.working(given.map(List::of).orElse(asked));
        if (left.isEmpty() && request.equals("auto") && !Executors.here()) left = roster.working(Devices.all());
        if (!left.isEmpty()) return Optional.of(left.get(Math.floorMod(turn.getAndIncrement(), left.size())));
        if (request.equals("auto") && !Executors.here()) return Optional.empty();
        Executors.replace();
        throw new DeviceException(
                DeviceException.Kind.GONE,
                Devices.describe(asked)
                        + " was lost again and again, as by a kernel that goes astray; nothing else is here",
                null);
    }

    /** {@code device} was lost while a block was computed. */
    void lost(Device device) {
        roster.lost(device);
    }

    /** {@code device} has computed a block. */
    void worked(Device device) {
        roster.worked(device);
    }

    /** Says once in the log what an address means. */
    private Device given(String address, List<Device> devices) {
        Device device = GpuAddress.device(address, devices);
        if (!device.equals(given.put(address, device)))
            LOG.info("GPU address {} is {}", address, Devices.describe(List.of(device)));
        return device;
    }

    /** Memory that belongs to this thread until it asks again. */
    ByteBuffer scratch(long bytes) {
        if (scratch.get().capacity() < bytes) scratch.set(ByteBuffer.allocateDirect(Math.toIntExact(bytes)));
        return scratch.get();
    }

    /** The GPU that Spark's own scheduling gave to this task. */
    private static Optional<String> address() {
        TaskContext task = TaskContext.get();
        if (task == null) return Optional.empty();
        ResourceInformation gpu = task.resourcesJMap().get("gpu");
        if (gpu == null) return Optional.empty();
        return Arrays.stream(gpu.addresses()).findFirst();
    }

    Volume volume(VolumeAddress address, BadChunkRecords badChunks) throws IOException {
        Source source = new Source(address, badChunks);
        Volume open = volumes.get(source);
        if (open != null) return open;
        synchronized (volumes) {
            open = volumes.get(source);
            if (open == null) volumes.put(source, open = Volumes.open(address, badChunks.of(address)));
            return open;
        }
    }

    /** What an earlier phase of this run has written, whole. */
    Volume written(Sink sink) throws IOException {
        Volume open = unfinished.get(sink.key());
        if (open != null) return open;
        synchronized (unfinished) {
            open = unfinished.get(sink.key());
            if (open == null) unfinished.put(sink.key(), open = sink.written());
            return open;
        }
    }

    VolumeWriter writer(Sink sink) throws IOException {
        VolumeWriter open = writers.get(sink.key());
        if (open != null) return open;
        synchronized (writers) {
            open = writers.get(sink.key());
            if (open == null) writers.put(sink.key(), open = sink.writer());
            return open;
        }
    }

    /** Closes what a job had open, so that the next job in this process sees the files as they are then. */
    public void forget() throws IOException {
        for (Volume volume : volumes.values()) volume.close();
        volumes.clear();
        for (Volume volume : unfinished.values()) volume.close();
        unfinished.clear();
        for (VolumeWriter writer : writers.values()) writer.close();
        writers.clear();
    }
}
