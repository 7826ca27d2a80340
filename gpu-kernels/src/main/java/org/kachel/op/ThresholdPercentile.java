package org.kachel.op;

import java.util.List;
import java.util.Map;
import org.kachel.op.expression.Relation;

/** 1 where an image is above a {@link Percentile} of itself, else 0. */
record ThresholdPercentile(double percentage) implements Composite {
    static final CatalogueEntry ENTRY = CatalogueEntry.of(
                    "threshold-percentile",
                    "1 where x is above the value below which a percentage of all voxels lies, else 0",
                    List.of(Percentile.parameter()),
                    a -> new ThresholdPercentile(a.number("percentage")))
            .example(Map.of("percentage", 99));

    @Override
    public String name() {
        return "threshold-percentile";
    }

    @Override
    public Operand expand(List<Operand> inputs, Builder builder) {
        Operand image = inputs.get(0);
        Operand value = builder.apply("percentile", Map.of("percentage", percentage), image);
        return builder.apply(Comparison.withScalar(Relation.GREATER), image, value);
    }
}
