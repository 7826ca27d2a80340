package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.kachel.block.BlockGrid;

class KeyUnionTest {

    @Test
    void equalsRelabellingUntilNothingChanges() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long[] pairs = pairs(random, random.nextInt(200), 1 + random.nextInt(300));
            KeyRoots roots = Oracle.roundTrip(new KeyUnion().add(pairs).close());
            Map<Long, Long> naive = naive(pairs);
            assertThat(roots.size()).as("seed %d", seed).isEqualTo(naive.size());
            naive.forEach((key, root) -> assertThat(roots.rootOf(key)).isEqualTo(root));
            for (int i = 1; i < roots.size(); i++) assertThat(roots.key(i)).isGreaterThan(roots.key(i - 1));
        }
    }

    @Test
    void partialResultsMergeToTheWhole() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<long[]> pieces = new ArrayList<>();
            KeyUnion whole = new KeyUnion();
            KeyUnion merged = new KeyUnion();
            for (int i = 0; i < 5; i++) {
                pieces.add(pairs(random, random.nextInt(60), 200));
                whole.add(pieces.get(i));
                merged.add(new KeyUnion().add(pieces.get(i)).close());
            }
            assertThat(merged.close()).as("seed %d", seed).isEqualTo(whole.close());
        }
    }

    /** A voxel per block on a line: pairs are (k, k + 1), each given to the super-blocks of both ends. */
    @Test
    void levelsOfSuperBlocksEqualOneUnion() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int keys = 1 + random.nextInt(300);
            BlockGrid line = new BlockGrid(new long[] {keys, 1, 1}, new int[] {1, 1, 1});
            List<long[]> pairs = new ArrayList<>();
            for (int k = 0; k + 1 < keys; k++) if (random.nextInt(8) > 0) pairs.add(new long[] {k, k + 1});
            KeyUnion whole = new KeyUnion();
            pairs.forEach(whole::add);
            KeyRoots expected = whole.close();
            long[] found = LongStream.range(0, keys).toArray();
            List<long[]> left = pairs;
            for (int side = 4; side < 4 * keys; side *= 4) {
                SuperBlocks all = new SuperBlocks(line, side);
                List<long[]> up = new ArrayList<>();
                for (long home = 0; home < all.count(); home++) {
                    long here = home;
                    SuperBlock merged = SuperBlock.merge(
                            all,
                            home,
                            left.stream()
                                    .filter(p -> all.of(p[0]) == here || all.of(p[1]) == here)
                                    .toList());
                    for (int i = 0; i < keys; i++)
                        if (all.of(found[i]) == home) found[i] = merged.inside().rootOf(found[i]);
                    for (int i = 0; i < merged.up().length; i += 2)
                        up.add(new long[] {merged.up()[i], merged.up()[i + 1]});
                    assertThat(merged.up().length).as("pairs at two ends").isLessThanOrEqualTo(4);
                }
                left = up;
            }
            assertThat(left).isEmpty();
            assertThat(found)
                    .as("seed %d", seed)
                    .isEqualTo(expected.rootsOf(LongStream.range(0, keys).toArray()));
        }
    }

    @Test
    void aLongChainNeedsNoStackAndFindsItsSmallestKey() {
        int n = 1_000_000;
        long[] pairs = new long[2 * n];
        for (int i = 0; i < n; i++) {
            pairs[2 * i] = (n - i) * 1_000_003L;
            pairs[2 * i + 1] = (n - i - 1) * 1_000_003L;
        }
        KeyRoots roots = new KeyUnion().add(pairs).close();
        assertThat(roots.size()).isEqualTo(n + 1);
        for (int i = 0; i <= n; i++) assertThat(roots.root(i)).isZero();
    }

    @Test
    void halfAPairIsRefused() {
        assertThatThrownBy(() -> new KeyUnion().add(new long[3])).hasMessageContaining("half a pair");
    }

    @Test
    void slicesHoldOnlyWhatDiffers() {
        KeyRoots roots = new KeyUnion().add(new long[] {5, 9, 9, 7, 20, 30}).close();
        KeyRoots slice = Oracle.roundTrip(roots.slice(new long[] {1, 5, 7, 20}));
        assertThat(slice.size()).isEqualTo(1);
        assertThat(slice.rootsOf(new long[] {1, 5, 7, 20})).containsExactly(1, 5, 5, 20);
    }

    private static long[] pairs(Random random, int count, int keys) {
        long[] pairs = new long[2 * count];
        for (int i = 0; i < pairs.length; i++) pairs[i] = random.nextInt(keys) * 0x1_0000_0001L;
        return pairs;
    }

    private static Map<Long, Long> naive(long[] pairs) {
        Map<Long, Long> roots = new TreeMap<>();
        for (long key : pairs) roots.put(key, key);
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int i = 0; i < pairs.length; i += 2) {
                long root = Math.min(roots.get(pairs[i]), roots.get(pairs[i + 1]));
                changed |= roots.put(pairs[i], root) != root;
                changed |= roots.put(pairs[i + 1], root) != root;
            }
        }
        return roots;
    }
}
