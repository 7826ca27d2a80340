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
import org.kachel.block.io.VolumeException;
import org.kachel.block.io.VolumeInfo;
import org.kachel.block.io.Volumes;
import org.kachel.job.ExitCode;
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

    @Option(names = "--level", defaultValue = "-1", description = "Level of the pyramid, 0 the finest.")
    private int level;

    @Option(names = "--histogram", description = "Read all voxels: minimum, maximum, mean and a histogram.")
    private boolean histogram;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        LogFile.inCache();
        PrintWriter out = spec.commandLine().getOut();
        VolumeAddress given = new VolumeAddress(volume, dataset, channel, time);
        VolumeAddress address = level < 0 ? given : Volumes.level(given, level);
        VolumeInfo info = Volumes.info(address);
        describe(out, info);
        levels(out, address, info);
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
        row(out, "spacing", spacing(info.spacing()));
    }

    private static String spacing(Spacing s) {
        return s.equals(Spacing.VOXELS) ? "unknown" : s.x() + ", " + s.y() + ", " + s.z() + " " + s.unit();
    }

    /** One line for each level; the paths alone where an array below the pyramid was named as the volume. */
    private static void levels(PrintWriter out, VolumeAddress address, VolumeInfo info) throws IOException {
        List<String> paths = info.levels();
        if (!paths.contains(info.dataset())) {
            row(out, "pyramid", paths.isEmpty() ? "none" : String.join(", ", paths));
            return;
        }
        row(out, "pyramid", paths.size() + (paths.size() == 1 ? " level" : " levels"));
        for (String path : paths) row(out, "  " + path, level(address.dataset(path)));
    }

    private static String level(VolumeAddress address) throws IOException {
        try {
            VolumeInfo level = Volumes.info(address);
            return times(level.size()) + " (x, y, z), spacing " + spacing(level.spacing());
        } catch (VolumeException e) {
            return "cannot be read: " + e.getMessage();
        }
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
