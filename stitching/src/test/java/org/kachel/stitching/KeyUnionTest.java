package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

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

    @Test
    void threeLevelsOfSuperBlocksEqualOneUnion() {
        for (int seed = 0; seed < 100; seed++) threeLevels(seed);
    }

    /** Keys on a line, 8 of them per super-block, 32 per super-super-block; pairs are (k, k + 1). Surfaces are first and last. */
    private static void threeLevels(int seed) {
        Random random = new Random(seed);
        int keys = 128;
        boolean[] joined = new boolean[keys];
        for (int k = 0; k + 1 < keys; k++) joined[k] = random.nextInt(4) > 0;
        KeyUnion all = new KeyUnion();
        for (int k = 0; k + 1 < keys; k++) if (joined[k]) all.add(new long[] {k, k + 1});
        List<SuperBlock> small = new ArrayList<>();
        for (int s = 0; s < keys; s += 8) small.add(superBlock(joined, s, 8, 1, List.of()));
        List<SuperBlock> large = new ArrayList<>();
        for (int s = 0; s < keys; s += 32) large.add(superBlock(joined, s, 32, 8, small.subList(s / 8, s / 8 + 4)));
        SuperBlock top = superBlock(joined, 0, keys, 32, large);
        KeyRoots expected = all.close();
        for (int k = 0; k < keys; k++) {
            long low = small.get(k / 8).inside().rootOf(k);
            long root = top.inside().rootOf(large.get(k / 32).inside().rootOf(low));
            assertThat(root).as("seed %d, key %d", seed, k).isEqualTo(expected.rootOf(k));
            assertThat(small.get(k / 8)
                            .inside()
                            .then(large.get(k / 32).inside())
                            .then(top.inside())
                            .rootOf(k))
                    .isEqualTo(small.get(k / 8).inside().size() == 0 ? k : expectedIfListed(small.get(k / 8), k, root));
        }
        assertThat(small.get(1).up().size()).isLessThanOrEqualTo(2);
    }

    private static long expectedIfListed(SuperBlock block, long key, long root) {
        for (int i = 0; i < block.inside().size(); i++) if (block.inside().key(i) == key) return root;
        return key;
    }

    private static SuperBlock superBlock(boolean[] joined, int start, int length, int step, List<SuperBlock> members) {
        List<long[]> pairs = new ArrayList<>();
        for (int k = start + step - 1; k + 1 < start + length; k += step)
            if (joined[k]) pairs.add(new long[] {k, k + 1});
        return SuperBlock.merge(
                pairs, members.stream().map(SuperBlock::up).toList(), new long[] {start, start + length - 1});
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
