package org.kachel.pipeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.op.CanonicalIds;
import org.kachel.op.Labeling;
import org.kachel.op.Numbering;
import org.kachel.op.Reduction;
import org.kachel.op.ScalarFunction;

/**
 * Runs a graph on one image as a whole: every phase on a single block, on one engine, where all that lies between stays. It
 * is how operations are timed and tested without a cluster.
 *
 * <p>What needs the objects of all blocks cannot run here: tables, and labels that are chosen by them. Where seeds of a flood
 * tie, the larger number wins.
 */
public final class WholeImage implements AutoCloseable {
    private final Engine engine;
    private final Graph graph;
    private final Map<Integer, Image> sources = new HashMap<>();
    private final Map<Integer, Image> kept = new HashMap<>();
    private final Map<Integer, double[]> numbers = new HashMap<>();

    /** @param sources by name, each the whole of its space; they stay the caller's */
    public WholeImage(Engine engine, Graph graph, Map<String, Image> sources) {
        this.engine = engine;
        this.graph = graph;
        sources.forEach((name, image) -> this.sources.put(graph.named(name).id(), image));
    }

    /**
     * Queues all that {@code step} needs. Waits only where an operation waits.
     *
     * <p><em>Errors</em>: {@link UnsupportedOperationException} where a step needs the objects of all blocks.
     *
     * @return this
     */
    public WholeImage run(String step) {
        Request request = new Request(List.of(graph.named(step).id()), List.of());
        try {
            for (Phase phase : Phases.cut(graph, request)) {
                compute();
                run(phase);
            }
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read", e);
        }
        compute();
        return this;
    }

    /** The image of a step that was run; closed with this. */
    public Image image(String step) {
        return kept.get(graph.named(step).id());
    }

    /** The numbers that a step yields which was run. */
    public double[] numbers(String step) {
        return numbers.get(graph.named(step).id());
    }

    /** All numbers so far, by node. */
    public Map<Integer, double[]> numbers() {
        return Map.copyOf(numbers);
    }

    private void run(Phase phase) throws IOException {
        Interval volume = phase.program().space().volume();
        Map<Integer, Image> images = new HashMap<>(compute(phase.program(), volume));
        try {
            if (phase instanceof Phase.Reduce reduce) reduce.reductions().forEach(id -> reduce(id, images));
            else if (phase instanceof Phase.Label label)
                kept.put(label.node(), label(label.labeling(), images.get(label.image()), volume));
            else if (phase instanceof Phase.Propagate flood)
                kept.put(
                        flood.node(),
                        engine.flood(flood.flood(), images.get(flood.seeds()), images.get(flood.mask()), volume));
            else if (phase instanceof Phase.Widen widen)
                kept.put(widen.node(), engine.widen(widen.widening(), images.get(widen.image()), 0, volume));
            else if (phase instanceof Phase.Exchange exchange)
                kept.put(exchange.node(), exchanged(exchange, images, volume));
            else if (phase instanceof Phase.Write write) write.images().forEach(id -> kept.put(id, images.remove(id)));
            else throw new UnsupportedOperationException("'" + phase.title() + "' needs the objects of all blocks");
        } finally {
            images.values().forEach(Image::close);
        }
    }

    /** Canonical ids are put into the parts on the host, where this waits for them. */
    private Image label(Labeling labeling, Image in, Interval volume) throws IOException {
        Image parts = engine.label(labeling, in, volume);
        if (labeling.numbering() == Numbering.CONSECUTIVE) return parts;
        try (parts;
                Engine.Download download = engine.download(parts)) {
            engine.finish();
            CanonicalIds.number(download.voxels());
            ByteBuffer ids = download.voxels().bytes();
            return engine.load(VoxelType.UINT32, volume, into -> into.bytes().put(0, ids, 0, ids.limit()));
        }
    }

    /** Where all is one block there is nobody to exchange borders with. */
    private Image exchanged(Phase.Exchange phase, Map<Integer, Image> images, Interval volume) {
        List<Image> inputs = phase.images().stream().map(images::get).toList();
        return engine.exchange(phase.exchange(), inputs, List.of(), volume, List.of())
                .result();
    }

    private Map<Integer, Image> compute(BlockProgram program, Interval volume) throws IOException {
        return program.run(engine, volume, new Held(), numbers);
    }

    private void reduce(int id, Map<Integer, Image> images) {
        Reduction reduction = (Reduction) ((Node.Step) graph.node(id)).operation();
        double[] partial = engine.reduce(reduction, images.get(graph.imageOf(id).id()), scalars(id));
        numbers.put(id, reduction.finish(partial));
    }

    private List<double[]> scalars(int id) {
        return graph.node(id).inputs().stream()
                .filter(i -> !graph.node(i).image())
                .map(numbers::get)
                .toList();
    }

    /** The functions whose inputs are known. */
    private void compute() {
        for (Node node : graph.nodes())
            if (node instanceof Node.Step step
                    && step.operation() instanceof ScalarFunction function
                    && step.inputs().stream().allMatch(numbers::containsKey))
                numbers.computeIfAbsent(step.id(), id -> function.compute(scalars(id)));
    }

    /** Sources and what earlier phases left. */
    private final class Held implements BlockProgram.Sources {
        @Override
        public void read(int node, Voxels into) {
            throw new IllegalStateException(graph.node(node).name() + " is not there");
        }

        @Override
        public Image resident(int node) {
            return sources.getOrDefault(node, kept.get(node));
        }
    }

    @Override
    public void close() {
        kept.values().forEach(Image::close);
    }
}
