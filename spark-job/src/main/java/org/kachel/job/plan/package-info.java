/**
 * Everything that a run will do, decided before it starts: phases, blocks, memory, outputs, tables, levels, which blocks share
 * a task, what may come to the driver. Planning is pure: it opens no file and knows nothing of Spark.
 *
 * <p>May import: {@code org.kachel.job.spec}; {@code org.kachel.pipeline}, {@code org.kachel.op}, {@code org.kachel.gpu},
 * {@code org.kachel.block}, {@code org.kachel.stitching}.
 */
package org.kachel.job.plan;
