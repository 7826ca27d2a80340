package org.kachel.job;

/** A block cannot fit into the memory that there is. */
public final class DoesNotFitException extends RuntimeException {
    DoesNotFitException(String message) {
        super(message);
    }
}
