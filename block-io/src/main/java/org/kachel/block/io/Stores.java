package org.kachel.block.io;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/** Turns the text of a container's place into a {@link Store}. */
public final class Stores {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    private Stores() {}

    /**
     * The store at a path, a {@code file:} URI, or a URI whose scheme a {@link StoreProvider} serves.
     *
     * <p>*Errors*: {@link VolumeException} where nobody serves the scheme.
     */
    public static Store at(String place) throws IOException {
        if (place.isBlank()) throw new VolumeException("a container needs a path or URI, got an empty text");
        Optional<Path> local = local(place);
        if (local.isPresent()) return new LocalStore(local.get());
        URI uri = uri(place);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        for (StoreProvider provider : ServiceLoader.load(StoreProvider.class))
            if (provider.serves(scheme)) return provider.open(uri);
        throw new VolumeException("no store serves '" + scheme + ":' (" + place + "); known are local paths, file:"
                + " and what the class path brings as a StoreProvider");
    }

    /** The local path that {@code place} names; empty where it is a URI that a {@link StoreProvider} serves. */
    public static Optional<Path> local(String place) throws VolumeException {
        if (!SCHEME.matcher(place).matches()) return Optional.of(path(place, place));
        URI uri = uri(place);
        return uri.getScheme().equalsIgnoreCase("file") ? Optional.of(localPath(uri, place)) : Optional.empty();
    }

    private static URI uri(String place) throws VolumeException {
        try {
            return new URI(place.replace(" ", "%20"));
        } catch (URISyntaxException e) {
            throw new VolumeException("'" + place + "' is no valid URI: " + e.getMessage(), e);
        }
    }

    private static Path localPath(URI uri, String place) throws VolumeException {
        if (uri.getPath() == null || (uri.getHost() != null && !uri.getHost().isEmpty()))
            throw new VolumeException("'" + place + "' names no local file; write file:/path or a plain path");
        return path(uri.getPath(), place);
    }

    private static Path path(String text, String place) throws VolumeException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new VolumeException("'" + place + "' is no path on this system: " + e.getReason(), e);
        }
    }
}
