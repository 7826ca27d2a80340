package org.kachel.cli;

import org.kachel.job.spec.PipelineException;

/** The command line asks for what cannot be done. */
final class RequestException extends PipelineException {
    RequestException(String message) {
        super("", 0, "", message);
    }
}
