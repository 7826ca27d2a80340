package org.kachel.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    private Path folder;

    private Ledger open(String fingerprint) throws IOException {
        return Ledger.open(folder.resolve("out.ledger").toString(), fingerprint);
    }

    @Test
    void a_task_is_done_once_unless_its_record_is_damaged() throws IOException {
        SparkConf conf =
                new SparkConf().setMaster("local[1]").setAppName("ledger").set("spark.ui.enabled", "false");
        try (JavaSparkContext spark = new JavaSparkContext(conf);
                Ledger ledger = open("a")) {
            assertThat(spark.sc().isStopped()).isFalse();
            ledger.begin(2, Map.of());
            TaskRecords records = ledger.next(7, "stage", List.of());
            assertThat(done(records, 3)).containsExactly("0 of 3 made", "1 of 3 made");
            assertThat(done(records, 3)).containsExactly("kept", "0 of 3 made", "1 of 3 made");
            Path record = folder.resolve("out.ledger/tasks/" + records.key() + "/000003");
            byte[] bytes = Files.readAllBytes(record);
            bytes[bytes.length - 3] ^= 1;
            Files.write(record, bytes);
            assertThat(done(records, 3)).doesNotContain("kept");
            Files.write(record, new byte[5]);
            assertThat(done(records, 3)).doesNotContain("kept");
            assertThat(done(ledger.next(7, "stage", List.of()), 3)).doesNotContain("kept");
        }
    }

    /** What comes of a task of two results, and whether it was kept. */
    private static List<String> done(TaskRecords records, int task) {
        List<String> log = new ArrayList<>();
        Iterator<String> results = records.of(
                task,
                new Basis(0, (volume, interval) -> 0),
                new TaskNotes(),
                () -> log.add("kept"),
                () -> List.of("0 of " + task + " made", "1 of " + task + " made")
                        .iterator());
        results.forEachRemaining(log::add);
        return log;
    }

    @Test
    void knows_the_same_run_from_another_and_an_end_from_a_stop() throws IOException {
        try (Ledger ledger = open("a")) {
            assertThat(ledger.unfinished() || ledger.unfinishedOther() || ledger.done())
                    .isFalse();
            ledger.begin(3, Map.of());
            Files.createDirectories(folder.resolve("out.ledger/tasks/0000"));
        }
        try (Ledger ledger = open("b")) {
            assertThat(ledger.unfinished()).isFalse();
            assertThat(ledger.unfinishedOther()).isTrue();
        }
        try (Ledger ledger = open("a")) {
            assertThat(ledger.unfinished()).isTrue();
            ledger.begin(8, Map.of());
            assertThat(ledger.slots()).as("blocks are dealt out as before").isEqualTo(3);
            ledger.finish(Map.of());
        }
        try (Ledger ledger = open("a")) {
            assertThat(ledger.done()).isTrue();
        }
        assertThat(folder.resolve("out.ledger")).isDirectoryNotContaining("glob:**tasks");
    }

    @Test
    void a_run_that_has_recorded_nothing_leaves_nothing() throws IOException {
        try (Ledger ledger = open("a")) {
            ledger.begin(2, Map.of());
        }
        try (Ledger ledger = open("b")) {
            assertThat(ledger.unfinishedOther()).isFalse();
        }
    }

    @Test
    void two_in_one_process_or_machine_refuse_each_other() throws IOException {
        try (Ledger first = open("a")) {
            assertThatThrownBy(() -> open("a"))
                    .isInstanceOf(BusyException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            first.check();
        }
        open("a").close();
    }

    @Test
    void of_many_that_begin_at_once_one_goes_on() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Ledger>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) all.add(threads.submit(() -> open("a")));
        int open = 0;
        for (Future<Ledger> each : all)
            try {
                each.get().close();
                open++;
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(BusyException.class);
            }
        threads.shutdown();
        assertThat(open).isEqualTo(1);
    }

    /** A dead run on another machine is told by its silence, a living one by its beat; on this machine by its process. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void a_dead_run_is_taken_over_from() throws Exception {
        claim("another machine", 1, 0, 7);
        long start = System.nanoTime();
        open("a").close();
        assertThat((System.nanoTime() - start) * 1e-9).isGreaterThan(15);
        String mine;
        try (Ledger ledger = open("a")) {
            ledger.check();
            mine = (String) read().get("machine");
            assertThat(((Number) read().get("started")).longValue())
                    .as("ticks since the machine was started, which no clock that is set moves")
                    .isLessThan(Duration.ofDays(3650).toMillis() / 10);
        }
        claim(mine, ProcessHandle.current().pid(), 12345, 7);
        start = System.nanoTime();
        open("a").close();
        assertThat((System.nanoTime() - start) * 1e-9).as("no need to wait").isLessThan(5);
        claim("another machine", 1, 0, 8);
        Thread beating = new Thread(() -> {
            try {
                Thread.sleep(2000);
                claim("another machine", 1, 0, 9);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        beating.start();
        assertThatThrownBy(() -> open("a")).isInstanceOf(BusyException.class).hasMessageContaining("elsewhere");
        beating.join();
    }

    private Path claimed() {
        return folder.resolve("out.ledger/claim.json");
    }

    private Map<?, ?> read() throws IOException {
        return new ObjectMapper().readValue(claimed().toFile(), Map.class);
    }

    /** By a machine whose clock is an hour ahead. */
    private void claim(String machine, long pid, long started, long beat) throws IOException {
        Files.createDirectories(claimed().getParent());
        Claim.Owner owner = new Claim.Owner("their run", "elsewhere", machine, pid, started, beat);
        new ObjectMapper().writeValue(claimed().toFile(), owner);
        Files.setLastModifiedTime(claimed(), FileTime.from(Instant.now().plus(1, ChronoUnit.HOURS)));
    }
}
