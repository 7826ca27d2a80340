package org.kachel.gpu.jocl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kachel.gpu.DeviceBandwidth;

class DeviceBandwidthTest {
    @Test
    void everyRateIsANumberThatHardwareCanHave() {
        DeviceBandwidth measured = DeviceBandwidth.measure(TestDevices.device(), (16 << 20) + 5);
        assertThat(measured.copyBytesPerSecond()).isBetween(1e7, 1e14);
        assertThat(measured.uploadBytesPerSecond()).isBetween(1e7, 1e14);
        assertThat(measured.downloadBytesPerSecond()).isBetween(1e7, 1e14);
        assertThat(TestDevices.device().usage().buffersInUse()).isZero();
    }
}
