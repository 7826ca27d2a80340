package org.kachel.block.io;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Symbolic links inside a container. They may lead anywhere and round in circles, so they are not followed unless
 * {@code -Dkachel.links=follow} says that containers are trusted. The container itself may always be a link.
 */
final class Links {
    static final String PROPERTY = "kachel.links";

    private Links() {}

    /** {@code path}. *Errors*: {@link VolumeException} where it or a folder above it, below {@code root}, is a link. */
    static Path none(Path root, Path path) throws VolumeException {
        for (Path each = path; each.startsWith(root) && !each.equals(root); each = each.getParent())
            if (!mayFollow(each))
                throw new VolumeException(
                        "%s is a symbolic link, and links inside a container are not followed; where you trust it,"
                                        .formatted(each)
                                + " start Java with -D" + PROPERTY + "=follow");
        return path;
    }

    static boolean mayFollow(Path path) {
        return "follow".equals(System.getProperty(PROPERTY)) || !Files.isSymbolicLink(path);
    }
}
