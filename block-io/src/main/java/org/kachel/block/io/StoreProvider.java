package org.kachel.block.io;

import java.io.IOException;
import java.net.URI;

/**
 * Opens stores of one or more URI schemes. Implementations are found by {@link java.util.ServiceLoader}, so that another
 * module can bring a file system along.
 */
public interface StoreProvider {
    boolean serves(String scheme);

    /** A store whose root is {@code root}, which need not exist yet. */
    Store open(URI root) throws IOException;
}
