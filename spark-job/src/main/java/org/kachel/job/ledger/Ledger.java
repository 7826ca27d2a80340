package org.kachel.job.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kachel.block.io.Checksum;
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
 *   writers/VOLUME      the stage that has written a volume last
 *   scratch             volumes that a later phase reads
 *   input               the versions of all objects that the last run has read
 * </pre>
 *
 * Only {@code run.json} outlives success, and {@code bad-chunks} where there are some; of an incremental run all of it.
 */
public final class Ledger implements AutoCloseable {
    static final String TASKS = "tasks";
    private static final String RUN = "run.json";
    private static final String SCRATCH = "scratch";
    private static final String WRITERS = "writers";
    private static final String INPUT = "input";

    /** Begins the name of a cause that exists because a step does. */
    public static final String GLOBAL = "global value of ";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param fingerprint of all that decides the result
     * @param slots tasks at the same time for which blocks were dealt out, 0 while unknown
     * @param places that a run of this ledger has written, and in what form
     * @param about what a person would call the causes of the last result, and what they were
     */
    private record Made(
            @JsonProperty("fingerprint") String fingerprint,
            @JsonProperty("slots") int slots,
            @JsonProperty("done") boolean done,
            @JsonProperty("places") Map<String, String> places,
            @JsonProperty("about") Map<String, String> about) {
        Made {
            places = new TreeMap<>(places == null ? Map.of() : places);
            about = new TreeMap<>(about == null ? Map.of() : about);
        }
    }

    private final Store store;
    private final String fingerprint;
    private final Claim claim;
    private Made made;
    private boolean fresh;
    private int slots;
    private final List<TaskRecords> stages = new ArrayList<>();

    private Ledger(Store store, String fingerprint, Claim claim, Made made) {
        this.store = store;
        this.fingerprint = fingerprint;
        this.claim = claim;
        this.made = made;
        this.fresh = made == null;
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
        fresh = true;
    }

    private void clear() throws IOException {
        store.deleteFolder(TASKS);
        store.deleteFolder(WRITERS);
        store.deleteFolder(SCRATCH);
        store.delete(INPUT);
    }

    /** In what form a run of this ledger has written {@code place} last; null where none has. */
    public String form(String place) {
        return made == null ? null : made.places.get(place);
    }

    /** From now on nothing is done, whatever else is recorded. */
    public void reopen() throws IOException {
        if (empty()) store.deleteFolder(BadChunkRecords.FOLDER);
        if (made != null) write(new Made(made.fingerprint, made.slots, false, made.places, made.about));
    }

    /**
     * Begins, or goes on; blocks are dealt out as they were before, or else for {@code parallel} tasks at the same time.
     *
     * @param places that will be written, and in what form
     */
    public void begin(int parallel, Map<String, String> places) throws IOException {
        check(); // once more, seconds after: where two began at once the later one may have been slow to say so
        slots = made != null && made.slots > 0 ? made.slots : parallel;
        if (store == null) return;
        Map<String, String> all = new TreeMap<>(made == null ? Map.of() : made.places);
        all.putAll(places);
        write(new Made(fingerprint, slots, false, all, made == null ? null : made.about));
    }

    private void write(Made now) throws IOException {
        byte[] text = JSON.writeValueAsBytes(now);
        store.write(RUN, text, text.length);
        made = now;
    }

    public int slots() {
        return slots;
    }

    /**
     * Those of the next stage, of {@code tasks}.
     *
     * @param program everything that decides what its tasks do, so that another stage's records are never taken for its own
     * @param volumes that it writes: who has written them before does not count as done any more
     */
    public TaskRecords next(int tasks, String program, List<String> volumes) throws IOException {
        if (store == null) return TaskRecords.none(tasks);
        String text = program + " by " + slots;
        long twins = stages.stream().filter(s -> s.key().startsWith(key(text))).count();
        TaskRecords stage = new TaskRecords(store.root(), stages.size(), key(text) + "-" + twins, tasks);
        for (String volume : volumes) {
            byte[] writer = store.read(writer(volume));
            if (writer != null && new String(writer, StandardCharsets.UTF_8).equals(stage.key())) continue;
            disown(volume);
            byte[] mine = stage.key().getBytes(StandardCharsets.UTF_8);
            store.write(writer(volume), mine, mine.length);
        }
        stages.add(stage);
        return stage;
    }

    private static String key(String text) {
        return String.format(Locale.ROOT, "%016x%016x", Checksum.of(text), Checksum.of("2 " + text));
    }

    private static String writer(String volume) {
        return WRITERS + "/" + key(volume);
    }

    /** What was written into {@code volume} is about to change: no record speaks of it any more. */
    public void disown(String volume) throws IOException {
        byte[] writer = store.read(writer(volume));
        if (writer != null) store.deleteFolder(TaskRecords.folder(new String(writer, StandardCharsets.UTF_8)));
        store.delete(writer(volume));
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
        return store != null && fresh && claim.held() && made != null && !made.done && empty();
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

    /**
     * All is written: what is there cannot be mistaken for something unfinished any more.
     *
     * @param about what a person would call the causes of the result, and what they are
     */
    public void finish(Map<String, String> about) throws IOException {
        if (store == null) return;
        store.delete(INPUT); // nothing is kept
        write(new Made(fingerprint, slots, true, made.places, about));
    }

    /**
     * The same, where a later run will do again only what has changed.
     *
     * @param scratch names of the scratch volumes that it will read
     */
    public void keep(Map<String, String> about, ObjectVersions input, Set<String> scratch) throws IOException {
        if (store == null) return;
        byte[] bytes = input.bytes();
        store.write(INPUT, bytes, bytes.length);
        Set<String> used = stages.stream().map(TaskRecords::key).collect(Collectors.toSet());
        for (String stage : store.list(TASKS)) if (!used.contains(stage)) store.deleteFolder(TaskRecords.folder(stage));
        for (String name : store.list(SCRATCH)) if (!scratch.contains(name)) store.deleteFolder(SCRATCH + "/" + name);
        write(new Made(fingerprint, slots, true, made.places, about));
    }

    /** What has changed since the last run came to its end, for a person. */
    public List<String> changes(Map<String, String> about, ObjectVersions input) throws IOException {
        List<String> changes = new ArrayList<>();
        if (fresh || made.about.isEmpty()) return List.of("nothing is known of an earlier run");
        byte[] before = store.read(INPUT);
        if (before == null) return List.of("the earlier run has kept no records");
        int objects = input.changes(ObjectVersions.of(before));
        if (objects > 0) changes.add(objects + (objects == 1 ? " input object" : " input objects") + " changed");
        Set<String> all = new TreeSet<>(about.keySet());
        all.addAll(made.about.keySet());
        for (String cause : all) {
            boolean both = about.containsKey(cause) && made.about.containsKey(cause);
            if (!both && cause.startsWith(GLOBAL)) continue;
            if (!made.about.containsKey(cause)) changes.add(cause + " is new");
            else if (!about.containsKey(cause)) changes.add(cause + " is gone");
            else if (!about.get(cause).equals(made.about.get(cause))) changes.add(cause + " changed");
        }
        return changes;
    }

    @Override
    public void close() throws IOException {
        if (store == null) return;
        try (claim) {
            if (!claim.held() || made == null) return;
            if (leavesNothing()) forget();
            else if (made.done && store.size(INPUT) < 0)
                clear(); // also what a run that was killed right after its end has left
        }
    }
}
