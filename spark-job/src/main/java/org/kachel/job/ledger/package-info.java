/**
 * What a run has finished, kept beside its output so that another run can go on from there: {@code Ledger} is the driver's side,
 * {@code TaskRecords} that of a task, {@code Claim} keeps a second run away.
 *
 * <p>May import: {@code org.kachel.block.io}; Spark.
 */
package org.kachel.job.ledger;
