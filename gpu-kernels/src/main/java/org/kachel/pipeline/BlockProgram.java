package org.kachel.pipeline;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * What one block runs in one phase: loads, fused pointwise kernels and filters, in order, each on exactly the interval that
 * its consumers need.
 *
 * <pre>
 *   target        |--------|             of the phase
 *   root      |-----------------|        target grown by what the phase asks for (a flood's reach, mostly 0)
 *   input  |-----------------------|     grown by the halos on the longest path, clipped to the volume
 * </pre>
 */
public final class BlockProgram implements Serializable {
    private final List<Instruction> instructions;
    private final Map<Integer, Halo> halos;
    private final Set<Integer> roots;
    private final Map<Integer, Integer> lastUse = new HashMap<>();

    BlockProgram(List<Instruction> instructions, Map<Integer, Halo> halos, Set<Integer> roots) {
        this.instructions = List.copyOf(instructions);
        this.halos = Map.copyOf(halos);
        this.roots = Set.copyOf(roots);
        for (int i = 0; i < instructions.size(); i++) {
            lastUse.put(instructions.get(i).node(), i);
            for (int image : instructions.get(i).images()) lastUse.put(image, i);
        }
    }

    /** Reads the voxels of a source node. */
    public interface Sources {
        void read(int node, Voxels into) throws IOException;
    }

    /**
     * One action of the program, for plans.
     *
     * @param steps the nodes that it stands for; several where pointwise steps were fused
     * @param halo how far around the target its image reaches
     * @param loaded whether it is read from a volume: an input, or labels that an earlier phase stored
     */
    public record Action(List<Integer> steps, Halo halo, boolean loaded) {}

    /** What it does, in order. */
    public List<Action> describe() {
        return instructions.stream()
                .map(i -> new Action(
                        i instanceof Instruction.Fused fused ? fused.steps() : List.of(i.node()),
                        halos.get(i.node()),
                        i instanceof Instruction.Load))
                .toList();
    }

    /** The nodes whose images the program yields. */
    public Set<Integer> roots() {
        return roots;
    }

    /** How far around the target a node's image reaches. */
    public Halo halo(int node) {
        return halos.get(node);
    }

    /** The interval of a node's image for a target. */
    public Interval interval(int node, Interval target, Interval volume) {
        return halos.get(node).grow(target, volume);
    }

    /** The source nodes that it reads. */
    public List<Integer> sources() {
        return instructions.stream()
                .filter(Instruction.Load.class::isInstance)
                .map(Instruction::node)
                .toList();
    }

    /** Voxels read over all sources for a target, against the target's own: 1 is no overhead. */
    public double readAmplification(Interval target, Interval volume) {
        double read = sources().stream()
                .mapToDouble(s -> Intervals.numElements(interval(s, target, volume)))
                .max()
                .orElse(0);
        return read / Intervals.numElements(target);
    }

    /** The most bytes that images and scratch hold on the device at once while it runs for {@code target}. */
    public long peakBytes(Interval target, Interval volume) {
        Map<Integer, Long> live = new HashMap<>();
        long peak = 0;
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            live.put(instruction.node(), bytes(instruction.node(), instruction.type(), target, volume));
            long held = live.values().stream().mapToLong(Long::longValue).sum();
            peak = Math.max(peak, held + scratch(instruction, target, volume));
            int done = i;
            live.keySet().removeIf(node -> lastUse.get(node) <= done && !roots.contains(node));
        }
        return peak;
    }

    private long bytes(int node, VoxelType type, Interval target, Interval volume) {
        return Voxels.byteCount(type, interval(node, target, volume));
    }

    private long scratch(Instruction instruction, Interval target, Interval volume) {
        if (!(instruction instanceof Instruction.Filter filter)) return 0;
        long in = Intervals.numElements(interval(filter.image(), target, volume));
        long out = Intervals.numElements(interval(filter.node(), target, volume));
        VoxelType type = instructions.stream()
                .filter(i -> i.node() == filter.image())
                .findFirst()
                .orElseThrow()
                .type();
        return filter.stencil().scratchBytes(type, in, out);
    }

    /**
     * Runs it for one target. The caller closes the images of the roots, which it gets by node.
     *
     * @param scalars results of reductions and of functions of them, by node
     */
    public Map<Integer, Image> run(
            Engine engine, Interval target, Interval volume, Sources sources, Map<Integer, double[]> scalars)
            throws IOException {
        Map<Integer, Image> live = new HashMap<>();
        try {
            for (int i = 0; i < instructions.size(); i++) {
                Instruction instruction = instructions.get(i);
                Interval out = interval(instruction.node(), target, volume);
                live.put(instruction.node(), execute(engine, instruction, out, live, sources, scalars));
                release(live, i);
            }
            return live;
        } catch (IOException | RuntimeException | Error e) {
            live.values().forEach(Image::close);
            throw e;
        }
    }

    private static Image execute(
            Engine engine,
            Instruction instruction,
            Interval out,
            Map<Integer, Image> live,
            Sources sources,
            Map<Integer, double[]> scalars)
            throws IOException {
        if (instruction instanceof Instruction.Load load)
            return engine.load(load.type(), out, voxels -> sources.read(load.node(), voxels));
        if (instruction instanceof Instruction.Filter filter)
            return engine.stencil(filter.stencil(), live.get(filter.image()), out);
        Instruction.Fused fused = (Instruction.Fused) instruction;
        List<Image> images = fused.images().stream().map(live::get).toList();
        List<double[]> numbers = fused.scalars().stream().map(scalars::get).toList();
        return engine.pointwise(fused.expression(), images, numbers, fused.type(), out);
    }

    private void release(Map<Integer, Image> live, int done) {
        live.entrySet().removeIf(entry -> {
            boolean over = lastUse.get(entry.getKey()) <= done && !roots.contains(entry.getKey());
            if (over) entry.getValue().close();
            return over;
        });
    }
}
