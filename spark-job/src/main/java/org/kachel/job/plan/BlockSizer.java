package org.kachel.job.plan;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.BlockGrid;
import org.kachel.block.VoxelType;
import org.kachel.op.ParameterException;
import org.kachel.pipeline.BlockProgram;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.Phase;

/**
 * Chooses the block: whole stored objects, doubled along the shortest axis until a bound is met (device memory, staging,
 * the size past which nothing is gained, or too few blocks to keep all slots busy).
 */
final class BlockSizer {
    /** Blocks per slot below which the last round would leave slots idle. */
    private static final int BLOCKS_PER_SLOT = 3;

    private final long[] size;
    private final int[] unit;
    private final Graph graph;
    private final List<Phase> phases;
    private final Limits limits;

    /**
     * @param size of the space
     * @param unit size of a stored object of the outputs
     * @param phases that yield images in that space
     */
    BlockSizer(long[] size, int[] unit, Graph graph, List<Phase> phases, Limits limits) {
        this.size = size.clone();
        this.unit = unit.clone();
        this.graph = graph;
        this.phases = phases;
        this.limits = limits;
    }

    /** A block and the reason for its size. */
    record Choice(int[] block, String why) {}

    /** The space cut into such blocks. */
    JobPlan.Tiling tiling(Choice choice) {
        JobPlan.Memory memory = new JobPlan.Memory(
                limits.slots(),
                deviceBytes(choice.block()),
                hostBytes(choice.block()),
                limits.deviceBytes(),
                choice.why());
        return new JobPlan.Tiling(new BlockGrid(size, choice.block()), unit, memory);
    }

    Choice choose() {
        int[] block = unit.clone();
        String refusal = refusal(block);
        if (refusal != null)
            throw new DoesNotFitException("the smallest block, one stored object of "
                    + Arrays.toString(unit) + " voxels, does not fit: " + refusal
                    + ". Choose a smaller `chunk` for the output, fewer --threads, or another device.");
        while (true) {
            int axis = shortest(block);
            if (axis < 0) return new Choice(block, "the volume is one block");
            int[] larger = block.clone();
            larger[axis] *= 2;
            String bound = bound(larger);
            if (bound != null) return new Choice(block, bound);
            block = larger;
        }
    }

    /** The user's own block. *Errors*: {@link ParameterException}, {@link DoesNotFitException}. */
    Choice check(int[] block) {
        for (int d = 0; d < 3; d++)
            if (block[d] % unit[d] != 0 && block[d] < size[d])
                throw new ParameterException(
                        "block",
                        "block is %d along %s, but must be a multiple of the output's chunk, %d, so that every stored"
                                        .formatted(block[d], "xyz".charAt(d), unit[d])
                                + " object has one writer");
        String refusal = refusal(block);
        if (refusal != null)
            throw new DoesNotFitException("a block of " + Arrays.toString(block) + " does not fit: " + refusal);
        return new Choice(block, "given");
    }

    private int shortest(int[] block) {
        int best = -1;
        for (int d = 0; d < 3; d++) if (block[d] < size[d] && (best < 0 || block[d] < block[best])) best = d;
        return best;
    }

    private String bound(int[] block) {
        if (voxels(block) > limits.blockVoxels()) return "larger blocks gain nothing on this device";
        if (new BlockGrid(size, block).count() < (long) BLOCKS_PER_SLOT * limits.slots())
            return "fewer blocks would leave slots idle";
        return refusal(block);
    }

    private String refusal(int[] block) {
        long device = deviceBytes(block);
        if (device * limits.slots() > limits.deviceBytes())
            return "%d slots of %d MiB would exceed the device's %d MiB"
                    .formatted(limits.slots(), device >> 20, limits.deviceBytes() >> 20);
        long host = hostBytes(block);
        if (host * limits.slots() > limits.hostBytes())
            return "%d slots of %d MiB would exceed %d MiB of staging memory"
                    .formatted(limits.slots(), host >> 20, limits.hostBytes() >> 20);
        if (largestImage(block) > limits.allocationBytes())
            return "an image of %d MiB would exceed the largest buffer, %d MiB"
                    .formatted(largestImage(block) >> 20, limits.allocationBytes() >> 20);
        return null;
    }

    /** The most that one block of a phase holds on the device. */
    static long deviceBytes(Phase phase, Graph graph, int[] block) {
        return new BlockSizer(phase.space().toArray(), block, graph, List.of(phase), null).deviceBytes(block);
    }

    /** The most that one block holds on the device, over all phases. */
    long deviceBytes(int[] block) {
        return most(block, (phase, target) -> PhaseMemory.deviceBytes(phase, graph, target));
    }

    /** Staging for what one block reads and leaves. */
    long hostBytes(int[] block) {
        return most(block, (phase, target) -> PhaseMemory.hostBytes(phase, graph, target));
    }

    private long largestImage(int[] block) {
        return most(block, (phase, target) -> largestImage(phase.program(), target));
    }

    private static long largestImage(BlockProgram program, Interval target) {
        return program.sources().stream()
                .mapToLong(s -> program.voxels(s, target) * VoxelType.FLOAT32.bytes())
                .max()
                .orElse(0);
    }

    private long most(int[] block, ToLongBiFunction<Phase, Interval> bytes) {
        return phases.stream()
                .flatMapToLong(p -> targets(block, p.program()).mapToLong(t -> bytes.applyAsLong(p, t)))
                .max()
                .orElse(0);
    }

    /** Blocks that need the most: in the middle halos are clipped least; what is gathered may be largest at an edge. */
    private Stream<Interval> targets(int[] block, BlockProgram program) {
        if (!program.gathers()) return Stream.of(target(block, 1, 1, 1));
        return IntStream.range(0, 27).mapToObj(i -> target(block, i % 3, i / 3 % 3, i / 9));
    }

    /** The block at the start (0), in the middle (1) or at the end (2) of each axis. */
    private Interval target(int[] block, int... place) {
        long[] min = new long[3];
        long[] max = new long[3];
        for (int d = 0; d < 3; d++) {
            long extent = Math.min(block[d], size[d]);
            min[d] = (size[d] - extent) * place[d] / 2;
            max[d] = min[d] + extent - 1;
        }
        return new FinalInterval(min, max);
    }

    private long voxels(int[] block) {
        long n = 1;
        for (int d = 0; d < 3; d++) n *= Math.min(block[d], size[d]);
        return n;
    }
}
