package org.kachel.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kachel.block.Halo;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.op.BorderExchange;
import org.kachel.op.CatalogueEntry;
import org.kachel.op.Flood;
import org.kachel.op.Gather;
import org.kachel.op.Labeling;
import org.kachel.op.ObjectMap;
import org.kachel.op.Operation;
import org.kachel.op.Parameter;
import org.kachel.op.ParameterException;
import org.kachel.op.Reduction;
import org.kachel.op.Relabeling;
import org.kachel.op.TextFile;
import org.kachel.op.Widening;

/**
 * What the catalogue says of an operation, in words: for {@code kachel ops} and the documentation. Halo and output are worked
 * out from the example, as a plan would.
 */
public final class OperationSheet {
    private static final Size SIZE = new Size(400, 300, 200);

    private final CatalogueEntry entry;

    public OperationSheet(CatalogueEntry entry) {
        this.entry = entry;
    }

    /** Names of the images that it takes. */
    public String inputs() {
        if (entry.manyInputs()) return "any number, named";
        String needed = String.join(", ", entry.inputs().subList(0, entry.requiredInputs()));
        String more = entry.inputs().stream().skip(entry.requiredInputs()).collect(Collectors.joining(", "));
        return more.isEmpty() ? needed : needed + "; may be left out: " + more;
    }

    /** What a parameter takes: kind, range, unit, default. */
    public static String values(Parameter p) {
        String kind = p.choices().isEmpty()
                ? p.type().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                : String.join(" | ", p.choices());
        String unit = p.unit().isEmpty() ? "" : ", in " + p.unit();
        String fallback = p.required() ? ", required" : p.fallback().isEmpty() ? "" : ", default " + p.fallback();
        return kind + range(p) + unit + fallback;
    }

    private static String range(Parameter p) {
        boolean numeric = p.type().name().matches("(NUMBER|INTEGER).*");
        if (!numeric || (Double.isInfinite(p.minimum()) && Double.isInfinite(p.maximum()))) return "";
        if (Double.isInfinite(p.maximum())) return ", at least " + shown(p.minimum());
        if (Double.isInfinite(p.minimum())) return ", at most " + shown(p.maximum());
        return " from " + shown(p.minimum()) + " to " + shown(p.maximum());
    }

    /** How far around a block it looks, or how its blocks are joined. */
    public String halo() {
        Graph graph = graph(VoxelType.UINT16);
        if (graph == null) graph = graph(VoxelType.UINT32);
        List<String> rules = new ArrayList<>();
        Halo halo = reach(graph);
        if (!halo.equals(Halo.NONE))
            rules.add(halo + (halo.equals(Halo.of(1)) ? " voxel" : " voxels") + " in the example");
        Set<String> joins = new LinkedHashSet<>();
        for (Node node : graph.nodes()) if (node instanceof Node.Step step) joins.add(join(step.operation()));
        joins.remove("");
        rules.addAll(joins);
        return rules.isEmpty() ? "none" : String.join("; ", rules);
    }

    private static Halo reach(Graph graph) {
        int last = graph.nodes().size() - 1;
        if (graph.node(last) instanceof Node.Step s
                && (s.operation() instanceof Relabeling || s.operation() instanceof ObjectMap)) return Halo.NONE;
        Halo halo = Halo.NONE;
        for (Phase phase : Phases.cut(graph, new Request(List.of(last), List.of())))
            for (int source : phase.program().sources())
                if (!(phase instanceof Phase.Propagate) && !(phase instanceof Phase.Widen))
                    halo = halo.max(phase.program().halo(source));
        return halo;
    }

    private static String join(Operation operation) {
        if (operation instanceof Gather) return "each block of the output asks for the part of the input that it needs";
        if (operation instanceof Reduction) return "blocks give partial results that merge exactly";
        if (operation instanceof Labeling) return "parts are joined across blocks";
        if (operation instanceof Flood) return "grows around each block as far as it takes to be certain";
        if (operation instanceof BorderExchange) return "blocks hand each other their borders until none changes";
        if (operation instanceof Widening) return "looks around each block as far as it takes to be certain";
        if (operation instanceof Relabeling) return "decided by the table of all objects";
        if (operation instanceof ObjectMap) return "painted from the table of all objects";
        return "";
    }

    /** The type of what it yields, and its size where that is another than the input's. */
    public String output() {
        Map<VoxelType, VoxelType> types = new TreeMap<>();
        Node result = null;
        for (VoxelType type : VoxelType.values()) {
            Graph graph = graph(type);
            if (graph == null) continue;
            result = graph.node(graph.nodes().size() - 1);
            if (!result.image()) return "numbers";
            types.put(type, result.type());
        }
        boolean resized = !result.size().equals(SIZE);
        return types(types)
                + (resized ? ", of " + result.size() + " voxels from " + SIZE : "")
                + (types.size() < VoxelType.values().length ? "; takes " + words(types.keySet()) : "");
    }

    private static String types(Map<VoxelType, VoxelType> types) {
        Set<VoxelType> results = new LinkedHashSet<>(types.values());
        if (results.size() == 1) return results.iterator().next().toString();
        if (types.entrySet().stream().allMatch(e -> e.getKey() == e.getValue())) return "the input's type";
        return types.entrySet().stream()
                .map(e -> e.getKey() + " → " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String words(Set<VoxelType> types) {
        return types.stream().map(VoxelType::toString).collect(Collectors.joining(", "));
    }

    /** The example as a step of a pipeline file. */
    public String yaml() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("op", entry.name());
        List<String> names = names();
        if (names.size() > 1)
            fields.put("of", names.stream().map(n -> n + ": step-" + n).collect(Collectors.joining(", ", "{", "}")));
        entry.example().forEach((name, value) -> fields.put(name, quoted(value)));
        return fields.entrySet().stream()
                .map(f -> f.getKey() + ": " + f.getValue())
                .collect(Collectors.joining(", ", "- {", "}"));
    }

    /** The example on the command line; empty where it takes a pipeline file. */
    public String apply() {
        if (names().size() != 1) return "";
        StringBuilder line = new StringBuilder("kachel apply " + entry.name() + " in.ome.zarr out.ome.zarr");
        entry.example().forEach((name, value) -> {
            String text = name + "=" + shown(value);
            line.append(" --param ").append(text.matches("[\\w.=:/-]+") ? text : "'" + text + "'");
        });
        return line.toString();
    }

    /** The images that the example is of: a comparison to a number is of one. */
    private List<String> names() {
        return entry.manyInputs() || !entry.example().containsKey("value")
                ? entry.inputs()
                : entry.inputs().subList(0, entry.requiredInputs());
    }

    private static String quoted(Object value) {
        String text = shown(value);
        return value instanceof String && !text.matches("[\\w.-]+") ? "'" + text + "'" : text;
    }

    private static String shown(Object value) {
        if (value instanceof TextFile file) return file.name();
        if (value instanceof Double d && d % 1 == 0 && Math.abs(d) < 1e15) return Long.toString(d.longValue());
        return String.valueOf(value);
    }

    /** The example on images of a type, and seeds that are ids; null where it takes none such. */
    private Graph graph(VoxelType type) {
        GraphBuilder graph = new GraphBuilder();
        List<String> sources =
                IntStream.range(0, names().size()).mapToObj(i -> "in" + i).toList();
        for (int i = 0; i < sources.size(); i++)
            graph.source(sources.get(i), names().get(i).equals("seeds") ? VoxelType.UINT32 : type, SIZE);
        try {
            return graph.step("out", entry.bind(entry.example()), sources).build();
        } catch (ParameterException e) {
            return null;
        }
    }
}
