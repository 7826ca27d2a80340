/**
 * What is seen of a run: its progress, log and numbers while it lasts, and where its time went afterwards, for programs and for people.
 *
 * <p>May import: {@code org.kachel.job.block} (times), {@code org.kachel.job.plan}, {@code org.kachel.job.spec},
 * {@code org.kachel.job.store} (where the report goes); {@code org.kachel.pipeline}, {@code org.kachel.block}; the log's own classes (log4j),
 * for lines with fields. Not Spark.
 */
package org.kachel.job.report;
