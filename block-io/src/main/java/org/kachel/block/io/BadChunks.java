package org.kachel.block.io;

import java.io.IOException;

/** What becomes of chunks that cannot be decoded. Thread-safe. */
public interface BadChunks {
    /** Reading fails. */
    BadChunks FAIL = bad -> {
        throw bad;
    };

    /**
     * Throws, or returns: the chunk's voxels are then the fill value, as if it were not stored. Told again when the chunk is
     * read again.
     */
    void found(BadChunkException bad) throws IOException;
}
