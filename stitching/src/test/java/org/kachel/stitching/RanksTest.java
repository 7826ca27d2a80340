package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RanksTest {

    @Test
    void uniqueMergesAndSorts() {
        assertThat(Ranks.unique()).isEmpty();
        assertThat(Ranks.unique(new long[] {3, 1, 3}, new long[0], new long[] {2, 1}))
                .containsExactly(1, 2, 3);
    }

    @Test
    void offsetsAreExclusiveSumsAndTheTotal() {
        assertThat(Ranks.offsets(new long[] {3, 0, 2})).containsExactly(0, 3, 3, 5);
    }

    @Test
    void idsAreRanksFromOne() {
        long[] keys = {10, 20, 40};
        assertThat(Ranks.ids(keys, 100, new long[] {40, 10, 10})).containsExactly(103, 101, 101);
        assertThat(Ranks.idsOrZero(keys, 0, new long[] {20, 30})).containsExactly(2, 0);
        assertThatThrownBy(() -> Ranks.ids(keys, 0, new long[] {30})).hasMessageContaining("30");
    }

    @Test
    void boundsAndSlabsAgreeAndKeepOrder() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long voxels = random.nextBoolean() ? 1 + random.nextInt(50) : Long.MAX_VALUE - random.nextInt(1000);
            Slabs slabs = new Slabs(voxels, 1 + random.nextInt(70));
            long[] keys = random.longs(40, 0, voxels).sorted().toArray();
            int[] bounds = slabs.bounds(keys);
            assertThat(bounds[0]).isZero();
            assertThat(bounds[slabs.count()]).isEqualTo(keys.length);
            for (int s = 0; s < slabs.count(); s++)
                for (int i = bounds[s]; i < bounds[s + 1]; i++)
                    assertThat(slabs.slab(keys[i])).as("seed %d", seed).isEqualTo(s);
            assertThat(Arrays.stream(keys).mapToInt(slabs::slab).toArray()).isSorted();
        }
    }
}
