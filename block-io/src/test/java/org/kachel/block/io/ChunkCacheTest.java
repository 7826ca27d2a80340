package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is lent keeps its contents; what nobody uses is decoded into again. */
class ChunkCacheTest {
    private static final int LENGTH = 1000;
    private static final int KEPT = 100;

    private final ChunkCache cache = new ChunkCache(KEPT * (LENGTH + 128L));

    private ChunkCache.Key key(long index) {
        return new ChunkCache.Key(1, 0, index);
    }

    private ChunkCache.Loan make(long index) {
        return make(index, 0);
    }

    private ChunkCache.Loan make(long index, int readers) {
        byte[] bytes = cache.room(LENGTH);
        Arrays.fill(bytes, (byte) index);
        return cache.put(key(index), Optional.of(new Chunk(bytes, 0, new int[] {LENGTH})), readers);
    }

    @Test
    void theLeastRecentlyUsedMakesRoom() {
        byte[] first = make(0).chunk().orElseThrow().bytes();
        assertThat(knows(1)).isFalse();
        ChunkCache.Loan again = cache.take(key(0), 0);
        assertThat(again.chunk().orElseThrow().bytes()).isSameAs(first);
        for (int i = 1; i < 2 * KEPT; i++) cache.giveBack(make(i));
        assertThat(knows(0)).as("lent, so still there").isTrue();
        assertThat(knows(1)).isFalse();
        assertThat(knows(2 * KEPT - 1)).isTrue();
        assertThat(cache.bytes()).isEqualTo(KEPT * (LENGTH + 128L));
        cache.forget(1);
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void whatAllHaveReadGoesFirst() {
        for (int i = 0; i < KEPT; i++) cache.giveBack(make(i, i % 2 == 0 ? 1 : 9));
        for (int i = 0; i < KEPT; i++) assertThat(knows(i)).as("chunk %d", i).isEqualTo(i % 2 == 1);
        assertThat(cache.bytes()).isEqualTo(KEPT / 2 * (LENGTH + 128L));
        for (int i = KEPT; i < KEPT + KEPT / 2 + 1; i++) cache.giveBack(make(i));
        assertThat(knows(1)).isFalse();
        for (int i = 3; i < KEPT; i += 2) assertThat(knows(i)).as("chunk %d", i).isTrue();
    }

    private boolean knows(long index) {
        ChunkCache.Loan loan = cache.take(key(index), 0);
        if (loan == null) cache.failed(key(index));
        else cache.giveBack(loan);
        return loan != null;
    }

    @Test
    void oneMakesAndTheOthersWait() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            assertThat(cache.take(key(7), 0)).isNull();
            Future<ChunkCache.Loan> other = threads.submit(() -> cache.take(key(7), 0));
            Thread.sleep(20);
            assertThat(other.isDone()).isFalse();
            ChunkCache.Loan made = make(7);
            assertThat(other.get()).isSameAs(made);
            assertThat(cache.take(key(8), 0)).isNull();
            Future<ChunkCache.Loan> heir = threads.submit(() -> cache.take(key(8), 0));
            cache.failed(key(8));
            assertThat(heir.get()).isNull();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aNewChunkTakesTheArrayOfADroppedOne() {
        List<byte[]> arrays = new ArrayList<>();
        for (int i = 0; i < 5 * KEPT; i++) {
            ChunkCache.Loan loan = make(i);
            byte[] bytes = loan.chunk().orElseThrow().bytes();
            if (arrays.stream().noneMatch(known -> known == bytes)) arrays.add(bytes);
            cache.giveBack(loan);
        }
        assertThat(arrays).hasSize(KEPT + 1);
    }

    @Test
    void nobodySeesAnothersBytes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Void>> runs = new ArrayList<>();
            for (int t = 0; t < 8; t++) runs.add(threads.submit(borrower(t)));
            for (Future<Void> run : runs) run.get();
        } finally {
            threads.shutdown();
        }
    }

    private Callable<Void> borrower(long seed) {
        return () -> {
            Random random = new Random(seed);
            for (int i = 0; i < 500; i++) {
                long index = random.nextInt(120);
                ChunkCache.Loan held = borrow(index, random);
                for (int j = 0; j < 40; j++) {
                    long other = 120 + random.nextInt(120);
                    ChunkCache.Loan loan = borrow(other, random);
                    assertHolds(loan, other);
                    cache.giveBack(loan);
                }
                assertHolds(held, index);
                cache.giveBack(held);
            }
            return null;
        };
    }

    private ChunkCache.Loan borrow(long index, Random random) {
        int readers = random.nextInt(3);
        ChunkCache.Loan known = cache.take(key(index), readers);
        return known != null ? known : make(index, readers);
    }

    private static void assertHolds(ChunkCache.Loan loan, long index) {
        byte[] bytes = loan.chunk().orElseThrow().bytes();
        for (int at = 0; at < LENGTH; at += 111)
            assertThat(bytes[at]).as("chunk %d", index).isEqualTo((byte) index);
    }
}
