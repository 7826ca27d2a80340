package org.kachel.job.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.Lane;

class GpuAddressTest {
    private static final Device INTEGRATED = gpu(0, "Intel UHD", "Intel(R) Corporation");
    private static final Device FIRST = gpu(1, "NVIDIA H200", "NVIDIA Corporation");
    private static final Device SECOND = gpu(2, "NVIDIA H200", "NVIDIA Corporation");
    private static final List<Device> ALL = List.of(INTEGRATED, FIRST, SECOND);

    @Test
    void an_address_is_a_position_among_the_gpus_that_the_discovery_script_counts() {
        assertThat(GpuAddress.device("0", ALL)).isEqualTo(FIRST);
        assertThat(GpuAddress.device("1", ALL)).isEqualTo(SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3", "-1", "99999999999", "GPU-8f1c2b3a", ""})
    void an_address_that_no_gpu_has_is_refused_rather_than_anothers_gpu_taken(String address) {
        assertThatThrownBy(() -> GpuAddress.device(address, ALL))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("GPU address " + address)
                .hasMessageContaining("0 to 1")
                .hasMessageContaining("CUDA_VISIBLE_DEVICES");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "GPU-8f1c2b3a"})
    void the_only_device_has_every_address(String address) {
        assertThat(GpuAddress.device(address, List.of(INTEGRATED))).isEqualTo(INTEGRATED);
        assertThat(GpuAddress.device(address, List.of(INTEGRATED, FIRST))).isEqualTo(FIRST);
    }

    private static Device gpu(int index, String name, String vendor) {
        DeviceInfo info = new DeviceInfo(index, DeviceInfo.Kind.GPU, name, vendor, "", 1, 1, 1, 1, 1, true);
        return new Device() {
            @Override
            public DeviceInfo info() {
                return info;
            }

            @Override
            public Lane lane(long peakBytes) {
                throw new UnsupportedOperationException();
            }

            @Override
            public long budgetBytes() {
                return 0;
            }

            @Override
            public Usage usage() {
                throw new UnsupportedOperationException();
            }
        };
    }
}
