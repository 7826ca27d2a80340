package org.kachel.block.io;

import java.io.IOException;

/** The data is wrong or unreachable: missing, unreadable, truncated, of an unknown codec or type. Says which object, and what to do. */
public class VolumeException extends IOException {
    public VolumeException(String message) {
        super(message);
    }

    public VolumeException(String message, Throwable cause) {
        super(message, cause);
    }
}
