package org.kachel.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void plain_lines_come_when_their_time_has_come_and_at_the_end() {
        try (Progress.Phase phase = Progress.phase("label nuclei", 3, 3_000_000, out, 0)) {
            phase.blockDone(1_000_000);
            phase.blockDone(1_000_000);
        }
        assertThat(said().lines()).hasSize(3);
        assertThat(said().lines().toList().get(0))
                .startsWith("label nuclei: 1 of 3 blocks, ")
                .endsWith(" s left");
        assertThat(said().lines().toList().get(2)).startsWith("label nuclei: 2 of 3 blocks, ");
    }

    @Test
    void a_short_phase_is_one_plain_line() {
        Progress.Phase phase = Progress.phase("write", 1, 8, out, 10_000);
        phase.blockDone(8);
        phase.close();
        phase.close();
        assertThat(said().lines()).hasSize(1);
        assertThat(said()).startsWith("write: 1 of 1 blocks, ");
    }

    @Test
    void a_bar_names_its_phase_and_counts_its_blocks() {
        try (Progress.Phase phase = new BarPhase("grow nuclei", 4, out, 100)) {
            for (int i = 0; i < 4; i++) phase.blockDone(1000);
        }
        assertThat(said()).contains("grow nuclei", "100%", "4/4 blocks", "Mvoxel/s");
    }

    @Test
    void a_bar_that_fails_does_not_claim_its_end() {
        try (Progress.Phase phase = new BarPhase("grow nuclei", 4, out, 100)) {
            phase.blockDone(1000);
        }
        assertThat(said()).contains("1/4 blocks").doesNotContain("100%");
    }
}
