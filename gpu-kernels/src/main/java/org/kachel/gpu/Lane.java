package org.kachel.gpu;

/**
 * One in-order queue of a device, used by one thread at a time. No call but {@link #finish} waits for the device: on NVIDIA
 * a blocking transfer would serialize all lanes. Buffers that a queued command uses may be closed at once: the pool hands
 * them only to later commands of the same queue, or after the queue has finished.
 *
 * <p>*Errors*: every method throws {@link DeviceException}.
 */
public interface Lane extends AutoCloseable {
    DeviceInfo device();

    /** Device memory of at least {@code bytes}, contents undefined, from the pool. */
    DeviceBuffer allocate(long bytes);

    /** Pinned host memory of at least {@code bytes} (at most 2³¹−1), mapped for good, contents undefined, from the pool. */
    HostBuffer staging(long bytes);

    /** Queues a copy of the first {@code bytes} bytes. */
    void upload(HostBuffer from, DeviceBuffer to, long bytes);

    /** Queues a copy of the first {@code bytes} bytes; they are there after {@link #finish}. */
    void download(DeviceBuffer from, HostBuffer to, long bytes);

    /**
     * What was written into {@code from}, on the device for what is queued from now on; closes {@code from}. A device that
     * works in the host's memory keeps that very memory, others get a copy.
     */
    default DeviceBuffer upload(HostBuffer from) {
        DeviceBuffer to = allocate(from.bytes());
        upload(from, to, from.bytes());
        from.close();
        return to;
    }

    /**
     * The first {@code bytes} bytes for the host, there after {@link #finish}, even if {@code from} is closed before. On a
     * device that works in the host's memory they are no copy: until they are closed, no command may write to {@code from}, and
     * while the host writes to them, none may read it.
     */
    default HostBuffer download(DeviceBuffer from, long bytes) {
        HostBuffer to = staging(bytes);
        download(from, to, bytes);
        return to;
    }

    /** Queues setting the first {@code bytes} bytes to zero. */
    void clear(DeviceBuffer buffer, long bytes);

    /**
     * Queues a kernel.
     *
     * @param args in the kernel's order: {@link DeviceBuffer}, {@code Integer}, {@code Long}, {@code Float}, {@code Double} or
     *     {@link LocalMemory}
     */
    void launch(Program program, String kernel, WorkSize size, Object... args);

    /** Waits until everything queued is done. */
    void finish();

    /** Seconds that this lane's commands took on the device since the last call, after {@link #finish}. */
    Times takeTimes();

    /** Waits for the queue and gives everything back. */
    @Override
    void close();

    /** Bytes of local memory, as a kernel's argument. */
    record LocalMemory(long bytes) {}

    /** Seconds on the device and bytes moved. */
    record Times(
            double uploadSeconds, double kernelSeconds, double downloadSeconds, long uploadBytes, long downloadBytes) {
        public static final Times ZERO = new Times(0, 0, 0, 0, 0);
    }
}
