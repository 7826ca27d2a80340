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
        byte[] bytes = cache.room(LENGTH);
        Arrays.fill(bytes, (byte) index);
        return cache.put(key(index), Optional.of(new Chunk(bytes, 0, new int[] {LENGTH})));
    }

    @Test
    void theLeastRecentlyUsedMakesRoom() {
        byte[] first = make(0).chunk().orElseThrow().bytes();
        assertThat(cache.take(key(1))).isNull();
        ChunkCache.Loan again = cache.take(key(0));
        assertThat(again.chunk().orElseThrow().bytes()).isSameAs(first);
        for (int i = 1; i < 2 * KEPT; i++) cache.giveBack(make(i));
        assertThat(cache.take(key(0))).as("still lent twice").isNotNull();
        assertThat(cache.take(key(1))).isNull();
        assertThat(cache.take(key(2 * KEPT - 1))).isNotNull();
        assertThat(cache.bytes()).isEqualTo(KEPT * (LENGTH + 128L));
        cache.drop(1);
        assertThat(cache.bytes()).isZero();
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
            for (int i = 0; i < 20_000; i++) {
                long index = random.nextInt(120);
                ChunkCache.Loan loan = cache.take(key(index));
                if (loan == null) loan = make(index);
                byte[] bytes = loan.chunk().orElseThrow().bytes();
                for (int at = 0; at < LENGTH; at += 111)
                    assertThat(bytes[at]).as("chunk %d", index).isEqualTo((byte) index);
                cache.giveBack(loan);
            }
            return null;
        };
    }
}
