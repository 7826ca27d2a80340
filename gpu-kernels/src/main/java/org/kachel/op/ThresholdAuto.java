package org.kachel.op;

import java.util.List;
import org.kachel.op.expression.Relation;

/** 1 where an image is above a threshold found from its histogram: minimum-maximum, histogram, {@link AutoThreshold}, greater. */
record ThresholdAuto(String method) implements Composite {
    static final CatalogueEntry ENTRY = CatalogueEntry.of(
            "threshold-auto",
            "1 where x is above a threshold found from its histogram of 256 bins, else 0; nothing of a constant image",
            List.of(Parameter.choice("method", "otsu", AutoThreshold.METHODS, "how the threshold is found")),
            a -> new ThresholdAuto(a.text("method")));

    @Override
    public String name() {
        return "threshold-auto";
    }

    @Override
    public Operand expand(List<Operand> inputs, Builder builder) {
        Operand image = inputs.get(0);
        Operand extremes = builder.apply(new MinimumMaximum(true), image);
        Operand histogram = builder.apply(new Histogram(null), image, extremes);
        Operand threshold = builder.apply(new AutoThreshold(method), histogram, extremes);
        return builder.apply(Comparison.withScalar(Relation.GREATER), image, threshold);
    }
}
