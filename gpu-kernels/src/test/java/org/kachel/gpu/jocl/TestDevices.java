package org.kachel.gpu.jocl;

import org.kachel.gpu.Device;
import org.kachel.gpu.Lane;

/**
 * The device that tests run on: the property or environment variable {@code KACHEL_TEST_DEVICE}, by default {@code auto}. A
 * machine without OpenCL fails the tests: they would otherwise pass without having run a kernel.
 */
public final class TestDevices {
    private TestDevices() {}

    public static Device device() {
        String property = System.getProperty("KACHEL_TEST_DEVICE");
        String request = property != null ? property : System.getenv().getOrDefault("KACHEL_TEST_DEVICE", "auto");
        return OpenClDevices.choose(request)
                .orElseThrow(() -> new AssertionError("these tests need an OpenCL device; KACHEL_TEST_DEVICE is '"
                        + request + "' and " + why() + ". On Debian and Ubuntu: apt install pocl-opencl-icd"));
    }

    /** A lane on that device with a small planned peak. */
    public static Lane lane() {
        return device().lane(1 << 20);
    }

    private static String why() {
        String reason = OpenClDevices.discover().reason();
        return reason.isEmpty() ? "there are " + OpenClDevices.discover().devices() : reason;
    }
}
