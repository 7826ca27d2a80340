/**
 * What blocks found, joined over all of them: which parts are one object, and the number of each; on the driver where borders
 * are few, else in Spark's tasks.
 *
 * <p>May import: {@code org.kachel.job.block}, {@code org.kachel.job.plan}; {@code org.kachel.pipeline},
 * {@code org.kachel.block}, {@code org.kachel.stitching}; Spark.
 */
package org.kachel.job.merge;
