package org.kachel.job.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kachel.block.io.Store;

/**
 * Says which run writes an output: an object that its driver rewrites with a higher count as long as it lives. Whether another
 * run lives is told by its process, on the same machine, and else by whether the count still moves; no clock is compared.
 */
final class Claim implements AutoCloseable {
    private static final String KEY = "claim.json";
    private static final int BEAT_SECONDS = 5;
    private static final int SILENT_BEATS = 4;
    private static final int SETTLE_MILLISECONDS = 200;

    /**
     * @param machine tells this boot of this machine, and the processes that see each other on it, from all others
     * @param started when the process began, so that another process of the same number is not taken for it
     * @param beat how often its driver has said that it lives
     */
    record Owner(
            @JsonProperty("run") String run,
            @JsonProperty("host") String host,
            @JsonProperty("machine") String machine,
            @JsonProperty("pid") long pid,
            @JsonProperty("started") long started,
            @JsonProperty("beat") long beat) {
        /** Number of the field of /proc/PID/stat, from 1: proc(5). */
        private static final int STARTED = 22;

        static Owner here() {
            return new Owner(
                    UUID.randomUUID().toString(),
                    line("/proc/sys/kernel/hostname"),
                    line("/proc/sys/kernel/random/boot_id") + link("/proc/self/ns/pid"),
                    ProcessHandle.current().pid(),
                    started(ProcessHandle.current()),
                    0);
        }

        Owner next() {
            return new Owner(run, host, machine, pid, started, beat + 1);
        }

        private boolean sameMachine(Owner other) {
            return !machine.isEmpty() && machine.equals(other.machine);
        }

        /** On this machine. */
        private boolean lives() {
            return ProcessHandle.of(pid)
                    .filter(p -> p.isAlive() && started(p) == started)
                    .isPresent();
        }

        /** Empty where the system has no such file. */
        private static String line(String file) {
            try {
                return Files.readString(Path.of(file)).strip();
            } catch (IOException e) {
                return "";
            }
        }

        private static String link(String file) {
            try {
                return Files.readSymbolicLink(Path.of(file)).toString();
            } catch (IOException | UnsupportedOperationException e) {
                return "";
            }
        }

        /**
         * In ticks since this machine was started, which no clock that is set changes; by the clock where the system does not tell.
         */
        private static long started(ProcessHandle process) {
            String stat = line("/proc/" + process.pid() + "/stat");
            if (stat.isEmpty())
                return process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
            // the name, in parentheses, may hold blanks: what follows it begins with the third field
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[STARTED - 3]);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Store store;
    private final ScheduledExecutorService heart;
    private Owner owner;
    private volatile String lostTo;
    private volatile Runnable whenLost = () -> {};

    private Claim(Store store, Owner owner) {
        this.store = store;
        this.owner = owner;
        this.heart = Executors.newSingleThreadScheduledExecutor(beat -> {
            Thread thread = new Thread(beat, "kachel-claim");
            thread.setDaemon(true);
            return thread;
        });
        heart.scheduleWithFixedDelay(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    }

    /** *Errors*: {@link BusyException} where another run lives; waits until that is certain. */
    static Claim take(Store store) throws IOException {
        Owner mine = Owner.here();
        byte[] text = text(mine); // before the other is looked for: then little time passes until it is told
        Owner other = read(store);
        if (other != null && lives(store, other, mine)) throw busy(store, other);
        store.write(KEY, text, text.length);
        pause(SETTLE_MILLISECONDS);
        Owner now = read(store);
        if (now == null || !now.run.equals(mine.run)) throw busy(store, now);
        return new Claim(store, mine);
    }

    private static boolean lives(Store store, Owner other, Owner mine) throws IOException {
        if (other.sameMachine(mine)) return other.lives();
        for (int beat = 0; beat < SILENT_BEATS; beat++) {
            pause(BEAT_SECONDS * 1000);
            Owner now = read(store);
            if (now == null) return false;
            if (!now.equals(other)) return true;
        }
        return false;
    }

    private static BusyException busy(Store store, Owner other) {
        return new BusyException(store.root() + ": "
                + (other == null
                        ? "another run"
                        : "run " + other.run + " on " + other.host + ", process " + other.pid + ",")
                + " is writing this output");
    }

    private static void pause(int milliseconds) throws IOException {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for another run's sign of life", e);
        }
    }

    private static Owner read(Store store) throws IOException {
        byte[] text = store.read(KEY);
        return text == null ? null : JSON.readValue(text, Owner.class);
    }

    private static byte[] text(Owner owner) throws IOException {
        return JSON.writeValueAsBytes(owner);
    }

    private synchronized void beat() {
        try {
            look();
            if (lostTo != null) return;
            owner = owner.next();
            byte[] text = text(owner);
            store.write(KEY, text, text.length);
        } catch (IOException e) {
            // the next beat tries again; a store that stays silent fails the tasks, too
        }
    }

    private synchronized void look() throws IOException {
        Owner now = read(store);
        if (lostTo != null || now != null && now.run.equals(owner.run)) return;
        lostTo = now == null ? "nobody" : now.host + ", process " + now.pid;
        heart.shutdown();
        whenLost.run();
    }

    /** What is done, once, when it is seen that another run has taken over. */
    void whenLost(Runnable stop) {
        whenLost = stop;
    }

    /** *Errors*: {@link BusyException} where another run has taken over meanwhile. */
    void check() throws IOException {
        look();
        if (lostTo != null)
            throw new BusyException(store.root() + ": the claim on this output was taken over by " + lostTo);
    }

    synchronized String run() {
        return owner.run();
    }

    /** Whether nobody has taken over. */
    boolean held() {
        return lostTo == null;
    }

    @Override
    public synchronized void close() throws IOException {
        heart.shutdownNow();
        if (lostTo == null) store.delete(KEY);
    }
}
