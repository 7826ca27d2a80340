package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CentroidCellsTest {
    /** On coarse grids, where centroids lie on borders of cells and in one place, as on fine ones; with few samples, too. */
    @Test
    void ownCellAndThoseWithinHoldAllThatIsNearest() {
        long first = Long.getLong("kachel.seed", System.nanoTime());
        for (long seed = first; seed < first + 60; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(200);
            double step = seed % 3 == 0 ? 0.001 : 1 + random.nextInt(6);
            double[][] at = new double[3][count];
            for (double[] axis : at)
                for (int i = 0; i < count; i++) axis[i] = Math.floor(random.nextDouble() * 12 / step) * step;
            int sampled = random.nextInt(count + 1);
            double[][] sample =
                    Arrays.stream(at).map(axis -> Arrays.copyOf(axis, sampled)).toArray(double[][]::new);
            int n = 1 + random.nextInt(9);
            check(at, CentroidCells.of(sample, 1 + random.nextInt(30)), n, "seed " + seed);
        }
    }

    private static void check(double[][] at, CentroidCells cells, int n, String about) {
        CentroidTree all = tree(at, IntStream.range(0, at[0].length).toArray());
        CentroidTree[] trees = new CentroidTree[cells.count()];
        for (int c = 0; c < trees.length; c++) {
            int cell = c;
            trees[c] = tree(
                    at,
                    IntStream.range(0, at[0].length)
                            .filter(i -> cells.cell(at[0][i], at[1][i], at[2][i]) == cell)
                            .toArray());
        }
        for (int i = 0; i < at[0].length; i++) {
            double x = at[0][i], y = at[1][i], z = at[2][i];
            int own = cells.cell(x, y, z);
            double[] squares = trees[own].nearest(x, y, z, i, n).squares();
            double limit = squares.length < n ? Double.POSITIVE_INFINITY : squares[n - 1];
            for (int cell : cells.within(x, y, z, limit, own))
                squares = DoubleStream.concat(
                                Arrays.stream(squares),
                                Arrays.stream(
                                        trees[cell].within(x, y, z, i, n, limit).squares()))
                        .toArray();
            assertThat(Arrays.stream(squares).sorted().limit(n).toArray())
                    .as(about)
                    .isEqualTo(all.nearest(x, y, z, i, n).squares());
        }
    }

    private static CentroidTree tree(double[][] at, int[] some) {
        double[][] picked = Arrays.stream(at)
                .map(axis -> Arrays.stream(some).mapToDouble(i -> axis[i]).toArray())
                .toArray(double[][]::new);
        return new CentroidTree(Arrays.stream(some).asLongStream().toArray(), picked);
    }

    @Test
    void cellsHoldAboutEquallyMany() {
        Random random = new Random(7);
        double[][] at = new double[3][4000];
        for (double[] axis : at) Arrays.setAll(axis, i -> Math.pow(random.nextDouble(), 4));
        CentroidCells cells = CentroidCells.of(at, 37);
        int[] counts = new int[cells.count()];
        for (int i = 0; i < 4000; i++) counts[cells.cell(at[0][i], at[1][i], at[2][i])]++;
        assertThat(counts).hasSize(37);
        for (int held : counts) assertThat(held).isBetween(100, 116);
    }

    @Test
    void whatLiesInOnePlaceIsNotCut() {
        assertThat(CentroidCells.of(new double[][] {{1, 1}, {2, 2}, {3, 3}}, 5).count())
                .isEqualTo(1);
        assertThat(CentroidCells.of(new double[3][0], 5).count()).isEqualTo(1);
    }
}
