/**
 * The language of pointwise operations: one expression tree, evaluated in Java and compiled to OpenCL C with the same bits.
 *
 * <p>May import: {@code org.kachel.block}, {@code org.kachel.gpu}.
 */
package org.kachel.op.expression;
