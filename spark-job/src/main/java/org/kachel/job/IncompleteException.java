package org.kachel.job;

/** Some blocks are missing from the result. Says how many, which, and how to get them. */
public final class IncompleteException extends RuntimeException {
    public IncompleteException(String message) {
        super(message);
    }
}
