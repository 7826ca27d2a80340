package org.kachel.op;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Labellings told in terms of others: seeds that grow through masks, and what makes seeds and masks.
 *
 * <p>Where two seeds reach a voxel in the same step, it goes to the one that comes last in x-major order (x slowest, by its
 * first voxel), as in CLIJ2 and pyclesperanto. Labels are those of the seeds, numbered z-major by the seed's first voxel:
 * 1, 2, … as scipy numbers, or by its place ({@link Numbering}).
 */
final class SeededLabeling {
    static final List<CatalogueEntry> ENTRIES = List.of(
            CatalogueEntry.of(
                            "masked-voronoi-labeling",
                            "Connected seeds, each grown through the mask until it meets another",
                            List.of(LabelFlood.STOP, Numbering.IDS),
                            a -> new MaskedVoronoi(LabelFlood.untilIdle(a), Numbering.of(a)))
                    .inputs("seeds", "mask"),
            CatalogueEntry.of(
                            "voronoi-labeling",
                            "Connected seeds, each grown until it meets another",
                            List.of(Numbering.IDS),
                            a -> new Voronoi(Numbering.of(a)))
                    .inputs("seeds"),
            CatalogueEntry.of(
                    "voronoi-otsu-labeling",
                    "Bright blobs: one object per maximum of the blurred image, as far as its Otsu threshold reaches",
                    List.of(
                            sigma("spot-sigma", "2", "how far apart objects are: the larger, the fewer"),
                            sigma("outline-sigma", "2", "how smooth outlines are"),
                            Numbering.IDS),
                    a -> new VoronoiOtsu(perAxis(a, "spot-sigma"), perAxis(a, "outline-sigma"), Numbering.of(a))),
            CatalogueEntry.of(
                    "gauss-otsu-labeling",
                    "Connected parts (across corners) of the blurred image above its Otsu threshold",
                    List.of(sigma("outline-sigma", "2", "how smooth outlines are"), Numbering.IDS),
                    a -> new GaussOtsu(perAxis(a, "outline-sigma"), Numbering.of(a))));

    private SeededLabeling() {}

    private static Parameter sigma(String name, String fallback, String description) {
        return Parameter.numberPerAxis(name, fallback, 0, 2000, "voxels", description);
    }

    private static List<Double> perAxis(Arguments arguments, String name) {
        return DoubleStream.of(arguments.numbers(name)).boxed().toList();
    }

    private static Composite.Operand aboveOtsu(Composite.Operand image, List<Double> sigma, Composite.Builder builder) {
        Composite.Operand smooth = builder.apply("gaussian-blur", Map.of("sigma", sigma), image);
        return builder.apply("threshold-auto", Map.of("method", "otsu"), smooth);
    }

    /** Seeds and mask, both binary. */
    record MaskedVoronoi(boolean untilIdle, Numbering numbering) implements Composite {
        @Override
        public String name() {
            return "masked-voronoi-labeling";
        }

        @Override
        public Operand expand(List<Operand> inputs, Builder builder) {
            Operand mask = inputs.get(1);
            Operand seeds = builder.apply("binary-and", Map.of(), inputs.get(0), mask);
            Operand labels = builder.apply(new FloodSeeds(numbering), seeds);
            return builder.apply(new LabelFlood(true, untilIdle), labels, mask);
        }
    }

    /** Binary seeds; the labels stand in for the mask, which is not looked at. */
    record Voronoi(Numbering numbering) implements Composite {
        @Override
        public String name() {
            return "voronoi-labeling";
        }

        @Override
        public Operand expand(List<Operand> inputs, Builder builder) {
            Operand labels = builder.apply(new FloodSeeds(numbering), inputs.get(0));
            return builder.apply(new LabelFlood(false), labels, labels);
        }
    }

    /** Both blur the original. *Source*: CLIJ's voronoi_otsu_labeling, by definition, not by code. */
    record VoronoiOtsu(List<Double> spotSigma, List<Double> outlineSigma, Numbering numbering) implements Composite {
        VoronoiOtsu {
            spotSigma = List.copyOf(spotSigma);
            outlineSigma = List.copyOf(outlineSigma);
        }

        @Override
        public String name() {
            return "voronoi-otsu-labeling";
        }

        @Override
        public Operand expand(List<Operand> inputs, Builder builder) {
            Operand image = inputs.get(0);
            Operand spots = builder.apply("gaussian-blur", Map.of("sigma", spotSigma), image);
            Operand seeds = builder.apply("detect-maxima", Map.of("radius", 0), spots);
            return builder.apply(new MaskedVoronoi(false, numbering), seeds, aboveOtsu(image, outlineSigma, builder));
        }
    }

    record GaussOtsu(List<Double> outlineSigma, Numbering numbering) implements Composite {
        GaussOtsu {
            outlineSigma = List.copyOf(outlineSigma);
        }

        @Override
        public String name() {
            return "gauss-otsu-labeling";
        }

        @Override
        public Operand expand(List<Operand> inputs, Builder builder) {
            ConnectedComponents parts = new ConnectedComponents(Connectivity.CORNERS, false, numbering);
            return builder.apply(parts, aboveOtsu(inputs.get(0), outlineSigma, builder));
        }
    }
}
