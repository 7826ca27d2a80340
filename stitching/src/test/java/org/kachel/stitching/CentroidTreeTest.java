package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CentroidTreeTest {
    private static double squared(double[][] at, int i, int j) {
        double square = 0;
        for (int d = 0; d < 3; d++) square += (at[d][i] - at[d][j]) * (at[d][i] - at[d][j]);
        return square;
    }

    /** On coarse grids, where most distances are equal, as on fine ones. */
    @Test
    void theNearestAreThoseOfAFullSearch() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(150);
            double step = seed % 3 == 0 ? 0.001 : 1 + random.nextInt(6);
            long[] labels =
                    random.longs(1, 1_000_000).distinct().limit(count).sorted().toArray();
            double[][] at = new double[3][count];
            for (double[] axis : at)
                for (int i = 0; i < count; i++) axis[i] = Math.floor(random.nextDouble() * 12 / step) * step;
            CentroidTree tree = new CentroidTree(labels, at);
            int n = 1 + random.nextInt(9);
            for (int i = 0; i < count; i++) {
                int self = i;
                List<Integer> expected = IntStream.range(0, count)
                        .boxed()
                        .filter(j -> j != self)
                        .sorted(Comparator.comparingDouble((Integer j) -> squared(at, self, j))
                                .thenComparingLong(j -> labels[j]))
                        .limit(n)
                        .toList();
                CentroidTree.Nearest found = tree.nearest(at[0][i], at[1][i], at[2][i], labels[i], n);
                assertThat(found.count()).as("seed %d", seed).isEqualTo(expected.size());
                for (int k = 0; k < expected.size(); k++) {
                    assertThat(found.label(k)).as("seed %d", seed).isEqualTo(labels[expected.get(k)]);
                    assertThat(found.distance(k)).isEqualTo(Math.sqrt(squared(at, self, expected.get(k))));
                }
            }
        }
    }

    @Test
    void aloneThereIsNoNeighbour() {
        CentroidTree tree = new CentroidTree(new long[] {5}, new double[][] {{1}, {2}, {3}});
        assertThat(tree.nearest(1, 2, 3, 5, 4).count()).isZero();
        assertThat(tree.nearest(1, 2, 3, 5, 4).meanDistance()).isNaN();
    }
}
