package org.kachel.block.io;

/** A stored chunk is damaged: what lies there cannot be decoded, however often it is read. */
public final class BadChunkException extends VolumeException {
    private final String chunk;

    BadChunkException(String chunk, String why, Throwable cause) {
        super("chunk " + chunk + " cannot be read: " + why, cause);
        this.chunk = chunk;
    }

    /** The path of the object that holds it. */
    public String chunk() {
        return chunk;
    }
}
