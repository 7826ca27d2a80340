package org.kachel.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.kachel.block.io.Stores;
import org.kachel.job.ledger.ObjectVersions;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.op.UserKernel;
import org.kachel.pipeline.Node;

/**
 * What decides a run's result, bit by bit: what is asked for, the blocks that it is cut into, users' kernels, every object of the
 * input with its size and time, and Kachel's version. The device does not: all of them give the same.
 */
final class Fingerprint {
    /** Raised when what tasks record changes its form. */
    private static final int FORM = 2;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .addMixIn(PipelineSpec.Step.class, WithoutLine.class)
            .addMixIn(PipelineSpec.Measure.class, WithoutLine.class)
            .addMixIn(PipelineSpec.class, WithoutDevice.class)
            .build();

    /** Where a step stands in its file changes nothing. */
    private interface WithoutLine {
        @JsonIgnore
        int line();
    }

    private interface WithoutDevice {
        @JsonIgnore
        String device();
    }

    private final MessageDigest digest = sha256();

    private Fingerprint() {}

    static String of(PipelineSpec spec, JobPlan plan, ObjectVersions objects) throws IOException {
        Fingerprint f = new Fingerprint();
        f.add("form " + FORM + ", version " + Fingerprint.class.getPackage().getImplementationVersion());
        f.add(JSON.writeValueAsString(spec));
        for (JobPlan.Tiling tiling : plan.tilings())
            f.add(tiling.space() + " " + Arrays.toString(tiling.grid().blockSize()));
        for (Node node : plan.graph().nodes())
            if (node instanceof Node.Step step && step.operation() instanceof UserKernel kernel)
                f.add(kernel.file().source());
        f.add(Stores.at(spec.input().volume()).root());
        f.add("objects " + objects.checksum());
        return HexFormat.of().formatHex(f.digest.digest());
    }

    /** The same by what a person calls it. */
    static Map<String, String> about(PipelineSpec spec, JobPlan plan) throws IOException {
        Map<String, String> about = new TreeMap<>();
        for (PipelineSpec.Step step : spec.steps())
            about.put("step '" + step.name() + "'", JSON.writeValueAsString(step));
        for (Node node : plan.graph().nodes())
            if (node instanceof Node.Step step && step.operation() instanceof UserKernel kernel)
                about.merge("step '" + node.name() + "'", kernel.file().source(), String::concat);
        about.put("what is read of the input", JSON.writeValueAsString(spec.input()));
        about.put("the output", JSON.writeValueAsString(spec.output()) + JSON.writeValueAsString(spec.measures()));
        StringBuilder blocks = new StringBuilder();
        for (JobPlan.Tiling tiling : plan.tilings())
            blocks.append(tiling.space()).append(Arrays.toString(tiling.grid().blockSize()));
        about.put("the block size", blocks.toString());
        about.put(
                "Kachel's version", FORM + " " + Fingerprint.class.getPackage().getImplementationVersion());
        return about;
    }

    private void add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
