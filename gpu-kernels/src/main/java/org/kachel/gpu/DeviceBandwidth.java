package org.kachel.gpu;

import java.util.Map;

/**
 * What a device's memory and its link to the host carry: the yardstick of every other time.
 *
 * @param copyBytesPerSecond on the device, reading and writing counted
 * @param uploadBytesPerSecond from pinned memory
 * @param downloadBytesPerSecond to pinned memory
 */
public record DeviceBandwidth(double copyBytesPerSecond, double uploadBytesPerSecond, double downloadBytesPerSecond) {
    private static final Program COPY = new Program("copy.cl", """
            // out = in, four floats a work-item
            __kernel void copy(__global const float4* in, __global float4* out, ulong n) {
              size_t i = get_global_id(0);
              if (i < n) out[i] = in[i];
            }
            """, Map.of());

    private static final int ROUNDS = 5;
    private static final long VECTOR = 16;

    /** Measures with buffers of {@code bytes}: the best of some rounds, by the device's own clock, after a first for warmth. */
    public static DeviceBandwidth measure(Device device, long bytes) {
        if (bytes < VECTOR) throw new IllegalArgumentException("cannot measure with " + bytes + " bytes");
        long whole = bytes / VECTOR * VECTOR;
        try (Lane lane = device.lane(2 * whole);
                HostBuffer host = lane.staging(whole);
                DeviceBuffer in = lane.allocate(whole);
                DeviceBuffer out = lane.allocate(whole)) {
            round(lane, host, in, out);
            DeviceBandwidth best = round(lane, host, in, out);
            for (int i = 1; i < ROUNDS; i++) best = best.max(round(lane, host, in, out));
            return best;
        }
    }

    private static DeviceBandwidth round(Lane lane, HostBuffer host, DeviceBuffer in, DeviceBuffer out) {
        long bytes = host.bytes();
        lane.upload(host, in, bytes);
        lane.launch(COPY, "copy", WorkSize.of(bytes / VECTOR).groups(256), in, out, bytes / VECTOR);
        lane.download(out, host, bytes);
        lane.finish();
        Lane.Times times = lane.takeTimes();
        return new DeviceBandwidth(
                2 * bytes / times.kernelSeconds(), bytes / times.uploadSeconds(), bytes / times.downloadSeconds());
    }

    private DeviceBandwidth max(DeviceBandwidth other) {
        return new DeviceBandwidth(
                Math.max(copyBytesPerSecond, other.copyBytesPerSecond),
                Math.max(uploadBytesPerSecond, other.uploadBytesPerSecond),
                Math.max(downloadBytesPerSecond, other.downloadBytesPerSecond));
    }
}
