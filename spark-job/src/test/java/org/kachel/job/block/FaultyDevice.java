package org.kachel.job.block;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.Lane;

/** The real device, whose lanes fail when a test says so, with the failures that drivers report. */
public final class FaultyDevice implements Device {
    /** Decides at each call of a lane. */
    public interface Fault {
        /**
         * @param lane number of the lane, from 0 in the order in which they were opened
         * @param call number of the lane's call
         * @return the failure, or null for none
         */
        DeviceException.Kind at(long lane, long call, String method);
    }

    private static final Map<Device, Device> SEEN = new ConcurrentHashMap<>();

    private final Device device;
    private final Fault fault;
    private final AtomicLong lanes = new AtomicLong();

    private FaultyDevice(Device device, Fault fault) {
        this.device = device;
        this.fault = fault;
    }

    /** All devices fail so until {@link #heal}. */
    public static void install(Fault fault) {
        SEEN.clear();
        Devices.seenThrough(device -> SEEN.computeIfAbsent(device, d -> new FaultyDevice(d, fault)));
    }

    public static void heal() {
        Devices.seenThrough(device -> device);
    }

    @Override
    public DeviceInfo info() {
        return device.info();
    }

    @Override
    public Lane lane(long peakBytes) {
        long number = lanes.getAndIncrement();
        fail(fault.at(number, 0, "lane"), "lane");
        Lane lane = device.lane(peakBytes);
        AtomicLong calls = new AtomicLong();
        return (Lane) Proxy.newProxyInstance(
                Lane.class.getClassLoader(), new Class<?>[] {Lane.class}, (proxy, method, arguments) -> {
                    String name = method.getName();
                    if (!name.equals("close") && !name.equals("device"))
                        fail(fault.at(number, calls.incrementAndGet(), name), name);
                    try {
                        return method.invoke(lane, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void fail(DeviceException.Kind kind, String method) {
        if (kind != null) throw new DeviceException(kind, "injected " + kind + " in " + method, null);
    }

    @Override
    public long budgetBytes() {
        return device.budgetBytes();
    }

    @Override
    public Usage usage() {
        return device.usage();
    }
}
