package org.kachel.job.plan;

import org.kachel.gpu.DeviceException;

/** A block cannot fit into the memory that there is. Known before the first task starts. */
public final class DoesNotFitException extends DeviceException {
    DoesNotFitException(String message) {
        super(Kind.OUT_OF_MEMORY, message, null);
    }
}
