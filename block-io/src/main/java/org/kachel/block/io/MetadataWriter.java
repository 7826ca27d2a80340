package org.kachel.block.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The metadata of an array that is being written, from the array outwards, so that a group appears last. */
final class MetadataWriter {
    private static final String LABELS = "labels";

    private final Store store;
    private final String dataset;
    private final VolumeSpec spec;
    private final int level;
    private final Optional<Codec> codec;
    private final boolean ome;
    private final boolean v3;
    private final StoredArray.KeyStyle keys;

    /** @param level whose chunks' keys are asked for; metadata is that of all levels */
    MetadataWriter(Store store, String dataset, VolumeSpec spec, int level, Optional<Codec> codec) {
        this.store = store;
        this.dataset = dataset;
        this.spec = spec;
        this.level = level;
        this.codec = codec;
        VolumeSpec.Format format = spec.format();
        this.ome = format == VolumeSpec.Format.OME_ZARR_0_4 || format == VolumeSpec.Format.OME_ZARR_0_5;
        this.v3 = format == VolumeSpec.Format.ZARR3 || format == VolumeSpec.Format.OME_ZARR_0_5;
        this.keys = switch (format) {
            case N5 -> new StoredArray.KeyStyle("", "/", true);
            case ZARR2, OME_ZARR_0_4 -> new StoredArray.KeyStyle("", "/", false);
            case ZARR3, OME_ZARR_0_5 -> new StoredArray.KeyStyle("c/", "/", false);
        };
    }

    /** The key of the chunk at a grid position x, y, z. */
    String key(long[] xyz) {
        return Keys.join(path(level), keys.key(new long[] {xyz[2], xyz[1], xyz[0]}));
    }

    /** Where the array of a level stands. */
    private String path(int of) {
        if (ome) return Keys.join(dataset, Integer.toString(of));
        return spec.levels().count() > 1 ? Keys.join(dataset, N5.level(of)) : dataset;
    }

    /** This level's array as a reader of its metadata would see it. */
    StoredArray array() throws IOException {
        Json json = new Json(metadata(level), store.root() + "/" + path(level));
        if (spec.format() == VolumeSpec.Format.N5) return N5.parse(path(level), json);
        return v3 ? Zarr3.parse(path(level), json) : Zarr2.parse(store, path(level), json);
    }

    private ObjectNode metadata(int of) {
        VolumeSpec one = spec.level(of);
        if (spec.format() != VolumeSpec.Format.N5)
            return v3 ? Zarr3.metadata(one, one.chunk(), codec) : Zarr2.metadata(one, one.chunk(), codec, "/");
        ObjectNode json = N5.metadata(one, one.chunk(), codec);
        if (spec.levels().count() > 1)
            for (long factor : spec.levels().scale(spec.size(), of))
                json.withArray(N5.FACTORS).add(factor);
        return json;
    }

    void write() throws IOException {
        boolean n5 = spec.format() == VolumeSpec.Format.N5;
        String name = n5 ? N5.ATTRIBUTES : v3 ? Zarr3.METADATA : Zarr2.ARRAY;
        for (int i = spec.levels().count() - 1; i >= 0; i--) {
            ObjectNode json = metadata(i);
            if (n5 && path(i).isEmpty()) json.setAll(N5.root());
            Json.write(store, Keys.join(path(i), name), json);
        }
        if (n5) writeN5Root();
        else if (!path(0).isEmpty()) writeParents(ome ? dataset : Keys.parent(dataset));
        if (ome) writeImage();
    }

    private void writeN5Root() throws IOException {
        if (store.size(N5.ATTRIBUTES) < 0) Json.write(store, N5.ATTRIBUTES, N5.root());
    }

    /** Group metadata for {@code group} and all above it that have none yet. */
    private void writeParents(String group) throws IOException {
        String key = Keys.join(group, v3 ? Zarr3.METADATA : Zarr2.GROUP);
        if (store.size(key) < 0) Json.write(store, key, v3 ? Zarr3.group() : Zarr2.group());
        if (!group.isEmpty()) writeParents(Keys.parent(group));
    }

    private void writeImage() throws IOException {
        String name = dataset.isEmpty() ? Keys.name(store.root()) : Keys.name(dataset);
        boolean label = spec.label() || Keys.name(Keys.parent(dataset)).equals(LABELS);
        change(dataset, attributes -> {
            if (v3) attributes.put("version", "0.5");
            attributes.set("multiscales", Multiscale.metadata(name, spec, !v3));
            if (label) {
                ObjectNode json = attributes.putObject("image-label");
                if (!v3) json.put("version", "0.4");
                json.putObject("source").put("image", "../../");
            }
        });
        String parent = Keys.parent(dataset);
        if (Keys.name(parent).equals(LABELS)) change(parent, attributes -> list(attributes, name));
    }

    private void list(ObjectNode attributes, String name) {
        if (v3) attributes.put("version", "0.5");
        List<String> names = new ArrayList<>();
        for (JsonNode known : attributes.path(LABELS)) names.add(known.asText());
        if (!names.contains(name)) names.add(name);
        ArrayNode listed = attributes.putArray(LABELS);
        names.forEach(listed::add);
    }

    /** Changes a group's OME attributes and leaves all others as they are. */
    private void change(String group, java.util.function.Consumer<ObjectNode> change) throws IOException {
        String key = Keys.join(group, v3 ? Zarr3.METADATA : Zarr2.ATTRIBUTES);
        ObjectNode json = Json.read(store, key)
                .map(known -> (ObjectNode) known.node())
                .orElseGet(() -> v3 ? Zarr3.group() : Json.object());
        change.accept(v3 ? child(child(json, "attributes"), "ome") : json);
        Json.write(store, key, json);
    }

    private static ObjectNode child(ObjectNode json, String field) {
        return json.get(field) instanceof ObjectNode known ? known : json.putObject(field);
    }

    /** Takes a label image that is gone out of its parent's list. */
    static void unlist(Store store, String path) throws IOException {
        String parent = Keys.parent(path);
        if (!Keys.name(parent).equals(LABELS)) return;
        for (String name : List.of(Zarr2.ATTRIBUTES, Zarr3.METADATA)) {
            Optional<Json> json = Json.read(store, Keys.join(parent, name));
            if (json.isEmpty()) continue;
            JsonNode attributes = name.equals(Zarr3.METADATA)
                    ? json.get().node().path("attributes").path("ome")
                    : json.get().node();
            if (!(attributes.path(LABELS) instanceof ArrayNode listed)) continue;
            for (int i = listed.size() - 1; i >= 0; i--)
                if (listed.get(i).asText().equals(Keys.name(path))) listed.remove(i);
            Json.write(store, Keys.join(parent, name), json.get().node());
        }
    }
}
