package org.kachel.op;

import java.util.List;
import java.util.Map;

/** The image, or a narrow Gaussian of it, minus a wide Gaussian of it; float32. */
record GaussianDifference(String name, GaussianBlur narrow, GaussianBlur wide) implements Composite {
    static final List<CatalogueEntry> ENTRIES = List.of(
            CatalogueEntry.of(
                            "difference-of-gaussian",
                            "a Gaussian of sigma1 minus one of sigma2",
                            List.of(
                                    sigma("sigma1", "of the first Gaussian"),
                                    sigma("sigma2", "of the one subtracted"),
                                    Border.PARAMETER),
                            a -> new GaussianDifference("difference-of-gaussian", blur(a, "sigma1"), blur(a, "sigma2")))
                    .example(Map.of("sigma1", 1, "sigma2", 3)),
            CatalogueEntry.of(
                    "subtract-background",
                    "the image minus a Gaussian of it",
                    List.of(sigma("sigma", "of the Gaussian that is the background"), Border.PARAMETER),
                    a -> new GaussianDifference("subtract-background", null, blur(a, "sigma"))));

    private static Parameter sigma(String name, String description) {
        return Parameter.numberPerAxis(name, null, 0, 2000, "voxels", "standard deviation " + description);
    }

    private static GaussianBlur blur(Arguments arguments, String sigma) {
        return GaussianBlur.of(arguments.numbers(sigma), Border.of(arguments));
    }

    @Override
    public Operand expand(List<Operand> inputs, Builder builder) {
        Operand image = inputs.get(0);
        Operand first = narrow == null ? image : builder.apply(narrow, image);
        return builder.apply("subtract-images", Map.of("type", "float32"), first, builder.apply(wide, image));
    }
}
