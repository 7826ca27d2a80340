package org.kachel.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;

class PhaseMemoryTest {
    @Test
    void aLayerOfSeedsIsNoDeeperThanTheTarget() {
        assertThat(PhaseMemory.seedBytes(new FinalInterval(10, 20, 70), new FinalInterval(5, 5, 6)))
                .isEqualTo(8 * 10 * 20 * 6);
    }
}
