package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.job.ExitCode;

/** A pipeline file from anybody is a request and nothing more: it runs no code, and what is no pipeline ends soon with code 2. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UntrustedPipelineTest {
    private static final String SOUND =
            "input: {volume: %s}\nsteps: [{op: gaussian-blur, sigma: 1}]\noutput: {volume: out.zarr}\n";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int LONGEST_MESSAGE = 5000;

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    private int plan(String yaml) throws IOException {
        return plan(Files.writeString(folder.resolve("p.yaml"), yaml));
    }

    private int plan(Path file) {
        return Kachel.execute(new PrintWriter(new StringWriter()), new PrintWriter(err), "plan", file.toString());
    }

    private void isRefused(String yaml) throws IOException {
        long start = System.nanoTime();
        assertThat(plan(yaml)).as(err.toString()).isEqualTo(ExitCode.REQUEST.code());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertThat(err.toString())
                .startsWith("kachel: " + folder.resolve("p.yaml"))
                .hasSizeLessThan(LONGEST_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ['%s']]]]",
                "!!java.net.URL ['%s']",
                "!!java.util.ArrayList [!!java.net.URL ['%s']]",
                "!!org.kachel.job.spec.PipelineSpec {input: '%s'}",
                "!<tag:yaml.org,2002:java.net.URL> ['%s']",
                "!!com.sun.rowset.JdbcRowSetImpl {dataSourceName: '%s', autoCommit: true}",
                "!!python/object/apply:os.system ['curl %s']",
                "!local '%s'",
                "!!binary aGVsbG8="
            })
    void a_tag_runs_nothing_and_is_refused(String value) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:" + server.getLocalPort() + "/";
            for (String yaml : new String[] {"%s", SOUND, "input: {volume: in.zarr, more: %s}"}) {
                err.getBuffer().setLength(0);
                isRefused(yaml.formatted(value.formatted(address)));
                assertThat(err.toString()).containsIgnoringCase("tag");
            }
            server.setSoTimeout(200);
            assertThat(accepts(server)).isFalse();
        }
    }

    private static boolean accepts(ServerSocket server) throws IOException {
        try {
            server.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 19", "3, 16", "7, 7", "9, 9", "50, 2"})
    void aliases_of_aliases_do_not_multiply(int times, int levels) throws Exception {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x]\n");
        for (int i = 1; i <= levels; i++)
            bomb.append("a%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(", ", Collections.nCopies(times, "*a" + (i - 1)))));
        isRefused(bomb.toString());
    }

    @Test
    void merged_and_recursive_aliases_end() throws Exception {
        isRefused("a: &a {b: *a, c: *a, d: *a}\n");
        isRefused("&a [*a, *a]");
        isRefused("a: &a {x: 1}\ninput: {<<: *a}\n");
    }

    @Test
    void deep_nesting_is_refused() throws Exception {
        isRefused("[".repeat(100_000));
        isRefused("input: " + "{a: ".repeat(100_000));
        isRefused("[".repeat(100_000) + "]".repeat(100_000));
        isRefused("- ".repeat(100_000) + "x");
        isRefused("? ".repeat(100_000) + "x");
    }

    @Test
    void long_values_are_refused() throws Exception {
        isRefused("input: {volume: '" + "x".repeat(100 << 20) + "'}");
        isRefused("x".repeat(900_000) + ": 1");
        isRefused("input: {volume: in.zarr, " + "x".repeat(900_000) + ": 1}");
        isRefused("input: {volume: in.zarr, time: '" + "9".repeat(900_000) + "'}");
        isRefused("[" + "1,".repeat(400_000) + "1]");
        isRefused("# " + "comment\n# ".repeat(90_000));
        isRefused("&a ".repeat(1000) + "x");
    }

    @Test
    void a_formula_without_end_is_refused() throws Exception {
        for (String formula : new String[] {
            "(".repeat(100_000) + "input" + ")".repeat(100_000),
            "-".repeat(300_000) + "input",
            "input" + "+input".repeat(100_000),
            "input?1:".repeat(100_000) + "1",
            "abs(".repeat(100_000),
            "(".repeat(90) + "input" + "+input".repeat(1000) + ")".repeat(90)
        }) {
            err.getBuffer().setLength(0);
            isRefused("""
                    input: {volume: in.zarr}
                    steps: [{name: a, op: expression, inputs: [input], formula: "%s"}]
                    output: {volume: out.zarr}
                    """.formatted(formula));
        }
    }

    @Test
    void a_device_without_end_is_not_read_to_its_end() {
        Path zeros = Path.of("/dev/zero");
        if (!Files.isReadable(zeros)) return;
        assertThat(plan(zeros)).isEqualTo(ExitCode.REQUEST.code());
        assertThat(err.toString()).contains("at most");
    }

    /** Sound but for the input, which is not there: that is what is found (3), unless the file is refused before (2). */
    @Test
    void changed_characters_give_a_request_or_a_refusal() throws Exception {
        long seed = Long.getLong("kachel.fuzz.seed", 20261124);
        String signs = "[]{}:,-?&*!|>'\"%@`#~ \n\t\\\0\u0085\ud83d01eEaN<=";
        String sound = SOUND.formatted(folder.resolve("nothing.zarr"));
        for (int i = 0; i < 300; i++) {
            Random random = new Random(seed * 1_000_003 + i);
            StringBuilder yaml = new StringBuilder(sound);
            for (int j = 1 + random.nextInt(4); j > 0; j--) {
                int at = random.nextInt(yaml.length());
                if (random.nextInt(3) == 0) yaml.delete(at, Math.min(yaml.length(), at + random.nextInt(10)));
                else yaml.insert(at, signs.charAt(random.nextInt(signs.length())));
            }
            err.getBuffer().setLength(0);
            byte[] bytes = yaml.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            int code = plan(Files.write(folder.resolve("p.yaml"), bytes));
            assertThat(code)
                    .as("input %d of seed %d: %s%n%s", i, seed, yaml, err)
                    .isIn(ExitCode.REQUEST.code(), ExitCode.DATA.code());
        }
    }
}
