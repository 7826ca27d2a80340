package org.kachel.job.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kachel.op.CatalogueEntry;
import org.kachel.op.Parameter;
import org.kachel.op.ParameterException;

/** Reads the steps of a pipeline; a step takes only what stands above it, so the graph has no cycles. */
final class StepReader {
    private static final Set<String> OWN = Set.of("name", "op", "of");

    private final Map<String, CatalogueEntry> catalogue = new LinkedHashMap<>();

    StepReader(List<CatalogueEntry> entries) {
        entries.forEach(e -> catalogue.put(e.name(), e));
    }

    List<PipelineSpec.Step> read(Field field) {
        List<Field> items = field.items();
        if (items.isEmpty()) throw field.wrong("has no step");
        List<String> all = items.stream().map(StepReader::name).toList();
        List<PipelineSpec.Step> steps = new ArrayList<>();
        for (Field item : items) steps.add(step(item, all, steps.size()));
        return steps;
    }

    static String noStep(String name, List<String> steps) {
        return "there is no step '" + name + "'; there is " + String.join(", ", steps)
                + Suggestion.didYouMean(name, steps);
    }

    /** The step's name, which is its operation's where none is given. */
    private static String name(Field item) {
        Map<String, Field> fields = item.fields(List.of());
        if (!fields.containsKey("op")) throw item.wrongAt("op", "is missing: the operation; see `kachel ops`");
        if (!fields.containsKey("name")) return fields.get("op").text();
        String name = fields.get("name").text();
        if (!name.matches("[A-Za-z0-9_-]+"))
            throw fields.get("name").wrong("is '" + name + "', but must be of letters, digits, - and _");
        return name;
    }

    private PipelineSpec.Step step(Field item, List<String> all, int index) {
        Map<String, Field> fields = item.fields(List.of());
        String name = all.get(index);
        checkName(item, all, index);
        CatalogueEntry entry = entry(fields.get("op"));
        Map<String, Object> parameters = new LinkedHashMap<>();
        fields.forEach((key, f) -> {
            if (!OWN.contains(key)) parameters.put(key, tabular(entry, key, f) ? f.values() : f.value());
        });
        readFiles(item, entry, parameters);
        Map<String, String> inputs = new Inputs(item, entry, all, index).read(fields.get("of"));
        if (entry.parameters().stream().anyMatch(p -> p.name().equals("inputs")) && named(fields.get("of")))
            parameters.putIfAbsent("inputs", String.join(",", inputs.keySet()));
        checkParameters(item, entry, parameters);
        return new PipelineSpec.Step(
                name,
                entry.name(),
                new ArrayList<>(inputs.values()),
                new ArrayList<>(inputs.keySet()),
                parameters,
                item.node().origin().line());
    }

    /** Whether values by name can stand here; a parameter that the operation does not know is refused later, by name. */
    private static boolean tabular(CatalogueEntry entry, String name, Field field) {
        return entry.parameters().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .map(p -> p.type() == Parameter.Type.TABLE)
                .orElse(field.table());
    }

    private static void readFiles(Field item, CatalogueEntry entry, Map<String, Object> parameters) {
        try {
            parameters.putAll(entry.withFiles(parameters));
        } catch (ParameterException e) {
            throw item.wrongAt(e.parameter(), e.getMessage());
        }
    }

    private static boolean named(Field of) {
        return of != null && of.table();
    }

    private static void checkName(Field item, List<String> all, int index) {
        String name = all.get(index);
        if (name.equals(PipelineSpec.INPUT)) throw item.wrongAt("name", "'input' is the input's name already");
        if (all.indexOf(name) < index)
            throw item.wrongAt(
                    "name", "another step is called '" + name + "' already; give this one a name of its own");
    }

    private CatalogueEntry entry(Field op) {
        CatalogueEntry entry = catalogue.get(op.text());
        if (entry != null) return entry;
        throw op.wrong("there is no operation '" + op.text() + "'; see `kachel ops`"
                + Suggestion.didYouMean(op.text(), catalogue.keySet()));
    }

    private static void checkParameters(Field item, CatalogueEntry entry, Map<String, Object> parameters) {
        try {
            var unused = entry.bind(parameters);
        } catch (ParameterException e) {
            List<String> known = entry.parameters().stream().map(p -> p.name()).toList();
            String hint = known.contains(e.parameter()) ? "" : Suggestion.didYouMean(e.parameter(), known);
            throw item.wrongAt(e.parameter(), e.getMessage() + hint);
        } catch (IllegalArgumentException e) {
            throw item.wrong(entry.name() + ": " + e.getMessage());
        }
    }
}
