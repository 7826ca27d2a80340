package org.kachel.block.io;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Symbolic links inside a container. They may lead anywhere and round in circles, so they are not followed unless
 * {@code -Dkachel.links=follow} says that containers are trusted. The container itself may always be a link.
 */
final class Links {
    static final String PROPERTY = "kachel.links";

    private final Path root;

    /** The folder that was looked at last, and is reached through no link: the next key mostly lies in it, too. */
    private volatile Path known;

    Links(Path root) {
        this.root = root;
    }

    /** {@code path}. *Errors*: {@link VolumeException} where it or a folder above it, below the root, is a link. */
    Path none(Path path) throws VolumeException {
        if (path.equals(root)) return path;
        refuse(path);
        Path folder = path.getParent();
        if (folder.equals(known) || follows()) return path;
        for (Path each = folder; !each.equals(root); each = each.getParent()) refuse(each);
        known = folder;
        return path;
    }

    private static void refuse(Path path) throws VolumeException {
        if (!mayFollow(path))
            throw new VolumeException(
                    "%s is a symbolic link, and links inside a container are not followed; where you trust it,"
                                    .formatted(path)
                            + " start Java with -D" + PROPERTY + "=follow");
    }

    static boolean mayFollow(Path path) {
        return follows() || !Files.isSymbolicLink(path);
    }

    private static boolean follows() {
        return "follow".equals(System.getProperty(PROPERTY));
    }
}
