package org.kachel.job.block;

import java.util.List;
import java.util.Locale;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceException;

/**
 * Which device a GPU address means that Spark's scheduling gave to a task. An address is a position, from 0, among the GPUs that
 * this process sees, by their PCI addresses: nvidia-smi's index. What {@code CUDA_VISIBLE_DEVICES} hides does not count, neither
 * here nor in {@code conf/discover-gpus.sh}; nor do GPUs of another vendor than the tool looks for that counted them.
 */
final class GpuAddress {
    /** In the order in which {@code discover-gpus.sh} looks for GPUs. */
    private static final List<String> VENDORS = List.of("nvidia", "advanced micro devices");

    private GpuAddress() {}

    /**
     * Where there is only one device, every address means it: a container's only GPU may have any number outside, and a CPU has none.
     *
     * <p>*Errors*: {@link DeviceException} for an address that none of several devices has. Taking turns instead would put two
     * executors on one GPU unseen.
     */
    static Device device(String address, List<Device> devices) {
        List<Device> counted = ofOneVendor(devices);
        if (counted.size() == 1) return counted.get(0);
        int position = address.matches("\\d{1,4}") ? Integer.parseInt(address) : counted.size();
        if (position < counted.size()) return counted.get(position);
        throw new DeviceException(
                DeviceException.Kind.OTHER,
                ("Spark gave this task the GPU address %s, but the addresses here are 0 to %d: %s. Executors and the discovery script "
                                + "must see the same GPUs (CUDA_VISIBLE_DEVICES); use conf/discover-gpus.sh")
                        .formatted(address, counted.size() - 1, Devices.describe(counted)),
                null);
    }

    private static List<Device> ofOneVendor(List<Device> devices) {
        return VENDORS.stream()
                .map(vendor -> devices.stream()
                        .filter(d -> d.info().vendor().toLowerCase(Locale.ROOT).startsWith(vendor))
                        .toList())
                .filter(theirs -> !theirs.isEmpty())
                .findFirst()
                .orElse(devices);
    }
}
