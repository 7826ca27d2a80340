package org.kachel.job.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.kachel.block.VoxelType;
import org.kachel.op.ParameterException;

class SeedBitsTest {
    @Test
    void ranksOfSeedsNeedRoomAboveTheirIds() {
        FinalInterval small = new FinalInterval(2000, 2000, 1000), large = new FinalInterval(10_000, 10_000, 10_000);
        assertThat(SeedBits.of(VoxelType.UINT32, large).id()).isEqualTo(32);
        assertThat(SeedBits.of(VoxelType.UINT64, small).id()).isEqualTo(33);
        SeedBits bits = SeedBits.of(VoxelType.UINT64, large);
        assertThat(bits.id()).isEqualTo(40);
        assertThat(bits.id(bits.pack(12_345, 999_999_999_999L))).isEqualTo(999_999_999_999L);
        assertThat(bits.pack(2, 1)).isGreaterThan(bits.pack(1, 999_999_999_999L));
        assertThat(bits.holding((1 << 23) - 1)).isEqualTo(bits);
        assertThatThrownBy(() -> bits.holding(1 << 23))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("40 bits")
                .hasMessageContaining("ids: consecutive");
    }
}
