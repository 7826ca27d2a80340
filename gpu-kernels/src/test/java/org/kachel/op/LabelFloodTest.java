package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.jocl.TestLane;

/** The kernel gives the reference's labels, bit for bit, on whole volumes and on blocks of them. */
class LabelFloodTest {
    @RegisterExtension
    static final TestLane DEVICE = new TestLane();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void equalsTheReference(long seed) {
        Random random = new Random(seed);
        FloodCase whole = FloodCase.random(random, VoxelType.UINT8);
        check(whole, true, seed);
        check(whole, false, seed);
        for (int k = 0; k < 3; k++) {
            check(whole.block(random), true, seed);
            check(whole.block(random), false, seed);
        }
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void takesEveryTypeOfMask(VoxelType type) {
        FloodCase whole = FloodCase.random(new Random(5), type);
        for (int i = 0; i < whole.mask().count(); i += 9)
            if (type.floating()) whole.mask().setReal(i, -0.0);
        check(whole, true, 5);
    }

    /** The fixpoint lies hundreds of steps away, and most tiles rest. */
    @Test
    void followsASnakeToItsEnd() {
        Interval interval = new FinalInterval(65, 11, 5);
        Voxels mask = LabelImages.SNAKE.of(VoxelType.UINT8, interval, 0);
        Voxels seeds = Voxels.zeros(VoxelType.UINT32, interval);
        seeds.setInteger(0, 4);
        check(new FloodCase(seeds, mask, 0, interval), true, 0);
    }

    @Test
    void nothingGrowsFromNothing() {
        Interval interval = new FinalInterval(40, 20, 10);
        Voxels none = Voxels.zeros(VoxelType.UINT32, interval);
        FloodCase empty = new FloodCase(none, LabelImages.ONES.of(VoxelType.UINT8, interval, 0), 0, interval);
        assertThat(OnDevice.flood(DEVICE.lane(), new LabelFlood(true), empty)).isEqualTo(none);
    }

    private static void check(FloodCase given, boolean masked, long seed) {
        assertThat(OnDevice.flood(DEVICE.lane(), new LabelFlood(masked), given))
                .as("seed %d, %s, %s", seed, masked ? "mask" : "no mask", given)
                .isEqualTo(given.reference(masked));
    }
}
