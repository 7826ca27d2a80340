package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
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
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
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

    /** A chain across corners: the step of faces is idle, and the next would go on. */
    @Test
    void endsAtTheFirstIdleStepIfAsked() {
        Interval interval = new FinalInterval(20, 20, 1);
        Voxels mask = Voxels.zeros(VoxelType.UINT8, interval), seeds = Voxels.zeros(VoxelType.UINT32, interval);
        for (int k = 0; k < 20; k++) mask.setInteger(mask.index(k, k, 0), 1);
        seeds.setInteger(0, 7);
        Voxels complete = Voxels.zeros(VoxelType.UINT32, interval), stopped = Voxels.zeros(VoxelType.UINT32, interval);
        new LabelFlood(true).reference(seeds, mask, complete);
        new LabelFlood(true, true).reference(seeds, mask, stopped);
        assertThat(complete.integer(mask.index(19, 19, 0))).isEqualTo(7);
        assertThat(stopped.integer(mask.index(1, 1, 0))).isEqualTo(7);
        assertThat(stopped.integer(mask.index(2, 2, 0))).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void stepsArrivalsAndTheFirstIdleStepAreTheReferences(long seed) {
        Random random = new Random(seed);
        FloodCase whole = FloodCase.random(random, VoxelType.UINT8);
        Voxels stopped = reference(new LabelFlood(true, true), whole);
        int idle = 0;
        while (!reference(new LabelFlood(true).limited(idle), whole)
                .equals(reference(new LabelFlood(true).limited(idle + 1), whole))) idle++;
        assertThat(stopped).isEqualTo(reference(new LabelFlood(true).limited(idle), whole));
        for (Lane lane : List.of(DEVICE.lane(), new GpuShapedLane(DEVICE.lane()))) {
            assertThat(onDevice(lane, new LabelFlood(true, true), whole))
                    .as("seed " + seed)
                    .isEqualTo(stopped);
            int steps = random.nextInt(12);
            assertThat(onDevice(lane, new LabelFlood(true).limited(steps), whole))
                    .as("seed %d, %d steps", seed, steps)
                    .isEqualTo(reference(new LabelFlood(true).limited(steps), whole));
            FloodCase block = whole.block(random);
            BitSet expected = new BitSet(), arrivals = new BitSet();
            new LabelFlood(true)
                    .reference(
                            block.seeds(),
                            block.mask(),
                            block.open(),
                            Voxels.zeros(VoxelType.UINT32, block.target()),
                            expected);
            OnDevice.flood(lane, new LabelFlood(true), block, arrivals);
            assertThat(arrivals).as("seed " + seed).isEqualTo(expected);
        }
    }

    private static Voxels reference(LabelFlood flood, FloodCase given) {
        Voxels out = Voxels.zeros(VoxelType.UINT32, given.seeds().interval());
        flood.reference(given.seeds(), given.mask(), out);
        return out;
    }

    private static Voxels onDevice(Lane lane, LabelFlood flood, FloodCase given) {
        try (DeviceImage seeds = OnDevice.upload(lane, given.seeds());
                DeviceImage mask = OnDevice.upload(lane, given.mask());
                DeviceImage out = DeviceImage.allocate(
                        lane, VoxelType.UINT32, given.seeds().interval())) {
            flood.enqueue(lane, seeds, mask, out);
            return OnDevice.download(lane, out);
        }
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
