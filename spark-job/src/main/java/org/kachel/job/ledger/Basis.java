package org.kachel.job.ledger;

/**
 * What a task's results follow from, besides its stage.
 *
 * @param given checksum of what comes to it from earlier stages
 * @param stamps of what it reads
 */
public record Basis(long given, Stamps stamps) {}
