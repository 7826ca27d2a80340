package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The catalogue's reductions and what is made of them. */
final class Reductions {
    static final List<CatalogueEntry> ENTRIES = Stream.concat(
                    Stream.of(
                            minimumMaximum(),
                            extreme("minimum", MinimumMaximum.MINIMUM),
                            extreme("maximum", MinimumMaximum.MAXIMUM),
                            histogram(),
                            Percentile.ENTRY,
                            ThresholdAuto.ENTRY,
                            ThresholdPercentile.ENTRY),
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

    private static CatalogueEntry extreme(String name, int number) {
        return CatalogueEntry.of(name, name + " of all voxels", List.of(), a -> new Extreme(name, number));
    }

    /** One end of the range of the values. */
    record Extreme(String name, int number) implements Composite {
        @Override
        public Operand expand(List<Operand> inputs, Builder builder) {
            return builder.apply(new Pick(number), builder.apply(new MinimumMaximum(true), inputs.get(0)));
        }
    }

    /** One of several numbers. */
    record Pick(int number) implements ScalarFunction {
        @Override
        public String name() {
            return "pick";
        }

        @Override
        public double[] compute(List<double[]> inputs) {
            return new double[] {inputs.get(0)[number]};
        }
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
