/**
 * User's kernels in CLIJ2's dialect of OpenCL C: what a file declares, and the macros that make it compile on buffers.
 *
 * <p>May import: {@code org.kachel.block}, {@code org.kachel.gpu}.
 */
package org.kachel.op.kernel;
