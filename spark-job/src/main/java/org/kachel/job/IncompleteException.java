package org.kachel.job;

/** The result is there, but not made of all data. Says what is missing. */
public final class IncompleteException extends RuntimeException {
    public IncompleteException(String message) {
        super(message);
    }
}
