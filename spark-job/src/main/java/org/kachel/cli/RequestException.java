package org.kachel.cli;

/** What was asked for on the command line cannot be done. */
final class RequestException extends RuntimeException {
    RequestException(String message) {
        super(message);
    }
}
