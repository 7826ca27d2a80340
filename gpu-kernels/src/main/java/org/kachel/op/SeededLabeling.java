package org.kachel.op;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Labellings told in terms of others: seeds that grow through masks, and what makes seeds and masks.
 *
 * <p>Where two seeds reach a voxel in the same step, it goes to the one that comes last in x-major order (x slowest, by its
 * first voxel), as in CLIJ2 and pyclesperanto. Labels are numbered as scipy numbers: z-major, by the seed's first voxel.
 */
final class SeededLabeling {
    static final List<CatalogueEntry> ENTRIES = List.of(
            CatalogueEntry.of(
                            "masked-voronoi-labeling",
                            "Connected seeds, each grown through the mask until it meets another",
                            List.of(LabelFlood.STOP),
                            a -> new MaskedVoronoi(LabelFlood.untilIdle(a)))
                    .inputs("seeds", "mask"),
            CatalogueEntry.of(
                            "voronoi-labeling",
                            "Connected seeds, each grown until it meets another",
                            List.of(),
                            a -> new Voronoi())
                    .inputs("seeds"),
            CatalogueEntry.of(
                    "voronoi-otsu-labeling",
                    "Bright blobs: one object per maximum of the blurred image, as far as its Otsu threshold reaches",
                    List.of(
                            sigma("spot-sigma", "2", "how far apart objects are: the larger, the fewer"),
                            sigma("outline-sigma", "2", "how smooth outlines are")),
                    a -> new VoronoiOtsu(perAxis(a, "spot-sigma"), perAxis(a, "outline-sigma"))),
            CatalogueEntry.of(
                    "gauss-otsu-labeling",
                    "Connected parts (across corners) of the blurred image above its Otsu threshold",
                    List.of(sigma("outline-sigma", "2", "how smooth outlines are")),
                    a -> new GaussOtsu(perAxis(a, "outline-sigma"))));

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

    private static Composite.Operand parts(Composite.Operand mask, Composite.Builder builder) {
        return builder.apply(new ConnectedComponents(Connectivity.CORNERS, false), mask);
    }

    /** Seeds and mask, both binary. */
    record MaskedVoronoi(boolean untilIdle) implements Composite {
        @Override
        public String name() {
            return "masked-voronoi-labeling";
        }

        @Override
        public Operand expand(List<Operand> inputs, Builder builder) {
            Operand mask = inputs.get(1);
            Operand seeds = builder.apply("binary-and", Map.of(), inputs.get(0), mask);
            return builder.apply(new LabelFlood(true, untilIdle), builder.apply(new FloodSeeds(), seeds), mask);
        }
    }

    /** Binary seeds; the labels stand in for the mask, which is not looked at. */
    record Voronoi() implements Composite {
        @Override
        public String name() {
            return "voronoi-labeling";
        }

        @Override
        public Operand expand(List<Operand> inputs, Builder builder) {
            Operand labels = builder.apply(new FloodSeeds(), inputs.get(0));
            return builder.apply(new LabelFlood(false), labels, labels);
        }
    }

    /** Both blur the original. *Source*: CLIJ's voronoi_otsu_labeling, by definition, not by code. */
    record VoronoiOtsu(List<Double> spotSigma, List<Double> outlineSigma) implements Composite {
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
            return builder.apply(new MaskedVoronoi(false), seeds, aboveOtsu(image, outlineSigma, builder));
        }
    }

    record GaussOtsu(List<Double> outlineSigma) implements Composite {
        GaussOtsu {
            outlineSigma = List.copyOf(outlineSigma);
        }

        @Override
        public String name() {
            return "gauss-otsu-labeling";
        }

        @Override
        public Operand expand(List<Operand> inputs, Builder builder) {
            return parts(aboveOtsu(inputs.get(0), outlineSigma, builder), builder);
        }
    }
}
