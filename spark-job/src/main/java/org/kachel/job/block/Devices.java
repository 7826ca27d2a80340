package org.kachel.job.block;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.kachel.gpu.Device;
import org.kachel.gpu.jocl.OpenClDevices;

/** The devices of this machine that a request means. */
public final class Devices {
    /** What every device is seen through: nothing, unless a test has put something there that fails. */
    private static volatile UnaryOperator<Device> lens = UnaryOperator.identity();

    private Devices() {}

    static void seenThrough(UnaryOperator<Device> other) {
        lens = other;
    }

    /**
     * All that tasks may take turns on: every GPU for {@code auto} and {@code gpu}, one device for a request that names one,
     * none for plain Java.
     */
    public static List<Device> matching(String request) {
        Optional<Device> first = OpenClDevices.choose(request);
        if (first.isEmpty()) return List.of();
        boolean any = request.equals("auto") || request.equals("gpu");
        if (!any || !first.get().info().gpu()) return List.of(lens.apply(first.get()));
        return all().stream().filter(d -> d.info().gpu()).toList();
    }

    /** Whatever this machine has. */
    static List<Device> all() {
        return OpenClDevices.discover().devices().stream().map(lens).toList();
    }

    /** What {@link #matching} yields, in one line for people. *Errors*: {@link IllegalArgumentException} that lists what there is. */
    public static String describe(String request) {
        return describe(matching(request));
    }

    public static String describe(List<Device> devices) {
        if (devices.isEmpty()) return "plain Java" + reason();
        return devices.stream()
                .map(d -> d.info().name() + " (" + d.info().kind() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String reason() {
        String reason = OpenClDevices.discover().reason();
        return reason.isEmpty() ? "" : " (" + reason + ")";
    }
}
