package org.kachel.job.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kachel.job.spec.Node.Entry;
import org.kachel.job.spec.Node.Items;
import org.kachel.job.spec.Node.Origin;
import org.kachel.job.spec.Node.Scalar;
import org.kachel.job.spec.Node.Table;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * YAML text as {@link Node}s. Only the syntax tree is read, so a file can name no Java type; what a scalar means is decided
 * by who asks for it.
 */
final class YamlText {
    private static final Set<Tag> TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.SEQ, Tag.MAP);
    private static final int DEEPEST = 20;

    /** Characters of a file; nobody writes that many by hand. */
    static final int LONGEST = 1 << 20;

    /** Values, each counted as often as an alias repeats it: a few lines of aliases can stand for billions. */
    private static final int MOST_VALUES = 50_000;

    private final String file;
    private final boolean lines;
    private int values;

    private YamlText(String file, boolean lines) {
        this.file = file;
        this.lines = lines;
    }

    /** The tree of a file, or null where it holds nothing. *Errors*: {@link PipelineException} with the line. */
    static Node file(String file, String text) {
        return new YamlText(file, true).parse(text);
    }

    /** The tree of an option's value; {@code option} stands in for the file's name. */
    static Node option(String option, String text) {
        YamlText yaml = new YamlText(option, false);
        Node node = yaml.parse(text);
        return node == null ? new Scalar(new Origin(option, 0), "", true) : node;
    }

    private Node parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(LONGEST);
        try {
            org.yaml.snakeyaml.nodes.Node root =
                    new Yaml(new SafeConstructor(options)).compose(new java.io.StringReader(text));
            return root == null ? null : convert(root, 0);
        } catch (MarkedYAMLException e) {
            throw wrong(e.getProblemMark(), "this is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new PipelineException(file, 0, "", "this is not YAML: " + e.getMessage());
        }
    }

    private Node convert(org.yaml.snakeyaml.nodes.Node node, int depth) {
        if (depth > DEEPEST) throw wrong(node.getStartMark(), "values are nested too deeply");
        if (++values > MOST_VALUES)
            throw wrong(
                    node.getStartMark(),
                    "there are more than " + MOST_VALUES + " values, counting what aliases repeat");
        if (!TAGS.contains(node.getTag()) && !node.getTag().equals(Tag.MERGE))
            throw wrong(node.getStartMark(), "a pipeline has no tags, but here stands " + node.getTag());
        Origin origin = origin(node.getStartMark());
        if (node instanceof ScalarNode s)
            return new Scalar(origin, s.getValue(), s.getScalarStyle() == ScalarStyle.PLAIN);
        if (node instanceof SequenceNode s) {
            List<Node> nodes = new ArrayList<>();
            for (org.yaml.snakeyaml.nodes.Node n : s.getValue()) nodes.add(convert(n, depth + 1));
            return new Items(origin, nodes);
        }
        return table(origin, (MappingNode) node, depth);
    }

    private Table table(Origin origin, MappingNode node, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Mark mark = tuple.getKeyNode().getStartMark();
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) throw wrong(mark, "a key must be a word");
            Entry old = entries.put(key.getValue(), new Entry(origin(mark), convert(tuple.getValueNode(), depth + 1)));
            if (old != null)
                throw wrong(
                        mark,
                        "'" + key.getValue() + "' stands here twice"
                                + (lines ? ", first on line " + old.key().line() : ""));
        }
        return new Table(origin, entries);
    }

    private Origin origin(Mark mark) {
        return new Origin(file, lines && mark != null ? mark.getLine() + 1 : 0);
    }

    private PipelineException wrong(Mark mark, String message) {
        return new PipelineException(file, origin(mark).line(), "", message);
    }
}
