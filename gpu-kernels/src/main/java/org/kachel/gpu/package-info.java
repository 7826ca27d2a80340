/**
 * What an operation may ask of a device: memory, staging, programs, launches. No OpenCL binding appears in a signature.
 *
 * <p>May import: {@code org.kachel.block}.
 */
package org.kachel.gpu;
