package org.kachel.gpu;

/** The device failed. The kind decides what happens next: a block that did not fit is split, a bad kernel is never retried. */
public class DeviceException extends RuntimeException {
    /** What failed. */
    public enum Kind {
        OUT_OF_MEMORY,
        BUILD_FAILED,
        /** The device may work again once it is opened anew. */
        LOST,
        /** It does not, and there is no other. */
        GONE,
        OTHER
    }

    private final Kind kind;

    public DeviceException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
