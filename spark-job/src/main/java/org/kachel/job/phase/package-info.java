/**
 * One class per kind of phase: what it runs on each block, and what the driver does with what comes back. {@code Run} is what
 * is known so far and goes from phase to phase; {@code PhaseRunner} runs them one by one.
 *
 * <p>May import: all rooms but {@code org.kachel.job} itself; {@code org.kachel.pipeline}, {@code org.kachel.op},
 * {@code org.kachel.block}, {@code org.kachel.stitching}; Spark.
 */
package org.kachel.job.phase;
