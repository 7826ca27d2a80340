package org.kachel.gpu.jocl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

class OpenClLaneTest {
    private static final Program SCALE = new Program(
            "scale.cl",
            "__kernel void scale(__global float* a, float f, long n) {\n"
                    + "  size_t i = get_global_id(0);\n"
                    + "  if (i < n) a[i] = f * a[i] + OFFSET;\n"
                    + "}\n",
            Map.of("OFFSET", "1"));

    @Test
    void uploadsComputesAndDownloads() {
        int n = 1001;
        try (Lane lane = TestDevices.lane();
                HostBuffer host = lane.staging(4 * n);
                DeviceBuffer device = lane.allocate(4 * n)) {
            FloatBuffer values = host.memory().asFloatBuffer();
            for (int i = 0; i < n; i++) values.put(i, i);
            lane.upload(host, device, 4 * n);
            lane.launch(SCALE, "scale", WorkSize.of(n).groups(64), device, 2f, (long) n);
            lane.download(device, host, 4 * n);
            lane.finish();
            for (int i = 0; i < n; i++) assertThat(values.get(i)).isEqualTo(2f * i + 1);
            Lane.Times times = lane.takeTimes();
            assertThat(times.uploadBytes()).isEqualTo(4 * n);
            assertThat(times.downloadBytes()).isEqualTo(4 * n);
            assertThat(times.kernelSeconds()).isPositive();
            assertThat(lane.takeTimes()).isEqualTo(Lane.Times.ZERO);
        }
    }
}
