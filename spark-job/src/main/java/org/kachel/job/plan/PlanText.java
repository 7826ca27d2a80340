package org.kachel.job.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.imglib2.Interval;
import org.kachel.block.BlockGrid;
import org.kachel.block.Halo;
import org.kachel.block.Voxels;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.op.Pointwise;
import org.kachel.op.Stencil;
import org.kachel.op.UserKernel;
import org.kachel.pipeline.BlockProgram;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.Node;
import org.kachel.pipeline.Phase;

/** A plan as a person reads it. */
public final class PlanText {
    private final JobPlan plan;
    private final StringBuilder text = new StringBuilder();

    private PlanText(JobPlan plan) {
        this.plan = plan;
    }

    public static String of(JobPlan plan, String device) {
        return new PlanText(plan).write(device);
    }

    private String write(String device) {
        Node input = plan.graph().named(PipelineSpec.INPUT);
        line("volume   %s voxels (x, y, z), %s", input.size(), input.type());
        line("device   %s", device);
        plan.tilings().forEach(this::tiling);
        for (int i = 0; i < plan.phases().size(); i++)
            phase(i + 1, plan.phases().get(i));
        for (int i = 0; i < plan.levels().size(); i++)
            level(plan.phases().size() + i + 1, plan.levels().get(i));
        if (!plan.levels().isEmpty()) line("");
        plan.outputs().forEach(this::output);
        plan.tables().forEach(t -> line("table    %s", String.join(", ", t.allFiles())));
        return text.toString();
    }

    private void tiling(JobPlan.Tiling tiling) {
        BlockGrid grid = tiling.grid();
        JobPlan.Memory memory = tiling.memory();
        String where = plan.tilings().size() > 1 ? ", for results of " + tiling.space() : "";
        line("blocks   %d of %s%s: %s", grid.count(), Arrays.toString(grid.blockSize()), where, memory.why());
        line(
                "memory   %d slots of %d MiB on the device (of %d MiB) and %d MiB of staging each",
                memory.slots(),
                mebibytes(memory.deviceBytesPerSlot()),
                mebibytes(memory.deviceBudget()),
                mebibytes(memory.hostBytesPerSlot()));
    }

    private void phase(int number, Phase phase) {
        BlockProgram program = phase.program();
        BlockGrid grid = plan.tiling(phase).grid();
        line("");
        line(
                "phase %d  %s: reads %.2f voxels for each one it yields, holds at most %d MiB on the device",
                number,
                phase.title(),
                program.readAmplification(middle(grid)),
                mebibytes(BlockSizer.deviceBytes(phase, plan.graph(), grid.blockSize())));
        program.describe().forEach(action -> line("         %s", action(action)));
        if (phase instanceof Phase.Touch) line("         count the faces between touching objects");
        if (phase instanceof Phase.Label label) merge(label, grid);
        if (phase instanceof Phase.Propagate p)
            line(
                    "         grow with a reach of %d; blocks that are not certain repeat with twice the reach",
                    p.firstReach());
        if (phase instanceof Phase.Propagate p && p.flood().untilIdle())
            line(
                    "         twice over all blocks: first to learn at which step nothing grows anywhere, then up to that step");
        if (phase instanceof Phase.Widen w) widening(w);
        if (phase instanceof Phase.Exchange e) rounds(e, grid);
    }

    private void widening(Phase.Widen phase) {
        Halo reach = phase.widening().firstReach();
        line(
                "         %s with a reach of %s; blocks that are not certain repeat with the reach that they need, or twice it",
                phase.widening().name(), reach);
    }

    private void rounds(Phase.Exchange phase, BlockGrid grid) {
        if (grid.count() == 1) {
            line(
                    "         %s: the one block has no neighbours",
                    phase.exchange().name());
            return;
        }
        line(
                "         %s in rounds: each block tells its neighbours what it found at its border; those that are told something new",
                phase.exchange().name());
        line(
                "         repeat (borders of a block take at most %d MiB, on disk where memory is short); then once more, to write",
                mebibytes(2 * PhaseMemory.borderBytes(middle(grid))));
    }

    private void merge(Phase.Label phase, BlockGrid grid) {
        boolean values = phase.labeling().multiLabel();
        long driver = mebibytes(DriverBudget.bytes());
        line("         join parts across blocks, number them, paint them");
        if (DriverBudget.holdsBorders(grid, values)) {
            line(
                    "         the driver joins: borders take at most %d MiB of its %d MiB",
                    mebibytes((long) DriverBudget.borderBytes(grid, values)), driver);
            return;
        }
        line(
                "         tasks join super-blocks of %1$d x %1$d x %1$d blocks (borders of one take at most %2$d MiB), then of these,",
                BlockTasks.SIDE, mebibytes((long) DriverBudget.borderBytes(grid, BlockTasks.SIDE, values)));
        line("         until what is left to join fits into the driver's %d MiB", driver);
    }

    private void level(int number, LevelPlan level) {
        BlockGrid grid = level.tiling().grid();
        Phase phase = LevelPlan.phase(level.graph(level.output().sink().spec().type()));
        line("");
        line(
                "phase %d  %s: reads %.2f voxels for each one it yields, holds at most %d MiB on the device",
                number,
                level.title(),
                phase.program().readAmplification(middle(grid)),
                mebibytes(level.tiling().memory().deviceBytesPerSlot()));
        line("         read level %d", level.level() - 1);
        line("         downsample: %s", level.method());
        line(
                "         %s voxels, %s, in %d %s of %s",
                level.tiling().space(),
                amount(level.bytes()),
                grid.count(),
                grid.count() == 1 ? "block" : "blocks",
                Arrays.toString(grid.blockSize()));
    }

    private void output(JobPlan.OutputImage output) {
        long bytes = Voxels.byteCount(
                output.sink().spec().type(),
                plan.graph().node(output.node()).size().volume());
        List<LevelPlan> levels =
                plan.levels().stream().filter(l -> l.output().equals(output)).toList();
        long all = bytes + levels.stream().mapToLong(LevelPlan::bytes).sum();
        line(
                "writes   %s to %s (%s%s), %s before the codec",
                output.step(),
                output.sink().address(),
                output.sink().spec().format(),
                levels.isEmpty() ? "" : ", " + (levels.size() + 1) + " levels",
                amount(all));
    }

    private static String amount(long bytes) {
        return bytes < 1 << 20
                ? ((bytes + 1023) >> 10) + " KiB"
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 0x1p20);
    }

    private String action(BlockProgram.Action action) {
        Graph graph = plan.graph();
        String names = action.steps().stream()
                .map(graph::node)
                .map(node -> action.loaded() ? "read " + node.name() : operation(node))
                .reduce((a, b) -> a + " + " + b)
                .orElse("");
        Halo halo = action.halo();
        String around = halo.equals(Halo.NONE) ? "" : " on the block and " + halo + " around it";
        return names + together(action) + around;
    }

    private String together(BlockProgram.Action action) {
        if (action.steps().size() == 1) return "";
        boolean pointwise = plan.graph().node(action.steps().get(0)) instanceof Node.Step step
                && step.operation() instanceof Pointwise;
        return pointwise ? " (one kernel)" : " (stored by the filter, whose own result is never held)";
    }

    private static String operation(Node node) {
        if (node instanceof Node.Step step) {
            String name = step.operation().name();
            if (step.operation() instanceof Stencil s) return name + " (halo " + s.halo() + ")";
            if (step.operation() instanceof UserKernel k)
                return name + " of " + k.file().name() + " (halo " + k.halo() + ", as stated)";
            return name;
        }
        throw new IllegalStateException(node.name() + " is a source that nothing loads");
    }

    /** A block whose halos are clipped least. */
    private static Interval middle(BlockGrid grid) {
        return grid.target(grid.index(grid.along(0) / 2, grid.along(1) / 2, grid.along(2) / 2));
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    private void line(String format, Object... args) {
        text.append(String.format(Locale.ROOT, format, args)).append('\n');
    }
}
