package org.kachel.job.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kachel.job.Interruptions;

/** A process with its output in a file. Closing it kills it and all that it has started. */
final class JavaProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private JavaProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param environment what is set beside what this process has; without {@code LD_PRELOAD} unless it is among these */
    static JavaProcess start(Path folder, Path output, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("LD_PRELOAD", "SPARK_HOME", "SPARK_CONF_DIR"));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        return new JavaProcess(process, output);
    }

    Interruptions.Started started() {
        return new Interruptions.Started(process, output);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean running() {
        return process.isAlive();
    }

    /** What it has printed so far, stdout and stderr. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first group of {@code pattern} in the output, once it is there. */
    String await(Pattern pattern, Duration timeout) {
        Matcher[] found = new Matcher[1];
        await("'" + pattern + "' in its output", timeout, () -> (found[0] = pattern.matcher(output())).find());
        return found[0].group(1);
    }

    /** Waits until {@code condition} holds. *Errors*: {@link AssertionError} with the output, if it ends or takes longer. */
    void await(String what, Duration timeout, BooleanSupplier condition) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (!running() && !condition.getAsBoolean())
                throw new AssertionError("waited for " + what + ", but the process ended: " + this);
            if (System.nanoTime() > end) throw new AssertionError(timeout + " without " + what + ": " + this);
            pause();
        }
    }

    /** Waits until so many files lie in {@code folder}, such as blocks of an output, those aside that are being written. */
    void awaitFiles(Path folder, int count, Duration timeout) {
        await(count + " files in " + folder, timeout, () -> files(folder) >= count);
    }

    private static long files(Path folder) {
        if (!Files.exists(folder)) return 0;
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(p -> !p.getFileName().toString().startsWith("."))
                    .filter(Files::isRegularFile)
                    .count();
        } catch (IOException | UncheckedIOException e) {
            return 0; // one that went away while it was looked at
        }
    }

    /** Its exit code. *Errors*: {@link AssertionError} with the output if it takes longer. */
    int await(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS))
                throw new AssertionError("still running after " + timeout + ": " + this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return process.exitValue();
    }

    static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** @param signal such as STOP, CONT or KILL */
    static void signal(ProcessHandle process, String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid())
                .inheritIO()
                .start();
        try {
            if (kill.waitFor() != 0) throw new IOException("cannot send " + signal + " to " + process.pid());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** At once, as the kernel does when memory runs out; what it has started goes on. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        kill();
        all.forEach(ProcessHandle::destroyForcibly);
        await(Duration.ofSeconds(10));
    }

    @Override
    public String toString() {
        return output + "\n" + output();
    }
}
