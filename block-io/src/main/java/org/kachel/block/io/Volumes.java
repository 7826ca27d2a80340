package org.kachel.block.io;

import java.io.IOException;

/** Opens and creates volumes, whatever their format. */
public final class Volumes {
    private Volumes() {}

    /** Opens {@code address} for reading. *Errors*: {@link VolumeException} where it is missing, ambiguous or unreadable. */
    public static Volume open(VolumeAddress address) throws IOException {
        throw new VolumeException("not yet: " + address);
    }

    /** Whether anything stands at {@code address} that a writer would overwrite. */
    public static boolean exists(VolumeAddress address) throws IOException {
        throw new VolumeException("not yet: " + address);
    }

    /** Removes the volume at {@code address}, its metadata first. */
    public static void delete(VolumeAddress address) throws IOException {
        throw new VolumeException("not yet: " + address);
    }

    /**
     * A writer of the array at {@code address}; every executor opens its own. Nothing is written before the first block.
     *
     * <p>*Errors*: {@link VolumeException} where the place cannot be written.
     */
    public static VolumeWriter writer(VolumeAddress address, VolumeSpec spec) throws IOException {
        throw new VolumeException("not yet: " + address);
    }
}
