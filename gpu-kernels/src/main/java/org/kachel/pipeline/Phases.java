package org.kachel.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kachel.block.Halo;
import org.kachel.block.Size;
import org.kachel.op.BorderExchange;
import org.kachel.op.Flood;
import org.kachel.op.Labeling;
import org.kachel.op.ObjectMap;
import org.kachel.op.ObjectProperty;
import org.kachel.op.Operation;
import org.kachel.op.Reduction;
import org.kachel.op.Relabeling;
import org.kachel.op.ScalarFunction;
import org.kachel.op.Widening;

/**
 * Cuts a graph into phases: at reductions, labelings, floods, watersheds, relabelings and distances. Everything between is recomputed where it is
 * needed, because on a device that is cheaper than storing it.
 */
public final class Phases {
    /** How far a flood looks around its block at first; doubled where a block is not certain. */
    private static final int FIRST_REACH = 32;

    private static final int NONE = -1;

    private final Graph graph;
    private final Request request;
    private final Set<Integer> needed = new TreeSet<>();
    private final Set<Integer> done = new HashSet<>();
    private final Set<Integer> stored = new LinkedHashSet<>();
    private final Set<Integer> tablesDone = new HashSet<>();
    private final Set<Integer> touched = new HashSet<>();

    /** By labels, how their objects were measured last. */
    private final Map<Integer, Phase.Uses> measured = new HashMap<>();

    private final List<Phase> phases = new ArrayList<>();

    private Phases(Graph graph, Request request) {
        this.graph = graph;
        this.request = request;
    }

    /** The phases in the order in which they run. */
    public static List<Phase> cut(Graph graph, Request request) {
        return new Phases(graph, request).cut();
    }

    private List<Phase> cut() {
        request.written().forEach(this::need);
        request.touching().forEach(this::need);
        request.tables().forEach(t -> {
            need(t.labels());
            t.images().forEach(this::need);
        });
        for (List<Integer> ready = ready(); !ready.isEmpty(); ready = ready()) advance(ready);
        addWrite();
        for (int t = 0; t < request.tables().size(); t++) if (!tablesDone.contains(t)) addMeasure(t);
        request.touching().forEach(this::addTouch);
        return List.copyOf(phases);
    }

    private void need(int id) {
        if (needed.add(id)) graph.node(id).inputs().forEach(this::need);
    }

    private Operation operation(int id) {
        return graph.node(id) instanceof Node.Step step ? step.operation() : null;
    }

    /** Whether a node takes a phase (or the driver) to become known. */
    private boolean barrier(int id) {
        Operation operation = operation(id);
        return operation instanceof Reduction
                || operation instanceof ScalarFunction
                || operation instanceof Labeling
                || operation instanceof Flood
                || operation instanceof BorderExchange
                || operation instanceof Relabeling
                || operation instanceof ObjectMap
                || operation instanceof Widening;
    }

    /** The properties of whole objects that an operation is decided by; empty for all others. */
    private static List<ObjectProperty> properties(Operation operation) {
        if (operation instanceof Relabeling relabeling) return relabeling.properties();
        return operation instanceof ObjectMap map ? List.of(map.property()) : List.of();
    }

    /** The barriers that are not done and need only what is. */
    private List<Integer> ready() {
        return needed.stream()
                .filter(id -> barrier(id) && !done.contains(id))
                .filter(id -> graph.node(id).inputs().stream().allMatch(this::available))
                .toList();
    }

    private boolean available(int id) {
        if (barrier(id)) return done.contains(id);
        return graph.node(id).inputs().stream().allMatch(this::available);
    }

    private void advance(List<Integer> ready) {
        List<Integer> functions = ready.stream()
                .filter(i -> operation(i) instanceof ScalarFunction)
                .toList();
        List<Integer> reductions =
                ready.stream().filter(i -> operation(i) instanceof Reduction).toList();
        if (!functions.isEmpty()) done.addAll(functions);
        else if (!reductions.isEmpty()) addReduce(inOneSpace(reductions));
        else addLabels(ready.get(0));
    }

    /** Those of the reductions whose images share the first one's space. */
    private List<Integer> inOneSpace(List<Integer> reductions) {
        Size first = graph.imageOf(reductions.get(0)).size();
        return reductions.stream()
                .filter(r -> graph.imageOf(r).size().equals(first))
                .toList();
    }

    private void addReduce(List<Integer> reductions) {
        Set<Integer> images =
                reductions.stream().map(r -> graph.imageOf(r).id()).collect(Collectors.toCollection(TreeSet::new));
        phases.add(new Phase.Reduce(title("measure the whole image for", reductions), reductions, program(images)));
        done.addAll(reductions);
    }

    private void addLabels(int id) {
        Operation operation = operation(id);
        Phase.Uses uses = uses(id);
        Set<Integer> images = new LinkedHashSet<>(uses.intensities());
        int first = graph.node(id).inputs().get(0);
        String name = graph.node(id).name();
        if (operation instanceof Labeling labeling) {
            images.add(first);
            BlockProgram program = program(images, uses.surface() ? first : NONE);
            phases.add(new Phase.Label("label " + name, id, labeling, first, uses, program));
        } else if (operation instanceof Relabeling || operation instanceof ObjectMap) {
            images.add(first);
            phases.add(ofObjects(id, first, uses, program(images, uses.surface() ? first : NONE)));
        } else if (operation instanceof BorderExchange exchange) {
            List<Integer> inputs = graph.node(id).inputs();
            BlockProgram rounds = program(new LinkedHashSet<>(inputs));
            images.addAll(inputs);
            phases.add(new Phase.Exchange("flood " + name, id, exchange, inputs, uses, rounds, program(images)));
        } else if (operation instanceof Widening widening) phases.add(widen(id, widening, uses));
        else phases.add(propagate(id, (Flood) operation, uses));
        done.add(id);
        if (uses.stored()) stored.add(id);
    }

    /** What is decided by the objects of {@code labels}, once these are measured. */
    private Phase ofObjects(int id, int labels, Phase.Uses uses, BlockProgram program) {
        List<ObjectProperty> properties = properties(operation(id));
        boolean ofImage = properties.stream().anyMatch(ObjectProperty::ofImage);
        int image = ofImage ? graph.node(id).inputs().get(1) : NONE;
        if (!counted(labels, properties, image)) addCount(labels, properties, image);
        if (properties.stream().anyMatch(ObjectProperty::touching)) addTouch(labels);
        String name = graph.node(id).name();
        if (operation(id) instanceof ObjectMap map)
            return new Phase.Paint("paint " + name, id, map, labels, image, uses, program);
        return new Phase.Relabel("renumber " + name, id, (Relabeling) operation(id), labels, image, uses, program);
    }

    /** Whether the last phase that measured the objects of {@code labels} knows these properties. */
    private boolean counted(int labels, List<ObjectProperty> properties, int image) {
        Phase.Uses uses = measured.get(labels);
        return uses != null
                && uses.measured()
                && (image == NONE || uses.intensities().contains(image))
                && (uses.surface() || properties.stream().noneMatch(ObjectProperty::surface));
    }

    private Phase propagate(int id, Flood flood, Phase.Uses uses) {
        List<Integer> inputs = graph.node(id).inputs();
        Phase.Propagate bare = new Phase.Propagate(
                "grow " + graph.node(id).name(),
                id,
                flood,
                inputs.get(0),
                inputs.get(1),
                uses,
                graph,
                Set.copyOf(stored),
                FIRST_REACH,
                null);
        return new Phase.Propagate(
                bare.title(),
                id,
                flood,
                bare.seeds(),
                bare.mask(),
                uses,
                graph,
                bare.materialised(),
                FIRST_REACH,
                bare.program(FIRST_REACH));
    }

    private Phase widen(int id, Widening widening, Phase.Uses uses) {
        Phase.Widen bare = new Phase.Widen(
                title("look around for", List.of(id)),
                id,
                widening,
                graph.node(id).inputs().get(0),
                uses,
                graph,
                Set.copyOf(stored),
                null);
        return bare.of(bare.program(widening.firstReach()));
    }

    /** What is made of the labels of {@code id}: read later, counted later, or measured on the way. */
    private Phase.Uses uses(int id) {
        done.add(id);
        List<Integer> users =
                needed.stream().filter(n -> graph.node(n).inputs().contains(id)).toList();
        List<Integer> tables = IntStream.range(0, request.tables().size())
                .filter(t -> request.tables().get(t).labels() == id)
                .boxed()
                .toList();
        List<Integer> now = tables.stream().filter(t -> onTheWay(id, t)).toList();
        List<Integer> deciding = users.stream()
                .filter(n -> operation(n) instanceof Relabeling || operation(n) instanceof ObjectMap)
                .filter(n -> graph.node(n).inputs().get(0) == id)
                .toList();
        boolean surface = !now.isEmpty()
                || deciding.stream()
                        .anyMatch(n -> properties(operation(n)).stream().anyMatch(ObjectProperty::surface));
        boolean kept = !users.isEmpty()
                || request.touching().contains(id)
                || now.size() < tables.size()
                || intensityOfATable(id);
        done.remove(id);
        tablesDone.addAll(now);
        Set<Integer> intensities = new LinkedHashSet<>();
        now.forEach(t -> intensities.addAll(request.tables().get(t).images()));
        for (int n : deciding)
            if (properties(operation(n)).stream().anyMatch(ObjectProperty::ofImage)) {
                int image = graph.node(n).inputs().get(1);
                if (image != id && !from(image, id) && available(image)) intensities.add(image);
            }
        Phase.Uses uses = new Phase.Uses(kept, now, List.copyOf(intensities), !deciding.isEmpty(), surface);
        measured.put(id, uses);
        return uses;
    }

    /** Whether a table's intensities can be computed in the phase that makes its labels. */
    private boolean onTheWay(int id, int table) {
        return request.tables().get(table).images().stream().allMatch(i -> i != id && !from(i, id) && available(i));
    }

    private boolean from(int id, int ancestor) {
        return id == ancestor || graph.node(id).inputs().stream().anyMatch(i -> from(i, ancestor));
    }

    private boolean intensityOfATable(int id) {
        return request.tables().stream().anyMatch(t -> t.images().stream().anyMatch(i -> i == id));
    }

    private void addWrite() {
        List<Integer> plain =
                request.written().stream().filter(i -> !barrier(i)).distinct().toList();
        Map<Size, List<Integer>> spaces = new LinkedHashMap<>();
        for (int id : plain)
            spaces.computeIfAbsent(graph.node(id).size(), s -> new ArrayList<>())
                    .add(id);
        spaces.values()
                .forEach(ids ->
                        phases.add(new Phase.Write(title("write", ids), ids, program(new LinkedHashSet<>(ids)))));
    }

    private void addMeasure(int table) {
        Request.Table t = request.tables().get(table);
        Set<Integer> images = new LinkedHashSet<>(t.images());
        images.add(t.labels());
        Phase.Uses uses = new Phase.Uses(false, List.of(table), t.images(), false, true);
        BlockProgram program = program(images, t.labels());
        phases.add(new Phase.Measure(title("measure", List.of(t.labels())), t.labels(), uses, program));
    }

    /** Once for the same labels. */
    private void addTouch(int labels) {
        if (!touched.add(labels)) return;
        BlockProgram program = Compiler.compile(graph, stored, Map.of(labels, Halo.of(1)));
        phases.add(new Phase.Touch(title("find who touches whom in", List.of(labels)), labels, program));
    }

    /** Measures the objects of labels that were not made here, or in an image that was not there then. */
    private void addCount(int labels, List<ObjectProperty> properties, int image) {
        List<Integer> intensities = image == NONE ? List.of() : List.of(image);
        boolean surface = properties.stream().anyMatch(ObjectProperty::surface);
        Phase.Uses uses = new Phase.Uses(false, List.of(), intensities, true, surface);
        Set<Integer> images = new LinkedHashSet<>(intensities);
        images.add(labels);
        BlockProgram program = program(images, surface ? labels : NONE);
        phases.add(new Phase.Measure(title("count", List.of(labels)), labels, uses, program));
        measured.put(labels, uses);
    }

    private BlockProgram program(Set<Integer> images) {
        return program(images, NONE);
    }

    /** @param grown the image that is wanted a voxel beyond the block, or {@link #NONE} */
    private BlockProgram program(Set<Integer> images, int grown) {
        Map<Integer, Halo> roots = new LinkedHashMap<>();
        images.forEach(i -> roots.put(i, i == grown ? Halo.of(1) : Halo.NONE));
        return Compiler.compile(graph, stored, roots);
    }

    private String title(String verb, List<Integer> ids) {
        return verb + " "
                + ids.stream().map(i -> graph.node(i).name()).distinct().collect(Collectors.joining(", "));
    }
}
