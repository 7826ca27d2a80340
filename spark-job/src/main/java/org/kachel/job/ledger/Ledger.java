package org.kachel.job.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kachel.block.io.Store;
import org.kachel.block.io.Stores;

/**
 * What a run has finished, beside its output.
 *
 * <pre>
 *   run.json            what is being made, and by how many tasks; whether it is done
 *   claim.json          whose it is, while a run lives
 *   tasks/STAGE/TASK    what a finished task has yielded
 *   bad-chunks          those of the input that were filled
 *   scratch             volumes that a later phase reads
 * </pre>
 *
 * Only {@code run.json} outlives success.
 */
public final class Ledger implements AutoCloseable {
    static final String TASKS = "tasks";
    private static final String RUN = "run.json";
    private static final String SCRATCH = "scratch";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param fingerprint of all that decides the result
     * @param slots tasks at the same time for which blocks were dealt out, 0 while unknown
     */
    private record Made(
            @JsonProperty("fingerprint") String fingerprint,
            @JsonProperty("slots") int slots,
            @JsonProperty("done") boolean done) {}

    private final Store store;
    private final String fingerprint;
    private final Claim claim;
    private Made made;
    private int slots;
    private final List<TaskRecords> stages = new ArrayList<>();

    private Ledger(Store store, String fingerprint, Claim claim, Made made) {
        this.store = store;
        this.fingerprint = fingerprint;
        this.claim = claim;
        this.made = made;
    }

    /** A ledger that records nothing. */
    public static Ledger none() {
        return new Ledger(null, null, null, null);
    }

    /** *Errors*: {@link BusyException} where another run lives. */
    public static Ledger open(String place, String fingerprint) throws IOException {
        Store store = Stores.at(place);
        Claim claim = Claim.take(store);
        byte[] text = store.read(RUN);
        return new Ledger(store, fingerprint, claim, text == null ? null : JSON.readValue(text, Made.class));
    }

    /** Whether a run of the same stopped before its end. */
    public boolean unfinished() {
        return same() && !made.done;
    }

    /** Whether a run of something else stopped before its end. */
    public boolean unfinishedOther() {
        return made != null && !same() && !made.done;
    }

    /** Whether a run of the same has come to its end. */
    public boolean done() {
        return same() && made.done;
    }

    private boolean same() {
        return made != null && made.fingerprint.equals(fingerprint);
    }

    /** Where it lies. */
    public String place() {
        return store.root();
    }

    /** Forgets what was recorded before. */
    public void forget() throws IOException {
        store.delete(RUN);
        clear();
        store.deleteFolder(BadChunkRecords.FOLDER);
        made = null;
    }

    private void clear() throws IOException {
        store.deleteFolder(TASKS);
        store.deleteFolder(SCRATCH);
    }

    /** Begins, or goes on; blocks are dealt out as they were before, or else for {@code parallel} tasks at the same time. */
    public void begin(int parallel) throws IOException {
        check(); // once more, seconds after: where two began at once the later one may have been slow to say so
        slots = same() && made.slots > 0 ? made.slots : parallel;
        if (store != null) write(new Made(fingerprint, slots, false));
    }

    private void write(Made now) throws IOException {
        byte[] text = JSON.writeValueAsBytes(now);
        store.write(RUN, text, text.length);
        made = now;
    }

    public int slots() {
        return slots;
    }

    /** Those of the next stage, of {@code tasks}: a run has the same stages in the same order however often it is begun. */
    public TaskRecords next(int tasks) {
        if (store == null) return TaskRecords.none(tasks);
        stages.add(new TaskRecords(store.root(), stages.size(), tasks));
        return stages.get(stages.size() - 1);
    }

    /** Those of all stages so far, in their order. */
    public List<TaskRecords> stages() {
        return List.copyOf(stages);
    }

    /** What becomes of bad chunks in {@code container}, the input: they are filled and noted, or else end the run. */
    public BadChunkRecords badChunks(boolean fill, String container) {
        return store == null || !fill ? BadChunkRecords.NONE : new BadChunkRecords(store.root(), container);
    }

    /** Those that this run and those before it, which it goes on from, have filled. */
    public List<BadChunkRecords.BadChunk> badChunks() throws IOException {
        return store == null ? List.of() : BadChunkRecords.all(store);
    }

    /** Tells this run from all others. */
    public String run() {
        return claim == null ? "" : claim.run();
    }

    public String fingerprint() {
        return fingerprint;
    }

    /** How many finished tasks it has. */
    public long recorded() throws IOException {
        long tasks = 0;
        for (String stage : store.list(TASKS))
            tasks += store.list(TASKS + "/" + stage).size();
        return tasks;
    }

    /** Whether this run ends without anything to go on from, and nobody has taken over: all that it has written may go. */
    public boolean leavesNothing() throws IOException {
        return store != null && claim.held() && made != null && !made.done && empty();
    }

    /** Whether no task is recorded, so that there is nothing to go on from. */
    private boolean empty() throws IOException {
        return store.list(TASKS).isEmpty();
    }

    /** *Errors*: {@link BusyException} where another run has taken over meanwhile. */
    public void check() throws IOException {
        if (claim != null) claim.check();
    }

    /** What stops this run once another has taken over. */
    public void whenLost(Runnable stop) {
        if (claim != null) claim.whenLost(stop);
    }

    /** All is written: what is there cannot be mistaken for something unfinished any more. */
    public void finish() throws IOException {
        if (store == null) return;
        write(new Made(fingerprint, slots, true));
    }

    @Override
    public void close() throws IOException {
        if (store == null) return;
        try (claim) {
            if (!claim.held() || made == null) return;
            if (made.done) clear(); // also what a run that was killed right after its end has left
            else if (empty()) forget();
        }
    }
}
