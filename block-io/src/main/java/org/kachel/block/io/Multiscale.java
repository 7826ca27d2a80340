package org.kachel.block.io;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An OME-Zarr pyramid: the levels of one image, finest first.
 *
 * @param axes t, c, z, y, x in stored order; empty where the metadata is older than axes
 * @param units of the axes, empty where unknown
 */
record Multiscale(String version, List<String> axes, List<String> units, List<Level> levels) {

    /** One resolution: its path below the group, and the size of a voxel along the array's axes (empty where unknown). */
    record Level(String path, double[] scale) {}

    /** Powers of ten of a meter. */
    private static final Map<String, Integer> METERS = Map.ofEntries(
            Map.entry("picometer", -12),
            Map.entry("angstrom", -10),
            Map.entry("nanometer", -9),
            Map.entry("micrometer", -6),
            Map.entry("millimeter", -3),
            Map.entry("centimeter", -2),
            Map.entry("meter", 0));

    /** The first pyramid in a group's attributes (those of Zarr v3 already looked up under {@code ome}). */
    static Optional<Multiscale> parse(Json attributes) throws VolumeException {
        Json ome = attributes.has("ome") ? attributes.get("ome") : attributes;
        if (!ome.has("multiscales")) return Optional.empty();
        List<Json> all = ome.get("multiscales").elements();
        if (all.isEmpty()) return Optional.empty();
        Json first = all.get(0);
        List<String> axes = new ArrayList<>();
        List<String> units = new ArrayList<>();
        if (first.has("axes"))
            for (Json axis : first.get("axes").elements()) {
                axes.add(letter(axis));
                units.add(axis.node().path("unit").asText(""));
            }
        double[] root = scale(first.get("coordinateTransformations"));
        List<Level> levels = new ArrayList<>();
        for (Json dataset : first.get("datasets").elements())
            levels.add(new Level(
                    path(dataset.get("path")), product(root, scale(dataset.get("coordinateTransformations")))));
        if (levels.isEmpty()) throw first.get("datasets").wrong("at least one level");
        String version = ome.get("version").text(first.get("version").text(""));
        return Optional.of(new Multiscale(version, List.copyOf(axes), List.copyOf(units), List.copyOf(levels)));
    }

    /** Below the group and not the group itself: who deletes a pyramid deletes its levels. */
    private static String path(Json json) throws VolumeException {
        String path = json.text();
        try {
            path = Keys.dataset(path);
        } catch (VolumeException e) {
            throw new VolumeException(json.where() + ": " + e.getMessage(), e);
        }
        if (path.isEmpty()) throw json.wrong("a path below the group");
        return path;
    }

    private static String letter(Json axis) {
        if (axis.node().isTextual()) return axis.node().textValue();
        String type = axis.node().path("type").asText("");
        return switch (type) {
            case "channel" -> "c";
            case "time" -> "t";
            default -> axis.node().path("name").asText("?");
        };
    }

    /** The product of all scales in a list of transformations; empty where there is none. */
    private static double[] scale(Json transformations) throws VolumeException {
        double[] scale = {};
        if (transformations.isMissing()) return scale;
        for (Json transformation : transformations.elements())
            if (transformation.get("type").text("").equals("scale") && transformation.has("scale"))
                scale = product(scale, transformation.get("scale").numbers());
        return scale;
    }

    private static double[] product(double[] a, double[] b) {
        if (a.length != b.length) return a.length > b.length ? a : b;
        double[] product = new double[a.length];
        Arrays.setAll(product, i -> a[i] * b[i]);
        return product;
    }

    /** Voxel size of {@code level} along x, y, z in the unit of x. */
    Spacing spacing(int level, List<String> names) {
        double[] scale = levels.get(level).scale();
        int x = names.indexOf("x");
        if (scale.length != names.size() || x < 0) return Spacing.VOXELS;
        String unit = unit(x);
        return new Spacing(
                scale[x], along(scale, names.indexOf("y"), unit), along(scale, names.indexOf("z"), unit), unit);
    }

    private String unit(int axis) {
        return axis >= 0 && axis < units.size() ? units.get(axis) : "";
    }

    private double along(double[] scale, int axis, String unit) {
        if (axis < 0) return 1;
        Integer from = METERS.get(unit(axis));
        Integer to = METERS.get(unit);
        if (from == null || to == null) return scale[axis];
        return from < to ? scale[axis] / Math.pow(10, to - from) : scale[axis] * Math.pow(10, from - to);
    }

    /** {@code multiscales} of an image with the axes z, y, x: its levels are called 0, 1, 2. */
    static ArrayNode metadata(String name, VolumeSpec spec, boolean versioned) {
        ArrayNode multiscales = Json.object().arrayNode();
        ObjectNode image = multiscales.addObject();
        if (versioned) image.put("version", "0.4");
        image.put("name", name);
        ArrayNode axes = image.putArray("axes");
        for (String axis : List.of("z", "y", "x")) {
            ObjectNode json = axes.addObject().put("name", axis).put("type", "space");
            if (!spec.spacing().unit().isEmpty())
                json.put("unit", spec.spacing().unit());
        }
        ArrayNode datasets = image.putArray("datasets");
        for (int level = 0; level < spec.levels().count(); level++)
            transformations(datasets.addObject().put("path", Integer.toString(level)), spec, level);
        if (spec.levels().count() > 1) image.put("type", spec.levels().method());
        return multiscales;
    }

    /** Where a level's voxels lie: the first one's centre is that of its box of voxels of the finest level. */
    private static void transformations(ObjectNode dataset, VolumeSpec spec, int level) {
        double[] voxel = {spec.spacing().x(), spec.spacing().y(), spec.spacing().z()};
        long[] factors = spec.levels().scale(spec.size(), level);
        ArrayNode both = dataset.putArray("coordinateTransformations");
        ArrayNode scale = both.addObject().put("type", "scale").putArray("scale");
        for (int d = 2; d >= 0; d--) scale.add(voxel[d] * factors[d]);
        if (spec.levels().count() == 1) return;
        ArrayNode translation = both.addObject().put("type", "translation").putArray("translation");
        for (int d = 2; d >= 0; d--) translation.add(voxel[d] * (factors[d] - 1) / 2);
    }
}
