package org.kachel.gpu.jocl;

import java.nio.ByteBuffer;
import org.jocl.cl_mem;

/**
 * One allocation.
 *
 * @param bytes its size class, at least what was asked for
 * @param mapped host address of pinned memory, null for device memory
 */
record Block(long bytes, cl_mem memory, ByteBuffer mapped) {}
