package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** The first law: labels of blocks, joined, are the labels of the whole volume, whatever the grid. */
class BlockwiseLabelsTest {

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "3,false", "1,true", "2,true", "3,true"})
    void blockwiseEqualsWholeOnRandomVolumesAndGrids(int connectivity, boolean multiLabel) {
        for (int round = 0; round < 60; round++) {
            long seed = 1000L * connectivity + (multiLabel ? 500 : 0) + round;
            Random random = new Random(seed);
            long[] size = {1 + random.nextInt(14), 1 + random.nextInt(12), 1 + random.nextInt(10)};
            double density = new double[] {0.05, 0.15, 0.3, 0.6, 0.95, 1, 0}[random.nextInt(7)];
            Voxels image = Oracle.random(random, VoxelType.UINT8, density, 3, size);
            int[] block = {1 + random.nextInt(6), 1 + random.nextInt(6), 1 + random.nextInt(6)};
            String what = "seed %d, size %s, block %s".formatted(seed, at(size), at(block));
            check(image, block, connectivity, multiLabel, what);
        }
    }

    private static void check(Voxels image, int[] block, int connectivity, boolean multiLabel, String what) {
        long[] whole = Oracle.integers(Oracle.label(image, connectivity, multiLabel));
        Blockwise blocks = new Blockwise(image, block, connectivity, multiLabel);
        VoxelType type = image.count() % 2 == 0 ? VoxelType.UINT32 : VoxelType.UINT64;
        assertThat(Oracle.integers(blocks.paint(blocks.ids(blocks.rootsPerBlock(), 1 + image.count() % 5), type)))
                .as(what)
                .isEqualTo(whole);
        assertThat(blocks.rootsBySuperBlocks(2))
                .as("super-blocks of " + what)
                .usingRecursiveComparison()
                .isEqualTo(blocks.rootsPerBlock());
    }

    @ParameterizedTest
    @ValueSource(strings = {"snake", "spiral", "checkerboard", "corners", "noise10", "noise20", "noise31"})
    void binaryLabelsEqualScipy(String name) throws IOException {
        for (int connectivity = 1; connectivity <= 3; connectivity++) {
            Voxels golden = Oracle.golden(name + "-" + connectivity, 13, 11, 9);
            for (int[] block : new int[][] {{4, 4, 4}, {1, 1, 1}, {13, 1, 3}, {5, 11, 2}, {13, 11, 9}}) {
                Blockwise blocks = new Blockwise(golden, block, connectivity, false);
                Voxels painted = blocks.paint(blocks.ids(blocks.rootsPerBlock(), 3), VoxelType.UINT32);
                assertThat(Oracle.integers(painted))
                        .as("%s, connectivity %d, block %s", name, connectivity, at(block))
                        .isEqualTo(Oracle.integers(golden));
            }
        }
    }

    @Test
    void multiLabelEqualsSkimage() throws IOException {
        Voxels values = Oracle.golden("values", 13, 11, 9);
        for (int connectivity = 1; connectivity <= 3; connectivity++) {
            long[] golden = Oracle.integers(Oracle.golden("values-" + connectivity, 13, 11, 9));
            for (int[] block : new int[][] {{4, 4, 4}, {1, 1, 1}, {3, 11, 2}}) {
                Blockwise blocks = new Blockwise(values, block, connectivity, true);
                Voxels painted = blocks.paint(blocks.ids(blocks.rootsPerBlock(), 2), VoxelType.UINT64);
                assertThat(Oracle.integers(painted)).isEqualTo(golden);
            }
        }
    }

    @Test
    void floatsJoinByNumberAndNanJoinsNothing() {
        Voxels image = Voxels.zeros(VoxelType.FLOAT32, net.imglib2.FinalInterval.createMinSize(0, 0, 0, 4, 2, 1));
        float[] values = {Float.NaN, Float.NaN, 2.5f, 2.5f, 1, 1, 2.5f, -1};
        for (int i = 0; i < values.length; i++) image.setReal(i, values[i]);
        check(image, new int[] {1, 1, 1}, 3, true, "NaN");
        check(image, new int[] {2, 1, 1}, 1, true, "NaN");
    }

    @Test
    void everyJunctionHasOneOwnerAndTwoBlocks() {
        for (int connectivity = 1; connectivity <= 3; connectivity++) {
            Junctions junctions = new Junctions(
                    new org.kachel.block.BlockGrid(new long[] {9, 9, 9}, new int[] {3, 3, 3}), connectivity);
            java.util.Map<JunctionId, Integer> seen = new java.util.HashMap<>();
            for (long b = 0; b < 27; b++) for (JunctionId id : junctions.of(b)) seen.merge(id, 1, Integer::sum);
            assertThat(seen.values()).containsOnly(2);
            assertThat(seen).hasSize(new int[] {0, 54, 54 + 72, 54 + 72 + 32}[connectivity]);
            assertThat(junctions.of(13)).hasSize(new int[] {0, 6, 18, 26}[connectivity]);
        }
    }

    private static String at(Object array) {
        return array instanceof int[] ints
                ? java.util.Arrays.toString(ints)
                : java.util.Arrays.toString((long[]) array);
    }
}
