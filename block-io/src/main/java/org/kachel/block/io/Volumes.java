package org.kachel.block.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Opens and creates volumes, whatever their format. */
public final class Volumes {
    /** The codec of a {@link VolumeSpec} where the user names none. */
    public static final String DEFAULT_CODEC = "zstd:1";

    private static final List<String> METADATA =
            List.of(Zarr2.ATTRIBUTES, Zarr2.ARRAY, Zarr3.METADATA, N5.ATTRIBUTES, Zarr2.GROUP, ".zmetadata");
    private static final Set<String> GROUP_ONLY =
            Set.of(Zarr2.GROUP, Zarr2.ATTRIBUTES, Zarr3.METADATA, N5.ATTRIBUTES, "labels", ".zmetadata");

    /** What chunks and their folders are called in any of the formats. */
    private static final Pattern CHUNKS = Pattern.compile("c(\\.\\d+)*|\\d+(\\.\\d+)*");

    private static final Pattern N5_LEVEL = Pattern.compile("s\\d+");

    private Volumes() {}

    /** Opens {@code address} for reading. *Errors*: {@link VolumeException} where it is missing, ambiguous or unreadable. */
    public static Volume open(VolumeAddress address) throws IOException {
        return open(address, BadChunks.FAIL);
    }

    /** The same, where {@code badChunks} decides what becomes of chunks that cannot be decoded. */
    public static Volume open(VolumeAddress address, BadChunks badChunks) throws IOException {
        return new ChunkedVolume(address, Container.locate(address), ChunkCache.shared(), badChunks);
    }

    /** Paths of all images in a container: arrays, and pyramids by the path of their group; sorted. */
    public static List<String> datasets(String container) throws IOException {
        return Container.datasets(container);
    }

    /** What {@code kachel info} tells about a volume, from its metadata alone. */
    public static VolumeInfo info(VolumeAddress address) throws IOException {
        return VolumeInfo.of(address, Container.locate(address));
    }

    /**
     * Whether anything stands at {@code address} that a writer would overwrite: an array, a pyramid, or chunks that an
     * unfinished writer left behind.
     */
    public static boolean exists(VolumeAddress address) throws IOException {
        Store store = Stores.at(address.container());
        String path = Keys.dataset(address.dataset());
        if (Container.array(store, path).isPresent()
                || Container.pyramid(store, path).isPresent()) return true;
        for (String name : store.list(path))
            if (path.isEmpty() ? remains(store, name) : !GROUP_ONLY.contains(name)) return true;
        return false;
    }

    /**
     * Removes the volume at {@code address}, its metadata first. What else the container holds stays, such as the labels
     * of an image at the container's root.
     *
     * <p>*Errors*: {@link VolumeException} where the path is a group of several volumes.
     */
    public static void delete(VolumeAddress address) throws IOException {
        Store store = Stores.at(address.container());
        String path = Keys.dataset(address.dataset());
        Optional<Multiscale> pyramid = Container.pyramid(store, path);
        if (pyramid.isEmpty() && Container.array(store, path).isEmpty()) {
            List<String> within = Container.datasets(address.container()).stream()
                    .filter(d -> path.isEmpty() ? !d.startsWith("labels/") : d.startsWith(path + "/"))
                    .toList();
            if (!within.isEmpty())
                throw new VolumeException("%s is a group of %d volumes: delete one at a time: %s"
                        .formatted(address, within.size(), String.join(", ", within)));
        }
        for (String name : METADATA) store.delete(Keys.join(path, name));
        if (path.isEmpty()) deleteChunks(store, pyramid);
        else {
            store.deleteFolder(path);
            MetadataWriter.unlist(store, path);
        }
    }

    /** All that decides how the objects of {@code address} are read: the metadata there and in the folders around it. */
    public static String metadata(VolumeAddress address) throws IOException {
        Container.Located located = Container.locate(address);
        Store store = located.store();
        StringBuilder all = new StringBuilder();
        for (String path = located.array().path(); ; path = Keys.parent(path)) {
            for (String name : METADATA) {
                byte[] text = store.read(Keys.join(path, name));
                if (text == null) continue;
                all.append(path).append(' ').append(name).append(' ').append(new String(text, StandardCharsets.UTF_8));
            }
            if (path.isEmpty()) return all.toString();
        }
    }

    /** Takes away the metadata of all levels, so that nobody opens what is being changed; its chunks stay. */
    public static void withdraw(VolumeAddress address) throws IOException {
        Store store = Stores.at(address.container());
        String path = Keys.dataset(address.dataset());
        boolean array = Container.array(store, path).isPresent();
        for (String name : METADATA) store.delete(Keys.join(path, name));
        if (!path.isEmpty()) MetadataWriter.unlist(store, path);
        if (array) return;
        for (String level : store.list(path))
            if (CHUNKS.matcher(level).matches() || N5_LEVEL.matcher(level).matches())
                for (String name : METADATA) store.delete(Keys.join(Keys.join(path, level), name));
    }

    /** Whether an object or folder of the root holds chunks, or is the unfinished level of an N5 pyramid. */
    private static boolean remains(Store store, String name) throws IOException {
        if (CHUNKS.matcher(name).matches()) return true;
        return N5_LEVEL.matcher(name).matches()
                && Container.array(store, name).isEmpty()
                && store.list(name).stream().allMatch(n -> CHUNKS.matcher(n).matches());
    }

    private static void deleteChunks(Store store, Optional<Multiscale> pyramid) throws IOException {
        if (pyramid.isPresent()) for (Multiscale.Level level : pyramid.get().levels()) store.deleteFolder(level.path());
        for (String name : store.list(""))
            if (remains(store, name)) {
                if (store.size(name) >= 0) store.delete(name);
                else store.deleteFolder(name);
            }
    }

    /**
     * A writer of the array at {@code address}; every executor opens its own. Nothing is written before the first block.
     *
     * <p>*Errors*: {@link VolumeException} where the place cannot be written; {@link IllegalArgumentException} where the
     * specification makes no sense, such as an unknown codec.
     */
    public static VolumeWriter writer(VolumeAddress address, VolumeSpec spec) throws IOException {
        return writer(address, spec, 0);
    }

    /** The same of one level of the volume. */
    public static VolumeWriter writer(VolumeAddress address, VolumeSpec spec, int level) throws IOException {
        return new ChunkedWriter(address, spec, level);
    }

    /** What the writers of a level have written so far, before any metadata tells of it. */
    public static Volume unfinished(VolumeAddress address, VolumeSpec spec, int level) throws IOException {
        ChunkedWriter writer = new ChunkedWriter(address, spec, level);
        return new ChunkedVolume(address, writer.located(), ChunkCache.shared(), BadChunks.FAIL);
    }

    /**
     * The address of one level of the pyramid at {@code address}, 0 the finest. *Errors*: {@link VolumeException} where there
     * is no such level.
     */
    public static VolumeAddress level(VolumeAddress address, int level) throws IOException {
        return address.dataset(Container.level(address, level));
    }
}
