package org.kachel.job.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StageMeterTest {
    private static final long SEED = 20261128;

    private static TimedBlock block(long index, double seconds) {
        return new TimedBlock(index, List.of(0L, 0L, 0L), List.of(1L, 1L, 1L), "1 on a", seconds, StageTimes.block(8));
    }

    @Test
    void the_slowest_of_many_tasks_are_kept_and_no_more() {
        Random random = new Random(SEED);
        StageMeter all = new StageMeter();
        List<TimedBlock> blocks = new ArrayList<>();
        for (int task = 0; task < 200; task++) {
            StageMeter mine = new StageMeter();
            for (int b = 0; b < 500; b++) {
                TimedBlock block = block(task * 500L + b, random.nextDouble());
                blocks.add(block);
                mine.add(block);
                assertThat(mine.slowest()).hasSizeLessThanOrEqualTo(StageMeter.SLOWEST);
            }
            all.merge(mine);
        }
        blocks.sort(Comparator.comparingDouble(TimedBlock::seconds).reversed());
        assertThat(all.slowest()).as("seed %d", SEED).isEqualTo(blocks.subList(0, StageMeter.SLOWEST));
        assertThat(all.value().blocks()).isEqualTo(100_000);
        assertThat(all.value().voxels()).isEqualTo(800_000);
    }

    @Test
    void a_copy_that_is_reset_is_zero_and_leaves_the_other() {
        StageMeter meter = new StageMeter();
        assertThat(meter.isZero()).isTrue();
        meter.add(block(3, 1));
        assertThat(meter.copyAndReset().isZero()).isTrue();
        assertThat(((StageMeter) meter.copy()).slowest()).isEqualTo(meter.slowest());
        assertThat(meter.isZero()).isFalse();
        assertThat(meter.slowest()).hasSize(1);
    }
}
