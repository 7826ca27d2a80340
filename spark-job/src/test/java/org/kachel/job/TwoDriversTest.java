package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two drivers that begin with different pipelines on the same output: what stands there in the end is of one alone. */
class TwoDriversTest {
    private static final long SEED = 20261128;
    private static final int TIMES = 3;
    private static final int[] THRESHOLDS = {150, 400};

    @TempDir
    private Path folder;

    private DriverProcess job;

    @BeforeEach
    void input() throws IOException {
        job = new DriverProcess(folder.toString(), folder, folder);
        job.writeInput(60, 45, 40);
    }

    private Interruptions.Started start(String out, int threshold) throws IOException {
        String name = out + "-" + threshold;
        return DriverProcess.start(job.pipeline(name, out, threshold), job.log(name), List.of());
    }

    private Map<String, String> alone(int threshold) throws Exception {
        Interruptions.Started run = start("alone" + threshold, threshold);
        assertThat(run.end()).as(run.said()).isZero();
        return Contents.of(folder.resolve("alone" + threshold));
    }

    @Test
    void one_wins_and_the_other_refuses() throws Exception {
        List<Map<String, String>> expected = List.of(alone(THRESHOLDS[0]), alone(THRESHOLDS[1]));
        assertThat(expected.get(0)).isNotEqualTo(expected.get(1));
        Random random = new Random(SEED);
        for (int time = 0; time < TIMES; time++) {
            String out = "both" + time;
            // both at once, and up to a second apart
            int apart = time == 0 ? 0 : random.nextInt(1000);
            Interruptions.Started first = start(out, THRESHOLDS[0]);
            Thread.sleep(apart);
            Interruptions.Started second = start(out, THRESHOLDS[1]);
            int[] codes = {first.end(), second.end()};
            String said = "seed %d, %d ms apart: %s%s".formatted(SEED, apart, first.said(), second.said());
            assertThat(codes).as(said).containsExactlyInAnyOrder(0, 2);
            int winner = codes[0] == 0 ? 0 : 1;
            assertThat(Contents.of(folder.resolve(out))).as(said).isEqualTo(expected.get(winner));
            assertThat(winner == 0 ? second.said() : first.said()).contains("is writing this output");
            assertThat(Files.list(folder.resolve(out + "/out.zarr.ledger"))).hasSize(1);
        }
    }

    /** As after a driver was stopped for so long that one on another machine took it for dead. */
    @Test
    void whose_claim_was_taken_over_stops_and_leaves_the_rest_to_the_other() throws Exception {
        Interruptions.Started run = start("lost", THRESHOLDS[0]);
        Path ledger = folder.resolve("lost/out.zarr.ledger");
        assertThat(Interruptions.awaitRecords(run.process(), job.volume("lost"), 5))
                .as(run.said())
                .isTrue();
        String other =
                Files.readString(ledger.resolve("claim.json")).replaceFirst("\"run\":\"[^\"]+\"", "\"run\":\"theirs\"");
        Files.writeString(ledger.resolve("claim.json"), other);
        assertThat(run.end()).as(run.said()).isEqualTo(2);
        assertThat(run.said()).contains("taken over");
        assertThat(ledger.resolve("claim.json")).hasContent(other);
        assertThat(ledger.resolve("tasks")).isDirectory();
        assertThat(job.volume("lost").resolve(".zattrs")).doesNotExist();
    }
}
