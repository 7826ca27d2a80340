package org.kachel.block.io;

/** Paths inside a container. */
public final class Keys {
    private Keys() {}

    /** {@code key}, which must stay inside its root; every {@link Store} asks. *Errors*: {@link VolumeException}. */
    public static String checked(String key) throws VolumeException {
        if (key.isEmpty()) return key;
        for (String segment : key.split("/", -1))
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.indexOf('\0') >= 0)
                throw new VolumeException("'" + key + "' is no path inside a container: it must not hold empty"
                        + " segments, '.' or '..'");
        return key;
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
