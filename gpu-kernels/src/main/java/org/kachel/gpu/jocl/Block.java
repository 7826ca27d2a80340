package org.kachel.gpu.jocl;

import java.nio.ByteBuffer;
import org.jocl.cl_mem;

/**
 * One allocation.
 *
 * @param bytes its size class, at least what was asked for
 * @param staging whether the host's limit counts it
 * @param mapped host address where it has one for good: of staging memory of a device with memory of its own; else null
 */
record Block(long bytes, cl_mem memory, boolean staging, ByteBuffer mapped) {}
