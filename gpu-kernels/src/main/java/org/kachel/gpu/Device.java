package org.kachel.gpu;

/** One device of this machine, shared by all tasks of the process. Thread-safe. */
public interface Device {
    DeviceInfo info();

    /**
     * An in-order queue for one in-flight block, with kernels of its own. Blocks until the device's memory budget allows one
     * more of {@code peakBytes}; closing it gives the share back.
     */
    Lane lane(long peakBytes);

    /** Bytes that all lanes together may hold on the device. */
    long budgetBytes();

    /** What is held now, for leak tests and reports. */
    Usage usage();

    /**
     * @param deviceBytes device memory allocated, pooled or in use
     * @param pinnedBytes host staging memory allocated, pooled or in use
     * @param buffersInUse device and host buffers not yet given back
     * @param programs compiled programs held
     */
    record Usage(long deviceBytes, long pinnedBytes, int buffersInUse, int programs) {}
}
