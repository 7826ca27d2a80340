package org.kachel.job.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankedSeedsTest {
    private static BlockNames names(long block, long... values) {
        return new BlockNames(block, values);
    }

    @Test
    void anObjectsRankIsThatOfTheSmallestKeyOfItsParts() {
        List<BlockNames> ids = List.of(names(0, 1, 2), names(1), names(2, 2, 3, 1));
        Map<Long, long[]> keys = Map.of(0L, new long[] {50, 90}, 1L, new long[] {}, 2L, new long[] {10, 20, 60});
        List<BlockNames> ranked = RankedSeeds.rank(ids, keys, new long[] {1, 2, 3}, new SeedBits(32));
        long first = 3L << 32 | 1, second = 1L << 32 | 2, third = 2L << 32 | 3;
        assertThat(ranked).extracting(BlockNames::block).containsExactly(0L, 1L, 2L);
        assertThat(ranked.get(0).values()).containsExactly(first, second);
        assertThat(ranked.get(1).values()).isEmpty();
        assertThat(ranked.get(2).values()).containsExactly(second, third, first);
    }

    @Test
    void noSeedsHaveNoRanks() {
        assertThat(RankedSeeds.rank(List.of(names(0)), Map.of(0L, new long[0]), new long[0], new SeedBits(32))
                        .get(0)
                        .values())
                .isEmpty();
    }
}
