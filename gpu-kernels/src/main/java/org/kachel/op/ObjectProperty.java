package org.kachel.op;

import java.io.Serializable;
import java.util.List;
import java.util.function.Predicate;

/**
 * A measured property of objects by which users filter and paint, all in voxels.
 *
 * @param name as users write it
 * @param column of the table of objects; of the measured image where {@code ofImage}, without the image's name
 * @param ofImage whether it takes an intensity image to measure it
 */
public record ObjectProperty(String name, String column, boolean ofImage, String unit, String description)
        implements Serializable {
    static final ObjectProperty SIZE = new ObjectProperty("size", "voxel-count", false, "voxels", "number of voxels");
    static final ObjectProperty TOUCHES_BORDER = new ObjectProperty(
            "touches-border", "touches-border", false, "", "whether it reaches the volume's border: 1 or 0");

    /** All, in the order in which they are shown. */
    static final List<ObjectProperty> ALL = List.of(
            SIZE,
            of(
                    "surface",
                    "surface-voxels",
                    "voxels",
                    "voxels that touch another label, background or the outside by a face"),
            TOUCHES_BORDER,
            of("extent", "extent", "", "share of its bounding box that it fills"),
            of(
                    "axis-major-length",
                    "axis-major-length",
                    "voxels",
                    "longest axis of the ellipsoid with the same moments"),
            of(
                    "axis-minor-length",
                    "axis-minor-length",
                    "voxels",
                    "shortest axis of the ellipsoid with the same moments"),
            of("elongation", "elongation", "", "longest axis over the next one"),
            of("centroid-x", "centroid-x", "voxels", "centroid along x"),
            of("centroid-y", "centroid-y", "voxels", "centroid along y"),
            of("centroid-z", "centroid-z", "voxels", "centroid along z"),
            ofImage("min", "smallest value"),
            ofImage("max", "largest value"),
            ofImage("mean", "mean value"),
            ofImage("sum", "sum of values"),
            ofImage("standard-deviation", "standard deviation of values"));

    private static ObjectProperty of(String name, String column, String unit, String description) {
        return new ObjectProperty(name, column, false, unit, description);
    }

    private static ObjectProperty ofImage(String name, String description) {
        return new ObjectProperty(name, name, true, "grey values", description + " of the image");
    }

    static ObjectProperty named(String name) {
        return first(p -> p.name.equals(name));
    }

    private static ObjectProperty first(Predicate<ObjectProperty> wanted) {
        return ALL.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Whether it takes the labels around a block to measure it. */
    public boolean surface() {
        return column.equals("surface-voxels");
    }

    /** *Errors*: {@link ParameterException} where a property of an image is wanted and there is none among the inputs. */
    static void check(String operation, List<ObjectProperty> properties, int inputs) {
        for (ObjectProperty property : properties)
            if (property.ofImage && inputs < 2)
                throw new ParameterException(
                        "of",
                        "%s: %s is measured in an image, which is the second input: of: [labels, image]"
                                .formatted(operation, property.name));
    }
}
