package org.kachel.job.flaky;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;

/**
 * When an attempt at a task fails, decided by a hash of what it is: the share {@code -Dkachel.flaky.rate} of all attempts does,
 * {@code -Dkachel.flaky.seed} says which.
 */
public final class Fate {
    /** Before its first object, after some of them, when its record is about to be written or just is, when all is done. */
    public enum Moment {
        START,
        MIDST,
        RECORD,
        RECORDED,
        RESULT
    }

    /** Objects after which the midst is reached at the latest. */
    private static final int MIDST = 12;

    private static final Map<Long, Fate> FATES = new ConcurrentHashMap<>();
    private static final Map<Moment, AtomicInteger> FAILED = new EnumMap<>(Moment.class);

    static {
        for (Moment moment : Moment.values()) FAILED.put(moment, new AtomicInteger());
    }

    private final String attempt;
    private final Moment moment;
    private int objectsLeft;

    private Fate(TaskContext task) {
        long rate = Math.round(Double.parseDouble(System.getProperty("kachel.flaky.rate", "0")) * (1L << 31));
        long seed = Long.getLong("kachel.flaky.seed", 1);
        long name = ((seed * 1_000_003 + task.stageId()) * 1_000_003 + task.partitionId()) * 1_000_003
                + task.stageAttemptNumber() * 101L
                + task.attemptNumber();
        Random random = new Random(name * 0x9E3779B97F4A7C15L);
        boolean fails = random.nextInt(Integer.MAX_VALUE) < rate;
        this.attempt =
                "stage %d, task %d, attempt %d".formatted(task.stageId(), task.partitionId(), task.attemptNumber());
        this.moment = fails ? Moment.values()[random.nextInt(Moment.values().length)] : null;
        this.objectsLeft = moment == Moment.MIDST ? 1 + random.nextInt(MIDST) : 0;
    }

    /** That of the task that this thread is at; null on the driver. */
    static Fate here() {
        TaskContext task = TaskContext.get();
        return task == null ? null : FATES.computeIfAbsent(task.taskAttemptId(), id -> new Fate(task));
    }

    /** How many have failed so far. */
    public static int failed(Moment moment) {
        return FAILED.get(moment).get();
    }

    /** How many have failed so far at each moment. */
    static String summary() {
        return FAILED.toString();
    }

    /** *Errors*: {@link IOException} where the attempt is to fail before it reads or writes an object. */
    synchronized void object() throws IOException {
        if (moment == Moment.START || moment == Moment.MIDST && objectsLeft-- == 0) throw failure();
    }

    /** *Errors*: {@link IOException} where the attempt is to fail now. */
    void at(Moment now) throws IOException {
        if (moment == now) throw failure();
    }

    /** Where an attempt that is to fail has not met its moment: it fails now, all being done. */
    void end() throws IOException {
        FATES.remove(TaskContext.get().taskAttemptId());
        if (moment != null && TaskContext.get().fetchFailed().isEmpty()) throw failure();
    }

    private IOException failure() {
        FAILED.get(moment).incrementAndGet();
        return new IOException("on purpose at " + moment + ": " + attempt);
    }
}
