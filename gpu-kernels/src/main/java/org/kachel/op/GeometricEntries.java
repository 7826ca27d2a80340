package org.kachel.op;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The geometric operations of the catalogue. */
final class GeometricEntries {
    static final List<CatalogueEntry> ENTRIES = Stream.of(
                    flips(),
                    List.of(transpose()),
                    windows(),
                    reslices(),
                    Projection.ENTRIES,
                    AffineEntries.ENTRIES,
                    List.of(Downsample.ENTRY, RadialReslice.ENTRY))
            .flatMap(List::stream)
            .toList();

    private GeometricEntries() {}

    private static List<CatalogueEntry> flips() {
        return IntStream.range(0, 3)
                .mapToObj(axis -> CatalogueEntry.of(
                        "flip-" + "xyz".charAt(axis),
                        "mirror image along " + "xyz".charAt(axis),
                        List.of(),
                        a -> Rearrangement.flip(axis)))
                .toList();
    }

    private static CatalogueEntry transpose() {
        Parameter order =
                Parameter.text("order", "zyx", "the input's axes that become x, y and z, such as [z, y, x] or zyx");
        return CatalogueEntry.of(
                "transpose",
                "axes in another order",
                List.of(order),
                a -> Rearrangement.axes("transpose", order(a.text("order")), List.of(false, false, false)));
    }

    private static List<Integer> order(String text) {
        List<Integer> axes = text.replaceAll("[\\[\\], ]", "")
                .chars()
                .mapToObj("xyz"::indexOf)
                .toList();
        if (axes.size() == 3 && axes.stream().sorted().toList().equals(List.of(0, 1, 2))) return axes;
        throw new ParameterException(
                "order", "transpose: order is " + text + ", but must name x, y and z once each, such as [z, y, x]");
    }

    private static List<CatalogueEntry> windows() {
        return List.of(
                CatalogueEntry.of(
                                "crop",
                                "a part of the image",
                                List.of(
                                        count("from", 0, "0", "first voxel that stays"),
                                        count("size", 0, "0", "voxels that stay; 0 is all from there on")),
                                a -> Rearrangement.crop(a.integers("from"), a.integers("size")))
                        .example(Map.of("from", 1)),
                CatalogueEntry.of(
                                "pad",
                                "the image with voxels of one value around it",
                                List.of(
                                        count("before", 0, "0", "voxels before the first"),
                                        count("after", 0, "0", "voxels after the last"),
                                        Parameter.number(
                                                "value",
                                                "0",
                                                Double.NEGATIVE_INFINITY,
                                                Double.POSITIVE_INFINITY,
                                                "grey values",
                                                "value of these voxels, saturated to the image's type")),
                                a -> Rearrangement.pad(a.integers("before"), a.integers("after"), a.number("value")))
                        .example(Map.of("before", 2, "after", 2)),
                CatalogueEntry.of(
                                "translate",
                                "moved by whole voxels, same size; what comes in is 0",
                                List.of(count("by", -MOST, "0", "how far voxels move, backwards where negative")),
                                a -> Rearrangement.translate(a.integers("by")))
                        .example(Map.of("by", List.of(3, -2, 1))));
    }

    private static final double MOST = 1 << 30;

    private static Parameter count(String name, double minimum, String fallback, String description) {
        return Parameter.integerPerAxis(name, fallback, minimum, MOST, "voxels", description);
    }

    private static List<CatalogueEntry> reslices() {
        return List.of(
                reslice("top", List.of(0, 2, 1), false, "slices along y, from the first on; z becomes y"),
                reslice("bottom", List.of(0, 2, 1), true, "slices along y, from the last back; z becomes y"),
                reslice("left", List.of(1, 2, 0), false, "slices along x, from the first on; y becomes x, z becomes y"),
                reslice(
                        "right",
                        List.of(1, 2, 0),
                        true,
                        "slices along x, from the last back; y becomes x, z becomes y"));
    }

    private static CatalogueEntry reslice(String side, List<Integer> axes, boolean back, String summary) {
        String name = "reslice-" + side;
        return CatalogueEntry.of(
                name, summary, List.of(), a -> Rearrangement.axes(name, axes, List.of(false, false, back)));
    }
}
