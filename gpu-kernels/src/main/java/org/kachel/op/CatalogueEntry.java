package org.kachel.op;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An operation as users find it: name, inputs, parameters, doc line, and how to bind it.
 *
 * @param inputs names of the images it takes, such as {@code [image]} or {@code [x, y]}
 * @param requiredInputs how many of them must be given; the others may be left out
 * @param manyInputs whether any number of named inputs may be given (the user's {@code expression})
 * @param example values that show the operation at work, for docs, tests and benchmarks; completed by
 *     {@link Parameter#sample} where a required one is left out
 * @param binder makes the operation from checked arguments
 */
public record CatalogueEntry(
        String name,
        String summary,
        List<String> inputs,
        int requiredInputs,
        boolean manyInputs,
        List<Parameter> parameters,
        Map<String, Object> example,
        Function<Arguments, Operation> binder) {
    public CatalogueEntry {
        inputs = List.copyOf(inputs);
        parameters = List.copyOf(parameters);
        example = complete(example, parameters);
    }

    public CatalogueEntry(
            String name,
            String summary,
            List<String> inputs,
            int requiredInputs,
            boolean manyInputs,
            List<Parameter> parameters,
            Function<Arguments, Operation> binder) {
        this(name, summary, inputs, requiredInputs, manyInputs, parameters, Map.of(), binder);
    }

    private static Map<String, Object> complete(Map<String, Object> example, List<Parameter> parameters) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Parameter p : parameters) {
            Object value = example.containsKey(p.name()) ? example.get(p.name()) : p.sample();
            if (value != null) all.put(p.name(), value);
        }
        example.forEach(all::putIfAbsent);
        return Collections.unmodifiableMap(all);
    }

    public static CatalogueEntry of(
            String name, String summary, List<Parameter> parameters, Function<Arguments, Operation> binder) {
        return new CatalogueEntry(name, summary, List.of("image"), 1, false, parameters, Map.of(), binder);
    }

    public CatalogueEntry inputs(String... names) {
        return new CatalogueEntry(name, summary, List.of(names), names.length, false, parameters, example, binder);
    }

    /** The same with further inputs that may be left out. */
    public CatalogueEntry optionalInputs(String... names) {
        List<String> all = Stream.concat(inputs.stream(), Stream.of(names)).toList();
        return new CatalogueEntry(name, summary, all, requiredInputs, false, parameters, example, binder);
    }

    /** The same shown by {@code values}, as YAML gives them. */
    public CatalogueEntry example(Map<String, Object> values) {
        return new CatalogueEntry(name, summary, inputs, requiredInputs, manyInputs, parameters, values, binder);
    }

    /** The parameters with the text of files in place of their paths. *Errors*: {@link ParameterException}. */
    public Map<String, Object> withFiles(Map<String, ?> given) {
        Map<String, Object> read = new LinkedHashMap<>(given);
        for (Parameter p : parameters)
            if (p.type() == Parameter.Type.FILE)
                read.computeIfPresent(p.name(), (key, value) -> TextFile.of(name, key, value));
        return read;
    }

    /** *Errors*: {@link ParameterException}. */
    public Operation bind(Map<String, ?> parameters) {
        return binder.apply(new Arguments(name, this.parameters, parameters));
    }
}
