package org.kachel.job.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kachel.op.CatalogueEntry;

/**
 * What a step takes, by the operation's name for it: the step above where {@code of} is left out.
 *
 * @param all names of all steps
 * @param index of the step whose inputs are read
 */
record Inputs(Field step, CatalogueEntry entry, List<String> all, int index) {

    Map<String, String> read(Field of) {
        if (of == null) return above();
        Map<String, String> inputs = of.table() ? byName(of) : inOrder(of);
        if (!fits(inputs))
            throw of.wrong("%s takes %s, but here %s given"
                    .formatted(entry.name(), takes(), inputs.size() == 1 ? "is 1" : "are " + inputs.size()));
        if (inputs.isEmpty()) throw of.wrong("is empty");
        return inputs;
    }

    private Map<String, String> above() {
        String above = index == 0 ? PipelineSpec.INPUT : all.get(index - 1);
        if (entry.manyInputs()) return Map.of(above, above);
        if (entry.requiredInputs() != 1) throw step.wrongAt("of", "is missing: " + entry.name() + " takes " + takes());
        return Map.of(entry.inputs().get(0), above);
    }

    private Map<String, String> byName(Field of) {
        Map<String, String> given = new LinkedHashMap<>();
        of.fields(entry.manyInputs() ? List.of() : entry.inputs()).forEach((n, f) -> given.put(n, source(f)));
        if (entry.manyInputs()) return given;
        Map<String, String> ordered = new LinkedHashMap<>();
        for (String name : entry.inputs()) if (given.containsKey(name)) ordered.put(name, given.get(name));
        return ordered;
    }

    private Map<String, String> inOrder(Field of) {
        Map<String, String> inputs = new LinkedHashMap<>();
        for (Field f : of.oneOrMore()) {
            int i = inputs.size();
            String source = source(f);
            boolean named = !entry.manyInputs() && i < entry.inputs().size();
            if (inputs.put(named ? entry.inputs().get(i) : entry.manyInputs() ? source : "#" + i, source) != null)
                throw f.wrong("'" + source + "' is given twice");
        }
        return inputs;
    }

    private String source(Field field) {
        String name = field.text();
        if (name.equals(PipelineSpec.INPUT)) return name;
        int at = all.indexOf(name);
        if (at < 0) throw field.wrong(StepReader.noStep(name, all));
        if (at == index) throw field.wrong("'" + name + "' takes itself");
        if (at > index) throw field.wrong("'" + name + "' comes later; a step takes what stands above it");
        return name;
    }

    private boolean fits(Map<String, String> inputs) {
        return entry.manyInputs()
                || inputs.size() <= entry.inputs().size()
                        && inputs.keySet().containsAll(entry.inputs().subList(0, entry.requiredInputs()));
    }

    private String takes() {
        if (entry.manyInputs()) return "any number of inputs";
        int optional = entry.inputs().size() - entry.requiredInputs();
        return (optional > 0 ? entry.requiredInputs() + " to " : "")
                + entry.inputs().size()
                + (entry.inputs().size() == 1 ? " input (" : " inputs (")
                + String.join(", ", entry.inputs())
                + ")";
    }
}
