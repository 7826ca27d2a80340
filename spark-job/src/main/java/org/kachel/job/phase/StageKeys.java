package org.kachel.job.phase;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.Volumes;
import org.kachel.job.block.Setup;
import org.kachel.job.ledger.Canonical;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.Sink;
import org.kachel.pipeline.BlockProgram;
import org.kachel.pipeline.Node;
import org.kachel.pipeline.Phase;

/**
 * Says all that decides what the tasks of a stage do, but the voxels that they read: the phase's operations with their parameters, down to what is
 * loaded, the numbers that they use, the blocks, where and in what form they read and write. What comes later in the pipeline is no part of it, nor
 * are names of steps.
 *
 * @param common of all stages: Kachel, and how the input is stored
 */
record StageKeys(JobPlan plan, String common) {
    static StageKeys of(JobPlan plan) throws IOException {
        Map<String, String> inputs = new TreeMap<>();
        for (VolumeAddress input : plan.sources().values()) inputs.put(input.toString(), Volumes.metadata(input));
        return new StageKeys(plan, Canonical.text(StageKeys.class.getPackage().getImplementationVersion(), inputs));
    }

    String of(String program, JobPlan.Tiling tiling, Setup setup, List<Sink> sinks) {
        return Canonical.text(common, program, tiling.grid(), tiling.objectSize(), setup.unfinished(), sinks);
    }

    String of(Phase phase, Setup setup) {
        if (phase instanceof Phase.Reduce p) return key("reduce", phase, setup, nodes(p.reductions()));
        if (phase instanceof Phase.Label p)
            return key("label", phase, setup, p.node(), p.labeling(), p.image(), used(p.uses()));
        if (phase instanceof Phase.Propagate p) {
            List<Integer> nodes = List.of(p.node(), p.seeds(), p.mask());
            return key("propagate", phase, setup, nodes, types(nodes), p.flood(), p.ranked(), used(p.uses()));
        }
        if (phase instanceof Phase.Widen p)
            return key("widen", phase, setup, p.node(), p.widening(), p.image(), used(p.uses()));
        if (phase instanceof Phase.Exchange p)
            return key("exchange", phase, setup, p.node(), p.exchange(), p.images(), used(p.uses()));
        if (phase instanceof Phase.Relabel p)
            return key("relabel", phase, setup, p.labels(), p.image(), used(p.uses()));
        if (phase instanceof Phase.Paint p) return key("map", phase, setup, p.labels(), p.image(), used(p.uses()));
        if (phase instanceof Phase.Write p) return key("write", phase, setup, p.images(), outputs(p.images()));
        if (phase instanceof Phase.Measure p) return key("measure", phase, setup, p.labels(), used(p.uses()));
        Phase.Touch p = (Phase.Touch) phase;
        return key("touch", phase, setup, p.labels(), TouchPhase.rays(plan, p));
    }

    private String key(String kind, Phase phase, Setup setup, Object... more) {
        Map<Integer, String> sources = new TreeMap<>();
        Map<Integer, double[]> numbers = new TreeMap<>();
        for (BlockProgram program : programs(phase)) {
            program.sources()
                    .forEach(node ->
                            sources.put(node, String.valueOf(setup.sources().get(node))));
            program.scalars().forEach(node -> numbers.put(node, setup.scalars().get(node)));
        }
        if (phase instanceof Phase.Reduce reduce)
            for (int node : reduce.reductions())
                for (int input : plan.graph().node(node).inputs())
                    if (!plan.graph().node(input).image())
                        numbers.put(input, setup.scalars().get(input));
        return Canonical.text(kind, programs(phase), sources, numbers, more);
    }

    private static List<BlockProgram> programs(Phase phase) {
        if (phase instanceof Phase.Exchange exchange) return List.of(exchange.rounds(), exchange.program());
        return List.of(phase.program());
    }

    private List<String> outputs(List<Integer> images) {
        return plan.outputs().stream()
                .filter(o -> images.contains(o.node()))
                .map(o -> o.node() + " " + o.sink().address())
                .toList();
    }

    /** What a phase's blocks do for tables: which of them is the user's business. */
    private static List<Object> used(Phase.Uses uses) {
        return List.of(uses.measured(), uses.intensities(), uses.surface());
    }

    private List<Node> nodes(List<Integer> ids) {
        return ids.stream().map(plan.graph()::node).toList();
    }

    private List<Object> types(List<Integer> ids) {
        return ids.stream().map(id -> (Object) plan.graph().node(id).type()).toList();
    }
}
