package org.kachel.job.phase;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.kachel.job.plan.LevelPlan;
import org.kachel.job.plan.Sink;
import org.kachel.pipeline.Phase;

/** Writes a level of an image from the level before it. */
final class LevelPhase {
    private LevelPhase() {}

    static void run(Run run, LevelPlan plan) throws IOException {
        Sink to = run.sink(plan.output()).level(plan.level());
        Phase.Write phase = LevelPlan.phase(plan.graph(to.spec().type()));
        Map<Integer, List<Sink>> sinks = Map.of(LevelPlan.TO, List.of(to));
        Map<Integer, Sink> before = Map.of(LevelPlan.FROM, to.level(plan.level() - 1));
        run.stage(phase, before, List.of(to))
                .map(run.spark(), run.tasks(), block -> WritePhase.write(block, phase, sinks))
                .count();
    }
}
