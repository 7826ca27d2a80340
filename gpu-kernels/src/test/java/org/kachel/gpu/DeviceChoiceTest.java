package org.kachel.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceChoiceTest {
    private static final Device H200 = named(0, DeviceInfo.Kind.GPU, "NVIDIA H200");
    private static final Device ARC = named(1, DeviceInfo.Kind.GPU, "Intel Arc");
    private static final Device POCL = named(2, DeviceInfo.Kind.CPU, "pthread-skylake");
    private static final List<Device> ALL = List.of(H200, ARC, POCL);

    @Test
    void autoPrefersGpuThenCpuThenJava() {
        assertThat(DeviceChoice.choose("auto", ALL, "")).contains(H200);
        assertThat(DeviceChoice.choose("auto", List.of(POCL), "")).contains(POCL);
        assertThat(DeviceChoice.choose("auto", List.of(), "no driver")).isEmpty();
    }

    @Test
    void kindPositionAndNameAreUnderstood() {
        assertThat(DeviceChoice.choose("gpu", ALL, "")).contains(H200);
        assertThat(DeviceChoice.choose("GPU:1", ALL, "")).contains(ARC);
        assertThat(DeviceChoice.choose("cpu", ALL, "")).contains(POCL);
        assertThat(DeviceChoice.choose("arc", ALL, "")).contains(ARC);
        assertThat(DeviceChoice.choose("java", ALL, "")).isEmpty();
    }

    @Test
    void absentDeviceIsAnErrorThatListsWhatThereIs() {
        assertThatThrownBy(() -> DeviceChoice.choose("gpu", List.of(POCL), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no device 'gpu'")
                .hasMessageContaining("cpu 'pthread-skylake'");
        assertThatThrownBy(() -> DeviceChoice.choose("gpu:2", ALL, "")).hasMessageContaining("NVIDIA H200");
        assertThatThrownBy(() -> DeviceChoice.choose("cpu", List.of(), "no driver is registered"))
                .hasMessageContaining("no driver is registered");
    }

    private static Device named(int index, DeviceInfo.Kind kind, String name) {
        DeviceInfo info = new DeviceInfo(index, kind, name, "", "", 1, 1, 1, 1, 1, true);
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
                return new Usage(0, 0, 0, 0);
            }
        };
    }
}
