package org.kachel.job.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kachel.job.spec.Node.Entry;
import org.kachel.job.spec.Node.Items;
import org.kachel.job.spec.Node.Scalar;
import org.kachel.job.spec.Node.Table;

/** {@code --set key=value}: a value that replaces, or adds to, what the file says. Steps go by name or index. */
final class SetOption {
    private static final Pattern INDEX = Pattern.compile("([^\\[\\]]+)\\[(\\d+)\\]");

    private final String option;
    private final List<String> keys = new ArrayList<>();
    private final String value;

    private SetOption(String text) {
        option = "--set " + text;
        int equals = text.indexOf('=');
        if (equals < 1) throw wrong("must look like steps.NAME.PARAMETER=VALUE or output.volume=PATH");
        value = text.substring(equals + 1);
        for (String part : text.substring(0, equals).split("\\.", -1)) {
            Matcher indexed = INDEX.matcher(part);
            keys.add(indexed.matches() ? indexed.group(1) : part);
            if (indexed.matches()) keys.add(indexed.group(2));
        }
        if (keys.contains("")) throw wrong("has an empty key");
    }

    /** Changes {@code root}. *Errors*: {@link PipelineException} where there is no such place. */
    static void apply(Table root, String text) {
        SetOption option = new SetOption(text);
        Node at = root;
        for (String key : option.keys.subList(0, option.keys.size() - 1)) at = option.descend(at, key);
        option.replace(at, option.keys.get(option.keys.size() - 1));
    }

    private Node descend(Node at, String key) {
        if (at instanceof Items items) return items.nodes().get(index(items, key));
        if (!(at instanceof Table table)) throw wrong("'" + key + "' stands below a plain value");
        Entry entry = table.entries().get(key);
        if (entry == null) {
            entry = new Entry(origin(), new Table(origin(), new java.util.LinkedHashMap<>()));
            table.entries().put(key, entry);
        }
        return entry.value();
    }

    private void replace(Node at, String key) {
        Node node = YamlText.option(option, value);
        if (at instanceof Table table) table.entries().put(key, new Entry(origin(), node));
        else if (at instanceof Items items) items.nodes().set(index(items, key), node);
        else throw wrong("'" + key + "' stands below a plain value");
    }

    private int index(Items items, String key) {
        List<String> names = items.nodes().stream()
                .map(SetOption::name)
                .map(n -> n.orElse(""))
                .toList();
        int index = names.indexOf(key);
        if (index < 0 && key.matches("\\d{1,6}")) index = Integer.parseInt(key);
        if (index >= 0 && index < names.size()) return index;
        List<String> known = names.stream().filter(n -> !n.isEmpty()).toList();
        throw wrong("there is no '" + key + "'; "
                + (known.isEmpty() ? "the list has " + names.size() : "there is " + String.join(", ", known))
                + Suggestion.didYouMean(key, known));
    }

    private static Optional<String> name(Node node) {
        if (!(node instanceof Table table)) return Optional.empty();
        Map<String, Entry> entries = table.entries();
        Entry entry = entries.getOrDefault("name", entries.get("op"));
        return entry != null && entry.value() instanceof Scalar s ? Optional.of(s.text()) : Optional.empty();
    }

    private Node.Origin origin() {
        return new Node.Origin(option, 0);
    }

    private PipelineException wrong(String message) {
        return new PipelineException(option, 0, "", message);
    }
}
