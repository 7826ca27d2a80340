package org.kachel.gpu;

import java.nio.ByteBuffer;

/** Host memory that a device reads and writes at full speed. Closing gives it back. */
public interface HostBuffer extends AutoCloseable {
    long bytes();

    /** The memory itself, little-endian, position 0: decode straight into it. Not to be touched after {@link #close}. */
    ByteBuffer memory();

    @Override
    void close();
}
