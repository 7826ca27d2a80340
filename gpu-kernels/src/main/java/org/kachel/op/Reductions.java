package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The catalogue's reductions and what is made of them. */
final class Reductions {
    static final List<CatalogueEntry> ENTRIES = Stream.concat(
                    Stream.of(minimumMaximum(), histogram(), ThresholdAuto.ENTRY),
                    Arrays.stream(Moments.Statistic.values()).map(Reductions::statistic))
            .toList();

    private Reductions() {}

    private static CatalogueEntry minimumMaximum() {
        return CatalogueEntry.of(
                "minimum-maximum",
                "smallest and largest finite value, number of NaN and infinite voxels, position of the first of them",
                List.of(),
                a -> new MinimumMaximum(false));
    }

    private static CatalogueEntry histogram() {
        return CatalogueEntry.of(
                "histogram",
                "counts of 256 bins, the first centred at the low end of the range, the last at the high end",
                List.of(Parameter.range("range", null, "grey values", "[low, high]; values outside are not counted")),
                a -> {
                    double[] range = a.range("range");
                    if (Double.isInfinite(range[1] - range[0]))
                        throw new ParameterException(
                                "range", "histogram: range must be finite, not " + Arrays.toString(range));
                    return new Histogram(List.of(range[0], range[1]));
                });
    }

    private static CatalogueEntry statistic(Moments.Statistic statistic) {
        return CatalogueEntry.of(
                statistic.kebab(),
                statistic.kebab().replace('-', ' ')
                        + " of all voxels; exact for integers, free of the order of blocks for all",
                List.of(),
                a -> new Statistics(statistic));
    }

    /** A statistic, after the extremes that its whole numbers are scaled by. */
    record Statistics(Moments.Statistic statistic) implements Composite {
        @Override
        public String name() {
            return statistic.kebab();
        }

        @Override
        public Operand expand(List<Operand> inputs, Builder builder) {
            Operand extremes = builder.apply(new MinimumMaximum(true), inputs.get(0));
            return builder.apply(new Moments(statistic), inputs.get(0), extremes);
        }
    }
}
