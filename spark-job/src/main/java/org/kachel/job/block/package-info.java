/**
 * What a task does with one block on an executor: the stage that brings it there, the worker's devices and open volumes, the
 * downloads, and how long each step took. A phase is a function of {@code BlockContext}.
 *
 * <p>May import: {@code org.kachel.job.ledger}, {@code org.kachel.job.plan}; {@code org.kachel.pipeline}, {@code org.kachel.op}, {@code org.kachel.gpu},
 * {@code org.kachel.block}, {@code org.kachel.stitching}; Spark.
 */
package org.kachel.job.block;
