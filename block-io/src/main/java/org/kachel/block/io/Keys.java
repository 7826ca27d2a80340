package org.kachel.block.io;

/** Paths inside a container. */
public final class Keys {
    /** As long as paths are on most systems. */
    private static final int LONGEST = 4096;

    private Keys() {}

    /**
     * {@code key}, which must stay inside its root whatever the file system; every {@link Store} asks. *Errors*:
     * {@link VolumeException}.
     */
    public static String checked(String key) throws VolumeException {
        if (key.length() > LONGEST)
            throw new VolumeException(
                    "'%s…' is no path inside a container: it has %d characters, at most %d are allowed"
                            .formatted(key.substring(0, 100), key.length(), LONGEST));
        if (!key.isEmpty()) for (String segment : key.split("/", -1)) if (!isName(segment)) throw noKey(key);
        return key;
    }

    /** Whether an object or a folder can be called so. Windows takes a backslash for a slash, and a colon for a drive's end. */
    static boolean isName(String segment) {
        return !segment.isEmpty()
                && !segment.equals(".")
                && !segment.equals("..")
                && segment.indexOf('\\') < 0
                && segment.indexOf('\0') < 0;
    }

    private static VolumeException noKey(String key) {
        return new VolumeException("'" + key + "' is no path inside a container: it must not hold empty"
                + " segments, '.', '..' or backslashes");
    }

    /** A user's dataset path without slashes at its ends, checked. */
    static String dataset(String path) throws VolumeException {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') from++;
        while (to > from && path.charAt(to - 1) == '/') to--;
        String trimmed = path.substring(from, to);
        if (trimmed.indexOf('\\') >= 0)
            throw new VolumeException("'" + path + "' is no dataset path: write / between its segments");
        return checked(trimmed);
    }

    public static String join(String folder, String name) {
        if (folder.isEmpty()) return name;
        return name.isEmpty() ? folder : folder + "/" + name;
    }

    /** The folder that holds {@code key}; empty for one of the root. */
    static String parent(String key) {
        int slash = key.lastIndexOf('/');
        return slash < 0 ? "" : key.substring(0, slash);
    }

    static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
