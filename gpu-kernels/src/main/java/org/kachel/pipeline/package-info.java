/**
 * The graph of steps, its phases, the fusion of pointwise runs with each other and with filters, and the program that one block runs.
 *
 * <p>May import: {@code org.kachel.op}, {@code org.kachel.gpu}, {@code org.kachel.block}.
 */
package org.kachel.pipeline;
