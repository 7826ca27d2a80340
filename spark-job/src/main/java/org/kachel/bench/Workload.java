package org.kachel.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kachel.op.Catalogue;
import org.kachel.op.CatalogueEntry;
import org.kachel.op.TextFile;

/**
 * A row of the table: an operation with parameters, and what its inputs show.
 *
 * @param inputs in the operation's order
 */
record Workload(CatalogueEntry entry, Map<String, Object> parameters, List<Content> inputs) {
    private static final List<Content> HARD = List.of(Content.MASK, Content.RANDOM, Content.ONES, Content.SNAKE);

    Workload {
        parameters = new LinkedHashMap<>(parameters);
        inputs = List.copyOf(inputs);
    }

    /** Every entry of the catalogue by its example, with the rows that are known by name beside it. */
    static List<Workload> all() {
        Set<Workload> rows = new LinkedHashSet<>();
        for (CatalogueEntry entry : Catalogue.entries()) {
            rows.add(of(entry, entry.example()));
            rows.addAll(named(entry));
        }
        return List.copyOf(rows);
    }

    static Workload of(CatalogueEntry entry, Map<String, Object> parameters) {
        List<String> names = entry.inputs();
        // what is compared to a number is not compared to a second image
        if (parameters.containsKey("value")) names = names.subList(0, Math.max(1, entry.requiredInputs()));
        List<Content> inputs = new ArrayList<>();
        for (String name : names) inputs.add(content(entry, name, inputs));
        return new Workload(entry, parameters, inputs);
    }

    private static Content content(CatalogueEntry entry, String input, List<Content> before) {
        return switch (input) {
            case "mask" -> Content.MASK;
            case "seeds" -> Content.SEEDS;
            case "labels" -> Content.LABELS;
            default -> {
                boolean binary = entry.name().matches("binary-.*|connected-components|fill-holes|distance-map");
                if (binary) yield before.isEmpty() ? Content.MASK : Content.OTHER_MASK;
                yield before.isEmpty() ? Content.NUCLEI : Content.OTHER_NUCLEI;
            }
        };
    }

    private static List<Workload> named(CatalogueEntry entry) {
        return switch (entry.name()) {
            case "gaussian-blur" -> List.of(of(entry, Map.of("sigma", 10)));
            case "mean-box", "minimum-box" -> List.of(of(entry, Map.of("radius", 3)));
            case "top-hat-box" -> List.of(of(entry, Map.of("radius", 5)));
            case "rotate" -> List.of(of(entry, Map.of("angle", 45, "axis", "x")));
            case "median-box" -> List.of(of(entry, Map.of("radius", 1)));
            case "connected-components" -> {
                List<Workload> rows = new ArrayList<>();
                for (String connectivity : List.of("faces", "corners"))
                    for (Content content : HARD)
                        rows.add(new Workload(entry, Map.of("connectivity", connectivity), List.of(content)));
                yield rows;
            }
            default -> List.of();
        };
    }

    /** The parameters as the command line takes them, such as {@code sigma=2}. */
    String shown() {
        List<String> words = new ArrayList<>();
        parameters.forEach((name, value) -> {
            Object text = value instanceof TextFile file
                    ? file.name()
                    : value instanceof Double d && d % 1 == 0 ? d.longValue() : value;
            words.add(name + "=" + text);
        });
        return String.join(" ", words);
    }

    /** What its first image shows, in a word. */
    String content() {
        return inputs.isEmpty()
                ? ""
                : inputs.get(0).name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
