package org.kachel.op;

import java.io.Serializable;
import java.util.List;

/**
 * A measured property of objects by which users filter and paint, all in voxels.
 *
 * @param name as users write it
 * @param column of the table of objects; of the measured image where {@code of} is that, without the image's name
 * @param of what it takes besides the object itself to measure it
 * @param nearest how many of the nearest objects it is about, 0 where it is about none
 */
public record ObjectProperty(String name, String column, Of of, int nearest, String unit, String description)
        implements Serializable {
    /** What a property is measured in. */
    public enum Of {
        OBJECT,
        IMAGE,
        /** Who touches whom. */
        TOUCHING,
        /** The centroids of all objects. */
        NEAREST
    }

    static final ObjectProperty SIZE = of("size", "voxel-count", "voxels", "number of voxels");
    static final ObjectProperty TOUCHES_BORDER =
            of("touches-border", "touches-border", "", "whether it reaches the volume's border: 1 or 0");

    private static final ObjectProperty NEAREST = new ObjectProperty(
            "mean-distance-nearest",
            "mean_distance_nearest_",
            Of.NEAREST,
            0,
            "voxels",
            "mean distance of its centroid to the nearest others");

    /** How many of the nearest count. */
    static final Parameter NEIGHBOURS = Parameter.integer(
            "nearest", "6", 1, 1000, "", "of how many of the nearest objects mean-distance-nearest is the mean");

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
            ofImage("standard-deviation", "standard deviation of values"),
            touching("touching-neighbours", "", "number of others that share a face of a voxel with it"),
            touching("mean-distance-touching", "voxels", "mean distance of its centroid to theirs"),
            NEAREST);

    private static ObjectProperty of(String name, String column, String unit, String description) {
        return new ObjectProperty(name, column, Of.OBJECT, 0, unit, description);
    }

    private static ObjectProperty ofImage(String name, String description) {
        return new ObjectProperty(name, name, Of.IMAGE, 0, "grey values", description + " of the image");
    }

    private static ObjectProperty touching(String name, String unit, String description) {
        return new ObjectProperty(name, name.replace('-', '_'), Of.TOUCHING, 0, unit, description);
    }

    /** The one of this name, with as many of the nearest as {@code arguments} say. */
    static ObjectProperty named(String name, Arguments arguments) {
        ObjectProperty found =
                ALL.stream().filter(p -> p.name.equals(name)).findFirst().orElseThrow();
        return found == NEAREST ? found.ofNearest(arguments.integer(NEIGHBOURS.name())) : found;
    }

    private ObjectProperty ofNearest(int n) {
        return new ObjectProperty(name, column + n, of, n, unit, description);
    }

    /** Whether it takes an intensity image to measure it. */
    public boolean ofImage() {
        return of == Of.IMAGE;
    }

    /** Whether it takes knowing who touches whom. */
    public boolean touching() {
        return of == Of.TOUCHING;
    }

    /** Whether it takes the labels around a block to measure it. */
    public boolean surface() {
        return column.equals("surface-voxels");
    }

    /** *Errors*: {@link ParameterException} where a property of an image is wanted and there is none among the inputs. */
    static void check(String operation, List<ObjectProperty> properties, int inputs) {
        for (ObjectProperty property : properties)
            if (property.ofImage() && inputs < 2)
                throw new ParameterException(
                        "of",
                        "%s: %s is measured in an image, which is the second input: of: [labels, image]"
                                .formatted(operation, property.name));
    }
}
