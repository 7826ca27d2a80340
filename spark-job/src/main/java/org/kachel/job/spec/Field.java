package org.kachel.job.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kachel.job.spec.Node.Entry;
import org.kachel.job.spec.Node.Items;
import org.kachel.job.spec.Node.Scalar;
import org.kachel.job.spec.Node.Table;

/** A value of a pipeline file with its key, such as {@code steps[1].sigma}; says what is wrong with it where it stands. */
record Field(Node node, String key) {

    PipelineException wrong(String message) {
        return new PipelineException(node.origin().file(), node.origin().line(), key, message);
    }

    /** A complaint about {@code name} below this field, which need not be there. */
    PipelineException wrongAt(String name, String message) {
        Node.Origin at = node.origin();
        if (node instanceof Table t && t.entries().containsKey(name))
            at = t.entries().get(name).key();
        return new PipelineException(at.file(), at.line(), below(name), message);
    }

    /** Fields by name. *Errors*: one that is not among {@code allowed}, unless that is empty. */
    Map<String, Field> fields(List<String> allowed) {
        if (!(node instanceof Table table)) throw wrong("must be a list of 'key: value', but is " + shown());
        Map<String, Field> fields = new LinkedHashMap<>();
        for (Map.Entry<String, Entry> e : table.entries().entrySet()) {
            if (!allowed.isEmpty() && !allowed.contains(e.getKey()))
                throw wrongAt(
                        e.getKey(),
                        "there is no such key here; allowed are " + String.join(", ", allowed)
                                + Suggestion.didYouMean(e.getKey(), allowed));
            fields.put(e.getKey(), new Field(e.getValue().value(), below(e.getKey())));
        }
        return fields;
    }

    List<Field> items() {
        if (!(node instanceof Items items)) throw wrong("must be a list, but is " + shown());
        List<Field> fields = new ArrayList<>();
        for (Node n : items.nodes()) fields.add(new Field(n, key + "[" + fields.size() + "]"));
        return fields;
    }

    /** The items of a list, or this one value. */
    List<Field> oneOrMore() {
        return node instanceof Items ? items() : List.of(this);
    }

    boolean table() {
        return node instanceof Table;
    }

    /** A word, whatever it looks like: {@code 0} is "0". */
    String text() {
        if (!(node instanceof Scalar s)) throw wrong("must be a word, but is " + shown());
        if (s.empty()) throw wrong("is empty");
        return s.text();
    }

    int integer(int minimum) {
        String text = text();
        try {
            int value = Integer.parseInt(text);
            if (value >= minimum) return value;
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong("is " + text + ", but must be a whole number, at least " + minimum);
    }

    /** x, y, z, each at least 1: one number for all axes, [x, y] for a depth of 1, or [x, y, z]. */
    int[] perAxis() {
        List<Field> items = oneOrMore();
        if (!(node instanceof Items)) {
            int size = integer(1);
            return new int[] {size, size, size};
        }
        if (items.size() < 2 || items.size() > 3) throw wrong("must be one number, [x, y] or [x, y, z]");
        int[] sizes = {1, 1, 1};
        for (int d = 0; d < items.size(); d++) sizes[d] = items.get(d).integer(1);
        return sizes;
    }

    /** What an operation's parameter takes: number, boolean, string, or a list of those; null where nothing stands. */
    Object value() {
        if (node instanceof Table) throw wrong("must be a value or a list of values, not a list of 'key: value'");
        if (node instanceof Items)
            return new ArrayList<>(items().stream().map(Field::value).toList());
        Scalar scalar = (Scalar) node;
        if (scalar.empty()) throw wrong("is empty");
        return scalar.plain() ? number(scalar.text()) : scalar.text();
    }

    /** Values by name, each as {@link #value}. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        fields(List.of()).forEach((name, field) -> values.put(name, field.value()));
        return values;
    }

    private static Object number(String text) {
        if (text.equals("true") || text.equals("false")) return Boolean.valueOf(text);
        if (!text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) return text;
        if (text.matches("[-+]?\\d{1,18}")) return Long.valueOf(text);
        return Double.valueOf(text);
    }

    private String below(String name) {
        return key.isEmpty() ? name : key + "." + name;
    }

    private String shown() {
        if (node instanceof Scalar s) return s.empty() ? "empty" : "'" + s.text() + "'";
        return node instanceof Items ? "a list" : "a list of 'key: value'";
    }
}
