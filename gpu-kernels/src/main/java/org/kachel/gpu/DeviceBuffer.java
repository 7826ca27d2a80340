package org.kachel.gpu;

/** Device memory from a lane's pool. Closing gives it back. */
public interface DeviceBuffer extends AutoCloseable {
    long bytes();

    @Override
    void close();
}
