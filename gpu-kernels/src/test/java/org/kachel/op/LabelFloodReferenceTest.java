package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

class LabelFloodReferenceTest {
    private static final long UNKNOWN = 0xffffffffL;

    @Test
    void largerLabelWinsWhereTwoMeet() {
        assertThat(flood(0, "7...3", "#####")).containsExactly(7, 7, 7, 3, 3);
    }

    @Test
    void seedsOutsideTheMaskAreDropped() {
        assertThat(flood(0, "7..3", ".###")).containsExactly(0, 3, 3, 3);
    }

    @Test
    void labelsDoNotCrossGaps() {
        assertThat(flood(0, "7....", "##.##")).containsExactly(7, 7, 0, 0, 0);
    }

    /** Beyond the lower face something unknown begins to grow at the same time as the 7. */
    @Test
    void unknownComesInThroughOpenFaces() {
        assertThat(flood(1, "....7", "#####")).containsExactly(UNKNOWN, UNKNOWN, 7, 7, 7);
        assertThat(flood(2, "....7", "#####")).containsExactly(7, 7, 7, 7, 7);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatABlockKnowsIsTheWholeVolumes(long seed) {
        FloodCase whole = FloodCase.random(new Random(seed), VoxelType.UINT8);
        FloodCase block = whole.block(new Random(seed + 1000));
        assertThat(block.contradictions(block.reference(true), whole.reference(true)))
                .as("seed %d", seed)
                .isEmpty();
        assertThat(block.contradictions(block.reference(false), whole.reference(false)))
                .as("seed %d, no mask", seed)
                .isEmpty();
    }

    private static long[] flood(int open, String seeds, String mask) {
        Voxels s = Voxels.zeros(VoxelType.UINT32, new FinalInterval(seeds.length(), 1, 1));
        Voxels m = Voxels.zeros(VoxelType.UINT8, s.interval());
        for (int i = 0; i < seeds.length(); i++) {
            if (seeds.charAt(i) != '.') s.setInteger(i, seeds.charAt(i) - '0');
            if (mask.charAt(i) != '.') m.setInteger(i, 1);
        }
        Voxels out = Voxels.zeros(VoxelType.UINT32, s.interval());
        new LabelFlood(true).reference(s, m, open, out, null);
        long[] labels = new long[out.count()];
        for (int i = 0; i < labels.length; i++) labels[i] = out.integer(i);
        return labels;
    }
}
