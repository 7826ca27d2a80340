package org.kachel.pipeline;

import java.util.ArrayList;
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
import org.kachel.op.Flood;
import org.kachel.op.Labeling;
import org.kachel.op.Operation;
import org.kachel.op.Reduction;
import org.kachel.op.Relabeling;
import org.kachel.op.ScalarFunction;
import org.kachel.op.Widening;

/**
 * Cuts a graph into phases: at reductions, labelings, floods, relabelings and distances. Everything between is recomputed where it is
 * needed, because on a device that is cheaper than storing it.
 */
public final class Phases {
    /** How far a flood looks around its block at first; doubled where a block is not certain. */
    private static final int FIRST_REACH = 32;

    private final Graph graph;
    private final Request request;
    private final Set<Integer> needed = new TreeSet<>();
    private final Set<Integer> done = new HashSet<>();
    private final Set<Integer> stored = new LinkedHashSet<>();
    private final Set<Integer> tablesDone = new HashSet<>();
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
        request.touching().stream().distinct().forEach(this::addTouch);
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
                || operation instanceof Relabeling
                || operation instanceof Widening;
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
            phases.add(new Phase.Label("label " + name, id, labeling, first, uses, program(images)));
        } else if (operation instanceof Relabeling relabeling) {
            if (!barrier(first)) addCount(first);
            images.add(first);
            phases.add(new Phase.Relabel("renumber " + name, id, relabeling, first, uses, program(images)));
        } else if (operation instanceof Widening widening) phases.add(widen(id, widening, uses));
        else phases.add(propagate(id, (Flood) operation, uses));
        done.add(id);
        if (uses.stored()) stored.add(id);
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
        boolean counted = users.stream()
                .anyMatch(n ->
                        operation(n) instanceof Relabeling r && !r.properties().isEmpty());
        List<Integer> tables = IntStream.range(0, request.tables().size())
                .filter(t -> request.tables().get(t).labels() == id)
                .boxed()
                .toList();
        List<Integer> now = tables.stream().filter(t -> onTheWay(id, t)).toList();
        boolean relabelled = users.stream().anyMatch(n -> operation(n) instanceof Relabeling);
        boolean kept = !users.isEmpty()
                || request.touching().contains(id)
                || now.size() < tables.size()
                || intensityOfATable(id);
        done.remove(id);
        tablesDone.addAll(now);
        Set<Integer> intensities = new LinkedHashSet<>();
        now.forEach(t -> intensities.addAll(request.tables().get(t).images()));
        return new Phase.Uses(kept, now, List.copyOf(intensities), counted || relabelled);
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
        Phase.Uses uses = new Phase.Uses(false, List.of(table), t.images(), false);
        phases.add(new Phase.Measure(title("measure", List.of(t.labels())), t.labels(), uses, program(images)));
    }

    private void addTouch(int labels) {
        BlockProgram program = Compiler.compile(graph, stored, Map.of(labels, Halo.of(1)));
        phases.add(new Phase.Touch(title("find who touches whom in", List.of(labels)), labels, program));
    }

    /** Finds the objects of labels that were not made here. */
    private void addCount(int labels) {
        Phase.Uses uses = new Phase.Uses(false, List.of(), List.of(), true);
        phases.add(new Phase.Measure(title("count", List.of(labels)), labels, uses, program(Set.of(labels))));
    }

    private BlockProgram program(Set<Integer> images) {
        Map<Integer, Halo> roots = new LinkedHashMap<>();
        images.forEach(i -> roots.put(i, Halo.NONE));
        return Compiler.compile(graph, stored, roots);
    }

    private String title(String verb, List<Integer> ids) {
        return verb + " "
                + ids.stream().map(i -> graph.node(i).name()).distinct().collect(Collectors.joining(", "));
    }
}
