/**
 * What a person sees of a run: its progress while it lasts, and where its time went afterwards.
 *
 * <p>May import: {@code org.kachel.job.block} (times), {@code org.kachel.job.plan}, {@code org.kachel.job.spec},
 * {@code org.kachel.job.store} (where the report goes); {@code org.kachel.pipeline}, {@code org.kachel.block}. Not Spark.
 */
package org.kachel.job.report;
