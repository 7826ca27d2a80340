package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.job.report.Report;
import org.kachel.job.spec.PipelineFile;
import org.kachel.op.ParameterException;

/** A driver that is killed, and another that goes on: the same result to the bit, and nothing that was done is done again. */
class ResumeTest {
    private static final long SEED = 20261125;

    @TempDir
    private Path folder;

    private DriverProcess job;

    @BeforeEach
    void input() throws IOException {
        job = new DriverProcess(folder.toString(), folder, folder);
        job.writeInput(100, 90, 44);
    }

    @Test
    void killed_at_random_moments_and_gone_on_from() throws Exception {
        assertThat(job.start("whole", false).end()).isZero();
        Interruptions interruptions = new Interruptions(SEED, Interruptions.KILLS, 41);
        for (int run = 0; interruptions.left(); run++) {
            String out = "cut" + run;
            interruptions.upon(job.volume(out), resume -> job.start(out, resume));
            assertThat(Contents.of(folder.resolve(out)))
                    .as("seed %d, run %d", SEED, run)
                    .isEqualTo(Contents.of(folder.resolve("whole")));
        }
    }

    @Test
    void what_is_done_is_not_done_again_and_what_is_another_is_not_believed() throws Exception {
        Process process = job.start("a", false).process();
        assertThat(Interruptions.killAt(process, job.volume("a"), 20, 0)).isTrue();
        RunOptions plain = RunOptions.DEFAULT.withThreads(2).withQuiet(true);
        RunOptions resume = RunOptions.DEFAULT.withResume(true).withThreads(2).withQuiet(true);
        Path file = job.pipeline("a");
        assertThatThrownBy(() -> Job.run(PipelineFile.read(file, List.of()), plain))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--resume");
        Path other = job.pipeline("b", "a", 151);
        assertThatThrownBy(() -> Job.run(PipelineFile.read(other, List.of()), resume))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--overwrite");
        Report first = Job.run(PipelineFile.read(file, List.of()), resume);
        Report second = Job.run(PipelineFile.read(file, List.of()), resume);
        assertThat(second).isEqualTo(first);
    }

    /** Between its last sign that all is done and its exit. */
    @Test
    void killed_at_the_very_end_it_is_done() throws Exception {
        Process process = job.start("a", false).process();
        Path run = folder.resolve("a/out.zarr.ledger/run.json");
        while (process.isAlive() && !(Files.exists(run) && Files.readString(run).contains("\"done\":true")))
            process.waitFor(1, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        assertThat(process.exitValue()).as("killed").isNotZero();
        assertThat(job.start("a", true).end()).isZero();
        assertThat(run.getParent()).isDirectoryNotContaining(file -> !file.endsWith("run.json"));
    }
}
