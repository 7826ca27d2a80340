package org.kachel.op;

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
 * @param binder makes the operation from checked arguments
 */
public record CatalogueEntry(
        String name,
        String summary,
        List<String> inputs,
        int requiredInputs,
        boolean manyInputs,
        List<Parameter> parameters,
        Function<Arguments, Operation> binder) {
    public CatalogueEntry {
        inputs = List.copyOf(inputs);
        parameters = List.copyOf(parameters);
    }

    public static CatalogueEntry of(
            String name, String summary, List<Parameter> parameters, Function<Arguments, Operation> binder) {
        return new CatalogueEntry(name, summary, List.of("image"), 1, false, parameters, binder);
    }

    public CatalogueEntry inputs(String... names) {
        return new CatalogueEntry(name, summary, List.of(names), names.length, false, parameters, binder);
    }

    /** The same with further inputs that may be left out. */
    public CatalogueEntry optionalInputs(String... names) {
        List<String> all = Stream.concat(inputs.stream(), Stream.of(names)).toList();
        return new CatalogueEntry(name, summary, all, requiredInputs, false, parameters, binder);
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
