package org.kachel.job.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.job.spec.PipelineText;

/**
 * What was run, and by what.
 *
 * @param id by which a second run on the same output names it, too
 * @param fingerprint of all that decides the result; runs with the same one make the same
 * @param started as ISO 8601, UTC
 * @param pipeline as run: a pipeline file with all that options have replaced
 * @param outputs images, tables and meshes
 * @param master Spark's
 * @param slots tasks at the same time
 */
public record RunFacts(
        @JsonProperty("id") String id,
        @JsonProperty("fingerprint") String fingerprint,
        @JsonProperty("started") String started,
        @JsonProperty("pipeline") String pipeline,
        @JsonProperty("input") String input,
        @JsonProperty("outputs") List<String> outputs,
        @JsonProperty("kachel-version") String kachelVersion,
        @JsonProperty("spark-version") String sparkVersion,
        @JsonProperty("java-version") String javaVersion,
        @JsonProperty("system") String system,
        @JsonProperty("master") String master,
        @JsonProperty("slots") int slots) {
    public RunFacts {
        outputs = outputs == null ? List.of() : List.copyOf(outputs);
    }

    /** As long as Spark does not run yet. */
    public static RunFacts of(PipelineSpec spec, JobPlan plan, String id, String fingerprint) {
        List<String> outputs = new ArrayList<>();
        plan.outputs().forEach(o -> outputs.add(o.sink().address().toString()));
        plan.tables().forEach(t -> outputs.addAll(t.allFiles()));
        String version = RunFacts.class.getPackage().getImplementationVersion();
        return new RunFacts(
                id,
                fingerprint,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                PipelineText.of(spec),
                spec.input().volume(),
                outputs,
                version == null ? "from source" : version,
                "",
                System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                "",
                0);
    }

    /** Once Spark runs. */
    RunFacts on(String sparkVersion, String master, int slots) {
        return new RunFacts(
                id,
                fingerprint,
                started,
                pipeline,
                input,
                outputs,
                kachelVersion,
                sparkVersion,
                javaVersion,
                system,
                master,
                slots);
    }
}
