package org.kachel.job.ledger;

/** Another run writes the same output. */
public final class BusyException extends RuntimeException {
    BusyException(String message) {
        super(message);
    }
}
