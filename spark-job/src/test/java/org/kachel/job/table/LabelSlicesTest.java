package org.kachel.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelSlicesTest {
    @Test
    void slicesOfLabelsWithGapsAreWider() {
        assertThat(LabelSlices.of(1_000_000, 1_000_000)).isEqualTo(new LabelSlices(1 << 16, 1_000_000));
        LabelSlices sparse = LabelSlices.of(1_000_000_000_000L, 1_000_000);
        assertThat(sparse.count()).isEqualTo(16);
        assertThat(sparse.slice(1_000_000_000_000L)).isEqualTo(15);
        assertThat(sparse.first(7)).isEqualTo(sparse.last(6) + 1);
        assertThat(LabelSlices.of(0, 0).count()).isEqualTo(1);
        assertThat(LabelSlices.OF_OTHERS.count()).isNegative();
    }
}
