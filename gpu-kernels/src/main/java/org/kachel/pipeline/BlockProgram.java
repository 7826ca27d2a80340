package org.kachel.pipeline;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.Halo;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.op.FoldingStencil;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.Tail;

/**
 * What one block runs in one phase: loads, fused pointwise kernels, filters, which may store pointwise steps of their result
 * instead of it, and geometric operations, in order, each on
 * exactly the interval that its consumers need: walking back from the target, a filter adds its halo and a geometric operation
 * asks for its source.
 *
 * <pre>
 *   target        |--------|             of the phase
 *   root      |-----------------|        target grown by what the phase asks for (a flood's reach, mostly 0)
 *   input  |-----------------------|     grown by the halos on the longest path, clipped to the volume
 * </pre>
 */
public final class BlockProgram implements Serializable {
    private final List<Instruction> instructions;
    private final Map<Integer, Size> spaces;
    private final Map<Integer, Halo> halos;
    private final Map<Integer, Halo> roots;
    private final Map<Integer, Integer> lastUse = new HashMap<>();

    /**
     * @param spaces of all nodes; one of all roots
     * @param halos of all nodes, for plans
     * @param roots how far around the target each is asked for
     */
    BlockProgram(
            List<Instruction> instructions,
            Map<Integer, Size> spaces,
            Map<Integer, Halo> halos,
            Map<Integer, Halo> roots) {
        this.instructions = List.copyOf(instructions);
        this.spaces = Map.copyOf(spaces);
        this.halos = Map.copyOf(halos);
        this.roots = Map.copyOf(roots);
        for (int i = 0; i < instructions.size(); i++) {
            lastUse.put(instructions.get(i).node(), i);
            for (int image : instructions.get(i).images()) lastUse.put(image, i);
        }
    }

    /** Reads the voxels of a source node. */
    public interface Sources {
        void read(int node, Voxels into) throws IOException;

        /** The image where the engine holds it already, on the interval that the program needs or more; null to have it read. */
        default Image resident(int node) {
            return null;
        }
    }

    /**
     * One action of the program, for plans.
     *
     * @param steps the nodes that it stands for; several where pointwise steps were fused, with a filter before them where
     *     they are stored in its place
     * @param halo how far around the target, or around what a geometric operation asks for, its image reaches
     * @param loaded whether it is read from a volume: an input, or labels that an earlier phase stored
     */
    public record Action(List<Integer> steps, Halo halo, boolean loaded) {}

    /** What it does, in order. */
    public List<Action> describe() {
        return instructions.stream()
                .map(i -> new Action(steps(i), halos.get(i.node()), i instanceof Instruction.Load))
                .toList();
    }

    private static List<Integer> steps(Instruction instruction) {
        if (instruction instanceof Instruction.Fused fused) return fused.steps();
        return instruction instanceof Instruction.Folded folded ? folded.steps() : List.of(instruction.node());
    }

    /** The nodes whose images the program yields. */
    public Set<Integer> roots() {
        return roots.keySet();
    }

    /** The space of what the program yields, and so of its targets. */
    public Size space() {
        return spaces.get(roots.keySet().iterator().next());
    }

    /** Whether what a target needs may lie elsewhere, so that blocks of one size need not cost the same. */
    public boolean gathers() {
        return instructions.stream().anyMatch(Instruction.Gathered.class::isInstance);
    }

    /** How far around the target, or around what a geometric operation asks for, a node's image reaches. */
    public Halo halo(int node) {
        return halos.get(node);
    }

    /** The interval of each node's image for a target, without those of which it needs nothing. */
    private Map<Integer, Interval> intervals(Interval target) {
        Map<Integer, Interval> needed = new HashMap<>();
        roots.forEach((root, halo) -> needed.put(root, halo.grow(target, volume(root))));
        for (int i = instructions.size() - 1; i >= 0; i--) {
            Instruction instruction = instructions.get(i);
            Interval out = needed.get(instruction.node());
            if (out == null) continue;
            for (int image : instruction.images()) {
                Interval source = instruction.source(image, out, volume(image));
                if (!Intervals.isEmpty(source)) needed.merge(image, source, Intervals::union);
            }
        }
        return needed;
    }

    private Interval volume(int node) {
        return spaces.get(node).volume();
    }

    /** The interval of a node's image for a target, or null where it needs nothing of it. */
    public Interval interval(int node, Interval target) {
        return intervals(target).get(node);
    }

    /** Number of voxels of a node's image for a target. */
    public long voxels(int node, Interval target) {
        return voxels(intervals(target).get(node));
    }

    private static long voxels(Interval interval) {
        return interval == null ? 0 : Intervals.numElements(interval);
    }

    /** The source nodes that it reads. */
    public List<Integer> sources() {
        return instructions.stream()
                .filter(Instruction.Load.class::isInstance)
                .map(Instruction::node)
                .toList();
    }

    /** The nodes whose numbers it uses. */
    public Set<Integer> scalars() {
        return instructions.stream().flatMap(i -> i.scalars().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Voxels read over all sources for a target, against the target's own: 1 is no overhead. */
    public double readAmplification(Interval target) {
        double read =
                sources().stream().mapToDouble(s -> voxels(s, target)).max().orElse(0);
        return read / Intervals.numElements(target);
    }

    /** The most bytes that images and scratch hold on the device at once while it runs for {@code target}. */
    public long peakBytes(Interval target) {
        Map<Integer, Interval> intervals = intervals(target);
        Map<Integer, Long> live = new HashMap<>();
        long peak = 0;
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            live.put(
                    instruction.node(),
                    voxels(intervals.get(instruction.node()))
                            * instruction.type().bytes());
            long held = live.values().stream().mapToLong(Long::longValue).sum();
            peak = Math.max(peak, held + scratch(instruction, intervals));
            int done = i;
            live.keySet().removeIf(node -> lastUse.get(node) <= done && !roots.containsKey(node));
        }
        return peak;
    }

    private long scratch(Instruction instruction, Map<Integer, Interval> intervals) {
        if (instruction instanceof Instruction.Custom custom && intervals.containsKey(custom.node()))
            return custom.kernel()
                    .scratchBytes(
                            custom.images().stream().map(this::type).toList(),
                            intervals.get(custom.node()),
                            volume(custom.node()));
        if (instruction.images().isEmpty() || !intervals.containsKey(instruction.node())) return 0;
        int image = instruction.images().get(0);
        long in = voxels(intervals.get(image));
        long out = voxels(intervals.get(instruction.node()));
        if (instruction instanceof Instruction.Filter filter)
            return filter.stencil().scratchBytes(type(image), in, out);
        if (instruction instanceof Instruction.Folded folded)
            return folded.filter().stencil().scratchBytes(type(image), in, out);
        if (instruction instanceof Instruction.Gathered g) return g.gather().scratchBytes(type(image), in, out);
        return 0;
    }

    private VoxelType type(int node) {
        return instructions.stream()
                .filter(i -> i.node() == node)
                .findFirst()
                .orElseThrow()
                .type();
    }

    /**
     * Runs it for one target. The caller closes the images of the roots, which it gets by node.
     *
     * @param scalars results of reductions and of functions of them, by node
     */
    public Map<Integer, Image> run(Engine engine, Interval target, Sources sources, Map<Integer, double[]> scalars)
            throws IOException {
        Map<Integer, Interval> intervals = intervals(target);
        Map<Integer, Image> live = new HashMap<>();
        try {
            for (int i = 0; i < instructions.size(); i++) {
                Instruction instruction = instructions.get(i);
                Interval out = intervals.get(instruction.node());
                if (out != null)
                    live.put(instruction.node(), execute(engine, instruction, out, live, sources, scalars));
                release(live, i);
            }
            return live;
        } catch (IOException | RuntimeException | Error e) {
            live.values().forEach(Image::close);
            throw e;
        }
    }

    private Image execute(
            Engine engine,
            Instruction instruction,
            Interval out,
            Map<Integer, Image> live,
            Sources sources,
            Map<Integer, double[]> scalars)
            throws IOException {
        if (instruction instanceof Instruction.Load load) {
            Image resident = sources.resident(load.node());
            if (resident != null) return engine.share(resident);
            return engine.load(load.type(), out, voxels -> sources.read(load.node(), voxels));
        }
        if (instruction instanceof Instruction.Filter filter)
            return engine.stencil(filter.stencil(), live.get(filter.image()), out);
        if (instruction instanceof Instruction.Folded folded) return fold(engine, folded, out, live, scalars);
        if (instruction instanceof Instruction.Custom custom) return custom(engine, custom, out, live, scalars);
        if (instruction instanceof Instruction.Gathered gathered) return gather(engine, gathered, out, live);
        Instruction.Fused fused = (Instruction.Fused) instruction;
        List<Image> images = fused.images().stream().map(live::get).toList();
        List<double[]> numbers = fused.scalars().stream().map(scalars::get).toList();
        return engine.pointwise(fused.expression(), images, numbers, fused.type(), out);
    }

    private Image fold(
            Engine engine,
            Instruction.Folded folded,
            Interval out,
            Map<Integer, Image> live,
            Map<Integer, double[]> scalars) {
        Tail<Image> tail = new Tail<>(
                folded.fused().expression(),
                folded.others().stream().map(live::get).toList(),
                folded.fused().scalars().stream().map(scalars::get).toList());
        Instruction.Filter filter = folded.filter();
        return engine.stencil((FoldingStencil) filter.stencil(), live.get(filter.image()), tail, out);
    }

    private Image gather(Engine engine, Instruction.Gathered gathered, Interval out, Map<Integer, Image> live) {
        Image in = live.get(gathered.image());
        if (in != null) return engine.gather(gathered.gather(), in, volume(gathered.image()), out);
        Expression fill = Expression.cast(
                gathered.type(), Expression.constant(gathered.gather().fill()));
        return engine.pointwise(fill, List.of(), List.of(), gathered.type(), out);
    }

    private Image custom(
            Engine engine,
            Instruction.Custom custom,
            Interval out,
            Map<Integer, Image> live,
            Map<Integer, double[]> scalars) {
        List<Image> images = custom.images().stream().map(live::get).toList();
        List<double[]> numbers = custom.scalars().stream().map(scalars::get).toList();
        return engine.kernel(custom.kernel(), images, numbers, out, volume(custom.node()));
    }

    private void release(Map<Integer, Image> live, int done) {
        live.entrySet().removeIf(entry -> {
            boolean over = lastUse.get(entry.getKey()) <= done && !roots.containsKey(entry.getKey());
            if (over) entry.getValue().close();
            return over;
        });
    }
}
