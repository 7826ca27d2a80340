/**
 * What Spark tells of a run while it lasts, and what a run tells Spark: attempts of tasks that fail, and metrics for Spark's sinks.
 *
 * <p>May import: {@code org.kachel.job.block} (which block failed), {@code org.kachel.job.report} (which keeps what is known).
 */
package org.kachel.job.watch;
