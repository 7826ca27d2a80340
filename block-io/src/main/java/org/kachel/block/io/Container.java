package org.kachel.block.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What stands in a container, and which array an address means. */
final class Container {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_LISTED = 1000;
    private static final int ANCESTORS = 3;

    /** Folders that are looked into for images: links may make circles, and a search must come to an end. */
    private static final int MAX_VISITED = 10_000;

    private final Store store;
    private final VolumeAddress address;

    private int visited;

    private Container(Store store, VolumeAddress address) {
        this.store = store;
        this.address = address;
    }

    /** An array that was found: with its pyramid and its place in it, if any. */
    record Located(Store store, StoredArray array, Optional<Multiscale> pyramid, int level, String pyramidPath) {
        List<String> names() {
            return Axes.names(array, pyramid.map(Multiscale::axes).orElse(List.of()));
        }

        Spacing spacing() throws VolumeException {
            if (array.format() == StoredArray.ContainerFormat.N5) return n5Spacing(array.attributes());
            return pyramid.isPresent() ? pyramid.get().spacing(level, names()) : Spacing.VOXELS;
        }
    }

    /** *Errors*: {@link VolumeException} where there is no such array, or more than one. */
    static Located locate(VolumeAddress address) throws IOException {
        return new Container(Stores.at(address.container()), address).located();
    }

    /** Paths of all images in a container: arrays, and pyramids by the path of their group; sorted. */
    static List<String> datasets(String place) throws IOException {
        Container container = new Container(Stores.at(place), VolumeAddress.of(place));
        TreeSet<String> found = new TreeSet<>();
        container.collect("", found, 0, true);
        return List.copyOf(found);
    }

    /** The path of the array of one level of the pyramid that an address means. */
    static String level(VolumeAddress address, int level) throws IOException {
        Located found = locate(address);
        List<Multiscale.Level> levels = found.pyramid()
                .map(Multiscale::levels)
                .orElseThrow(
                        () -> new VolumeException(address + " has no pyramid, so that there is no level to choose"));
        if (level < 0 || level >= levels.size())
            throw new VolumeException("%s: there is no level %d, the pyramid has %d levels (0 to %d)"
                    .formatted(address, level, levels.size(), levels.size() - 1));
        String path = Keys.join(found.pyramidPath(), levels.get(level).path());
        if (array(found.store(), path).isEmpty())
            throw new VolumeException(
                    ("%s: level %d is not at %s; where a level is chosen, the volume is the group of the"
                                    + " pyramid, not one of its arrays")
                            .formatted(address, level, path));
        return path;
    }

    private Located located() throws IOException {
        String path = Keys.dataset(address.dataset());
        Optional<Located> direct = at(path);
        if (direct.isPresent()) return direct.get();
        TreeSet<String> found = new TreeSet<>();
        collect(path, found, 0, false);
        if (found.size() > 1)
            throw new VolumeException(
                    "%s holds %d arrays: choose one with dataset: %s".formatted(address, found.size(), listed(found)));
        if (found.size() == 1) return at(found.first()).orElseThrow(() -> missing(path));
        throw missing(path);
    }

    private static String listed(TreeSet<String> found) {
        List<String> few = found.stream().limit(20).toList();
        return String.join(", ", few) + (found.size() > few.size() ? ", …" : "");
    }

    private VolumeException missing(String path) {
        try {
            if (store.list("").isEmpty()) return new VolumeException("there is nothing at " + store.root());
            TreeSet<String> others = new TreeSet<>();
            if (!path.isEmpty()) collect("", others, 0, true);
            String hint = others.isEmpty() ? "" : "; the container holds " + listed(others);
            return new VolumeException("%s holds no Zarr or N5 array%s".formatted(address, hint));
        } catch (IOException e) {
            return new VolumeException("%s holds no Zarr or N5 array".formatted(address), e);
        }
    }

    /** The array at {@code path}, or the finest level of the pyramid there. */
    private Optional<Located> at(String path) throws IOException {
        Optional<StoredArray> array = array(store, path);
        if (array.isPresent()) return Optional.of(withPyramid(array.get()));
        Optional<Multiscale> pyramid = pyramid(store, path);
        if (pyramid.isPresent()) {
            String finest = Keys.join(path, pyramid.get().levels().get(0).path());
            StoredArray level = array(store, finest)
                    .orElseThrow(() -> new VolumeException(
                            "%s: the pyramid's finest level %s is missing".formatted(address, finest)));
            return Optional.of(new Located(store, level, pyramid, 0, path));
        }
        Optional<StoredArray> s0 = array(store, Keys.join(path, "s0"));
        return s0.filter(a -> a.format() == StoredArray.ContainerFormat.N5)
                .map(a -> new Located(store, a, Optional.empty(), 0, ""));
    }

    /** Looks for the pyramid that an array belongs to among the groups above it, in and above the container. */
    private Located withPyramid(StoredArray array) throws IOException {
        Store above = store;
        String path = array.path();
        String below = "";
        for (int i = 0; i < ANCESTORS; i++) {
            if (path.isEmpty()) {
                String root = above.root();
                int slash = root.lastIndexOf('/');
                if (slash <= 0 || slash == root.length() - 1 || root.charAt(slash - 1) == '/') break;
                path = root.substring(slash + 1);
                above = Stores.at(root.substring(0, slash));
            }
            below = Keys.join(Keys.name(path), below);
            path = Keys.parent(path);
            Optional<Multiscale> pyramid = above == store ? pyramid(store, path) : pyramidOutside(above, path);
            if (pyramid.isEmpty()) continue;
            for (int level = 0; level < pyramid.get().levels().size(); level++)
                if (pyramid.get().levels().get(level).path().equals(below))
                    return new Located(store, array, pyramid, level, path);
        }
        return new Located(store, array, Optional.empty(), 0, "");
    }

    /** As {@link #pyramid}; what cannot be read outside of the container is none of its business. */
    private static Optional<Multiscale> pyramidOutside(Store above, String path) {
        try {
            return pyramid(above, path);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Adds the images at and below {@code path}; an image's label images too, where {@code labels}. */
    private void collect(String path, TreeSet<String> found, int depth, boolean labels) throws IOException {
        if (depth > MAX_DEPTH || found.size() > MAX_LISTED) return;
        if (++visited > MAX_VISITED)
            throw new VolumeException("%s has more than %d folders without an array: name the dataset that is meant"
                    .formatted(address, MAX_VISITED));
        if (isArray(store, path)) {
            found.add(path);
            return;
        }
        boolean image = pyramid(store, path).isPresent();
        if (image) found.add(path);
        for (String name : store.list(path)) {
            boolean group = !name.startsWith(".") && !name.endsWith(".json") && Keys.isName(name);
            boolean wanted = !image || (labels && name.equals("labels"));
            if (group && wanted) collect(Keys.join(path, name), found, depth + 1, labels);
        }
    }

    /** Whether an array stands at {@code path}, be it readable or not. */
    private static boolean isArray(Store store, String path) throws IOException {
        if (store.size(Keys.join(path, Zarr2.ARRAY)) >= 0) return true;
        Optional<Json> zarr3 = Json.read(store, Keys.join(path, Zarr3.METADATA));
        if (zarr3.isPresent()) return Zarr3.isArray(zarr3.get());
        Optional<Json> n5 = Json.read(store, Keys.join(path, N5.ATTRIBUTES));
        return n5.isPresent() && N5.isArray(n5.get());
    }

    static Optional<StoredArray> array(Store store, String path) throws IOException {
        Optional<Json> zarr3 = Json.read(store, Keys.join(path, Zarr3.METADATA));
        if (zarr3.isPresent())
            return Zarr3.isArray(zarr3.get()) ? Optional.of(Zarr3.parse(path, zarr3.get())) : Optional.empty();
        Optional<Json> zarr2 = Json.read(store, Keys.join(path, Zarr2.ARRAY));
        if (zarr2.isPresent()) return Optional.of(Zarr2.parse(store, path, zarr2.get()));
        Optional<Json> n5 = Json.read(store, Keys.join(path, N5.ATTRIBUTES));
        return n5.isPresent() && N5.isArray(n5.get()) ? Optional.of(N5.parse(path, n5.get())) : Optional.empty();
    }

    static Optional<Multiscale> pyramid(Store store, String path) throws IOException {
        Optional<Json> zarr3 = Json.read(store, Keys.join(path, Zarr3.METADATA));
        if (zarr3.isPresent()) return Multiscale.parse(zarr3.get().get("attributes"));
        Optional<Json> zarr2 = Json.read(store, Keys.join(path, Zarr2.ATTRIBUTES));
        return zarr2.isPresent() ? Multiscale.parse(zarr2.get()) : n5Pyramid(store, path);
    }

    /** N5 has no metadata of a pyramid: its levels are called s0, s1, s2. */
    private static Optional<Multiscale> n5Pyramid(Store store, String path) throws IOException {
        List<Multiscale.Level> levels = new ArrayList<>();
        for (Optional<Json> json = n5Level(store, path, 0);
                json.isPresent();
                json = n5Level(store, path, levels.size()))
            levels.add(new Multiscale.Level(N5.level(levels.size()), new double[0]));
        return levels.size() < 2
                ? Optional.empty()
                : Optional.of(new Multiscale("", List.of(), List.of(), List.copyOf(levels)));
    }

    private static Optional<Json> n5Level(Store store, String path, int level) throws IOException {
        return Json.read(store, Keys.join(Keys.join(path, N5.level(level)), N5.ATTRIBUTES))
                .filter(N5::isArray);
    }

    private static Spacing n5Spacing(Json attributes) throws VolumeException {
        Json resolution = attributes.get("pixelResolution");
        Json numbers = resolution.node().isArray() ? resolution : resolution.get("dimensions");
        if (!numbers.node().isArray()) return Spacing.VOXELS;
        double[] xyz = numbers.numbers();
        if (xyz.length == 0) return Spacing.VOXELS;
        if (attributes.has(N5.FACTORS)) {
            double[] factors = attributes.get(N5.FACTORS).numbers();
            if (factors.length == xyz.length) Arrays.setAll(xyz, d -> xyz[d] * factors[d]);
        }
        return new Spacing(
                xyz[0],
                xyz.length > 1 ? xyz[1] : 1,
                xyz.length > 2 ? xyz[2] : 1,
                OmeUnits.named(resolution.node().path("unit").asText("")));
    }
}
