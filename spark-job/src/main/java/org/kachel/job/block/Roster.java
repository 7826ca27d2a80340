package org.kachel.job.block;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kachel.gpu.Device;

/** Which devices of this process still work: a device that is lost again after it was opened anew is not tried any more. */
final class Roster {
    private static final int CHANCES = 2;

    private final Map<Device, Integer> losses = new ConcurrentHashMap<>();

    boolean works(Device device) {
        return losses.getOrDefault(device, 0) < CHANCES;
    }

    List<Device> working(List<Device> devices) {
        return devices.stream().filter(this::works).toList();
    }

    /** It was lost while a block was computed. */
    void lost(Device device) {
        losses.merge(device, 1, Integer::sum);
    }

    /** It has computed a block. */
    void worked(Device device) {
        losses.remove(device);
    }
}
