package org.kachel.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kachel.op.expression.Relation;

/** The catalogue's pointwise operations. */
final class PointwiseEntries {
    static final List<CatalogueEntry> ENTRIES = Stream.of(
                    Arrays.stream(Formula.values()).map(PointwiseEntries::formula),
                    Arrays.stream(Relation.values()).map(PointwiseEntries::relation),
                    Stream.of(threshold()))
            .flatMap(s -> s)
            .toList();

    private PointwiseEntries() {}

    private static Parameter type(String fallback, String usually) {
        return Parameter.voxelType(
                "type", fallback, "the result's type" + usually + "; values are saturated, then truncated toward zero");
    }

    private static CatalogueEntry formula(Formula formula) {
        List<Parameter> parameters = new ArrayList<>(formula.numbers());
        String usually = formula == Formula.MASK
                ? ", by default that of x"
                : formula.binary() ? ", by default uint8" : ", by default float32";
        parameters.add(formula == Formula.CONVERT ? type(null, "") : type("", usually));
        CatalogueEntry entry =
                CatalogueEntry.of(formula.kebab(), formula.summary(), parameters, a -> arithmetic(formula, a));
        if (formula == Formula.MASK) return entry.inputs("x", "mask");
        if (formula == Formula.CLIP) entry = entry.example(Map.of("min", 100, "max", 1000));
        return formula.images() == 2 ? entry.inputs("x", "y") : entry.inputs("x");
    }

    private static Operation arithmetic(Formula formula, Arguments a) {
        List<Double> numbers = new ArrayList<>();
        for (Parameter p : formula.numbers()) {
            if (p.type() == Parameter.Type.RANGE) for (double end : finite(formula, p, a)) numbers.add(end);
            else numbers.add(a.has(p.name()) ? a.number(p.name()) : Double.NaN);
        }
        if (formula == Formula.DIVIDE_SCALAR && numbers.get(0) == 0)
            throw new ParameterException("value", formula.kebab() + ": value is 0, but must be another number");
        if (formula == Formula.CLIP && numbers.get(0) > numbers.get(1))
            throw new ParameterException(
                    "min", "clip: min is %s, but must be at most max, %s".formatted(numbers.get(0), numbers.get(1)));
        return new Arithmetic(formula, numbers, a.has("type") ? a.type("type") : null);
    }

    private static double[] finite(Formula formula, Parameter p, Arguments a) {
        double[] range = a.range(p.name());
        boolean from = p.name().equals("from");
        if (Double.isInfinite(range[1] - range[0]) || (from && range[0] == range[1]))
            throw new ParameterException(
                    p.name(),
                    "%s: %s is %s, but must be two finite numbers%s"
                            .formatted(formula.kebab(), p.name(), Arrays.toString(range), from ? " that differ" : ""));
        return range;
    }

    private static CatalogueEntry relation(Relation relation) {
        String name = Comparison.word(relation);
        String summary = "1 where x %s value, or x %s y, else 0; exact for all types"
                .formatted(relation.sign(), relation.sign());
        Parameter value = Parameter.number(
                "value",
                "",
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                "grey values",
                "what x is compared to; left out, the second image");
        return CatalogueEntry.of(
                        name,
                        summary,
                        List.of(value, type("uint8", "")),
                        a -> new Comparison(name, relation, a.has("value") ? a.number("value") : null, a.type("type")))
                .inputs("x")
                .optionalInputs("y")
                .example(Map.of("value", 200));
    }

    private static CatalogueEntry threshold() {
        Parameter value = Parameter.number(
                "value",
                null,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                "grey values",
                "the smallest value of the foreground");
        return CatalogueEntry.of(
                "threshold",
                "1 where x ≥ value, else 0",
                List.of(value, type("uint8", "")),
                a -> new Comparison("threshold", Relation.GREATER_EQUAL, a.number("value"), a.type("type")));
    }
}
