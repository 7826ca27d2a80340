package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kachel.job.report.Report;
import org.kachel.job.store.ResultFile;

/**
 * Drivers killed at random moments, and others that go on. A moment is a number of finished tasks, counted by their records, and some
 * milliseconds; or, where the number is none, any time from the start on. No record of before is touched by who goes on.
 */
public final class Interruptions {
    /** Of one driver after the other, on this machine or in a store; on the cluster it is always ten. */
    public static final int KILLS = Integer.getInteger("kachel.test.kills", 5);

    private static final int LATER_MILLISECONDS = 30;

    /** Longer than a driver takes to start. */
    private static final int FROM_START_MILLISECONDS = 8000;

    /** A driver in a process of its own. */
    public interface Driver {
        Started start(boolean resume) throws IOException;
    }

    /** @param log what it prints */
    public record Started(Process process, Path log) {
        int end() throws InterruptedException {
            return process.waitFor();
        }

        String said() {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final long seed;
    private final Random random;
    private final int apart;
    private int left;

    /**
     * @param kills in all
     * @param apart so many tasks at most are finished between two of them
     */
    public Interruptions(long seed, int kills, int apart) {
        this.seed = seed;
        this.random = new Random(seed);
        this.left = kills;
        this.apart = apart;
    }

    /** Whether some are still to come. */
    public boolean left() {
        return left > 0;
    }

    /** Starts and kills until a driver comes to its end, whose {@code volume} then stands there as a local path. */
    public void upon(Path volume, Driver driver) throws Exception {
        boolean killed = false;
        while (!done(volume)) {
            Map<Path, FileTime> before = records(volume);
            Started started = driver.start(killed);
            killed = left() && kill(started.process(), volume, before.size());
            if (killed) {
                left--;
                if (!done(volume))
                    assertThat(records(volume)).as(this + ": records").containsAllEntriesOf(before);
            } else {
                assertThat(started.end()).as(() -> this + ": " + started.said()).isZero();
                assertThat(kept(volume)).as(this + ": blocks kept").isGreaterThanOrEqualTo(before.size());
            }
        }
        if (killed)
            assertThat(driver.start(true).end()).as(this + ": all was done").isZero();
        assertThat(records(volume)).isEmpty();
    }

    private static boolean done(Path volume) throws IOException {
        Path run = Path.of(volume + ".ledger", "run.json");
        return Files.exists(run) && Files.readString(run).contains("\"done\":true");
    }

    private boolean kill(Process process, Path volume, int recorded) throws Exception {
        int more = random.nextInt(apart);
        return killAt(
                process,
                volume,
                more == 0 ? 0 : recorded + more,
                random.nextInt(more == 0 ? FROM_START_MILLISECONDS : LATER_MILLISECONDS));
    }

    /** Kills once so many tasks are recorded, and a little later; false where the process ends before. */
    static boolean killAt(Process process, Path volume, int records, int milliseconds) throws Exception {
        if (!awaitRecords(process, volume, records) || process.waitFor(milliseconds, TimeUnit.MILLISECONDS))
            return false;
        process.destroyForcibly().waitFor();
        return process.exitValue() != 0;
    }

    /** False where the process ends before. */
    static boolean awaitRecords(Process process, Path volume, int records) throws Exception {
        while (process.isAlive()) {
            if (records(volume).size() >= records) return true;
            process.waitFor(2, TimeUnit.MILLISECONDS);
        }
        return false;
    }

    /** Taken over by the run that came to its end. */
    private static long kept(Path volume) throws IOException {
        Report report = Report.read(new ResultFile(volume + ".report.json"));
        return report.phases().stream().mapToLong(Report.Phase::blocksKept).sum();
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + left + " kills left";
    }

    /** When each was written. */
    private static Map<Path, FileTime> records(Path volume) throws IOException {
        Map<Path, FileTime> records = new HashMap<>();
        Path tasks = Path.of(volume + ".ledger", "tasks");
        if (!Files.exists(tasks)) return records;
        try (Stream<Path> all = Files.walk(tasks)) {
            List<Path> whole = all.filter(p -> p.getFileName().toString().matches("\\d{6}"))
                    .toList();
            for (Path each : whole) records.put(each, Files.getLastModifiedTime(each));
        } catch (IOException | UncheckedIOException e) {
            return records; // the run is just removing them
        }
        return records;
    }
}
