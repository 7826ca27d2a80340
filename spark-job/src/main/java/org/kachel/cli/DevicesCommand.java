package org.kachel.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.jocl.OpenClDevices;
import org.kachel.job.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** {@code kachel devices}: what a pipeline could run on here. */
@Command(name = "devices", description = "Lists the devices of this machine.")
final class DevicesCommand implements Callable<Integer> {
    private static final double GIB = 1L << 30;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        OpenClDevices.Found found = OpenClDevices.discover();
        for (Device device : found.devices()) {
            DeviceInfo i = device.info();
            out.printf(
                    Locale.ROOT,
                    "%-4s %s: %d compute units, %.1f GiB (largest buffer %.1f GiB), driver %s%n",
                    i.kind().name().toLowerCase(Locale.ROOT),
                    i.name().strip(),
                    i.computeUnits(),
                    i.memoryBytes() / GIB,
                    i.maxAllocationBytes() / GIB,
                    i.version().strip());
        }
        if (found.devices().isEmpty()) out.println("no OpenCL device: " + found.reason());
        out.println("java plain Java on " + Runtime.getRuntime().availableProcessors() + " processors, always there");
        return ExitCode.DONE.code();
    }
}
