package org.kachel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeInfo;
import org.kachel.block.io.Volumes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kachel info}: what a volume is. */
@Command(name = "info", description = "Describes a volume; reads its voxels only where asked for a histogram.")
final class InfoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "VOLUME")
    private String volume;

    @Option(names = "--dataset", defaultValue = "", description = "Path of the array inside the container.")
    private String dataset;

    @Option(names = "--channel", defaultValue = "-1", description = "Channel, from 0.")
    private int channel;

    @Option(names = "--time", defaultValue = "-1", description = "Time point, from 0.")
    private int time;

    @Option(names = "--histogram", description = "Read all voxels: minimum, maximum, mean and a histogram.")
    private boolean histogram;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        LogFile.inCache();
        PrintWriter out = spec.commandLine().getOut();
        VolumeAddress address = new VolumeAddress(volume, dataset, channel, time);
        describe(out, Volumes.info(address));
        if (!histogram) return ExitCode.DONE.code();
        try (Volume open = Volumes.open(address)) {
            Histogram.of(open).print(out);
        }
        return ExitCode.DONE.code();
    }

    private void describe(PrintWriter out, VolumeInfo info) {
        row(out, "volume", volume + (info.dataset().isEmpty() ? "" : ", dataset " + info.dataset()));
        row(out, "format", info.format());
        row(out, "voxels", times(info.size()) + " (x, y, z) " + info.type());
        row(out, "memory", bytes(info));
        row(out, "stored as", times(info.shape()) + " (" + String.join(", ", info.axes()) + ")");
        row(out, "chunk", times(info.chunk()) + (info.shard().isEmpty() ? "" : " in shards of " + times(info.shard())));
        row(out, "codec", info.codec() + ", " + info.byteOrder() + " endian, fill value " + info.fill());
        Spacing s = info.spacing();
        row(
                out,
                "spacing",
                s.equals(Spacing.VOXELS) ? "unknown" : s.x() + ", " + s.y() + ", " + s.z() + " " + s.unit());
        row(out, "pyramid", info.levels().isEmpty() ? "none" : String.join(", ", info.levels()));
    }

    private static String bytes(VolumeInfo info) {
        double bytes = info.type().bytes();
        for (long s : info.size()) bytes *= s;
        return String.format(Locale.ROOT, "%.1f MiB per channel and time point", bytes / (1 << 20));
    }

    private static String times(List<? extends Number> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(" × "));
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf("%-10s %s%n", name, value);
    }
}
