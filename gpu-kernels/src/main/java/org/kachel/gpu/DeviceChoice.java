package org.kachel.gpu;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which device a user means. */
public final class DeviceChoice {
    private DeviceChoice() {}

    /**
     * The device that {@code request} names, or empty for plain Java.
     *
     * <p><em>Errors</em>: {@link IllegalArgumentException} that lists what there is.
     *
     * @param request {@code auto} (a GPU, else a CPU with OpenCL, else Java), {@code gpu}, {@code cpu}, {@code java},
     *     {@code gpu:1} or {@code cpu:0} (counted among their kind), or a part of a device's name
     * @param devices GPUs first
     * @param reason why there are none, for the message
     */
    public static Optional<Device> choose(String request, List<Device> devices, String reason) {
        String wanted = request.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) throw new IllegalArgumentException("device is empty; use auto, gpu, cpu, java or a name");
        if (wanted.equals("java")) return Optional.empty();
        if (wanted.equals("auto")) return devices.stream().findFirst();
        List<Device> matching = matching(wanted, devices);
        int position = position(wanted);
        if (position >= matching.size())
            throw new IllegalArgumentException("no device '" + request + "'; there is " + list(devices, reason));
        return Optional.of(matching.get(position));
    }

    private static List<Device> matching(String wanted, List<Device> devices) {
        return devices.stream().filter(d -> matches(wanted, d.info())).toList();
    }

    private static boolean matches(String wanted, DeviceInfo info) {
        if (wanted.matches("(gpu|cpu)(:\\d{1,4})?")) return info.gpu() == wanted.startsWith("gpu");
        return info.name().toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static int position(String wanted) {
        return wanted.matches("(gpu|cpu):\\d{1,4}") ? Integer.parseInt(wanted.substring(4)) : 0;
    }

    private static String list(List<Device> devices, String reason) {
        if (devices.isEmpty()) return "none" + (reason.isEmpty() ? "" : ": " + reason) + " (java always works)";
        return devices.stream()
                .map(d -> d.info().kind().name().toLowerCase(Locale.ROOT) + " '"
                        + d.info().name() + "'")
                .collect(Collectors.joining(", ", "", ", java"));
    }
}
