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
import org.kachel.block.io.Store;
import org.kachel.block.io.Stores;
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

    static String of(PipelineSpec spec, JobPlan plan) throws IOException {
        Fingerprint f = new Fingerprint();
        f.add("form " + FORM + ", version " + Fingerprint.class.getPackage().getImplementationVersion());
        f.add(JSON.writeValueAsString(spec));
        for (JobPlan.Tiling tiling : plan.tilings())
            f.add(tiling.space() + " " + Arrays.toString(tiling.grid().blockSize()));
        for (Node node : plan.graph().nodes())
            if (node instanceof Node.Step step && step.operation() instanceof UserKernel kernel)
                f.add(kernel.file().source());
        Store input = Stores.at(spec.input().volume());
        f.add(input.root());
        input.versions("", (key, version) -> f.add(key + " " + version));
        return HexFormat.of().formatHex(f.digest.digest());
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
