package org.kachel.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.kachel.block.io.TiffImport;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.Volumes;
import org.kachel.job.ExitCode;
import org.kachel.job.PyramidJob;
import org.kachel.job.RunOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kachel import}: TIFF in, chunks out. */
@Command(name = "import", description = "Turns a TIFF stack into a chunked volume.")
final class ImportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TIFF")
    private Path tiff;

    @Parameters(index = "1", paramLabel = "OUT")
    private String out;

    @Option(
            names = "--format",
            defaultValue = "ome-zarr-0.4",
            description = "Format of OUT: ${DEFAULT-VALUE} by default.")
    private String format;

    @Option(names = "--codec", defaultValue = "zstd:1", description = "Codec of OUT: ${DEFAULT-VALUE} by default.")
    private String codec;

    @Option(
            names = "--chunk",
            split = ",",
            defaultValue = "64,64,64",
            description = "X,Y,Z: ${DEFAULT-VALUE} by default.")
    private int[] chunk;

    @Option(names = "--channel", defaultValue = "-1", description = "Channel of the TIFF, from 0.")
    private int channel;

    @Option(names = "--time", defaultValue = "-1", description = "Time point of the TIFF, from 0.")
    private int time;

    @Option(names = "--label", description = "The voxels are labels.")
    private boolean label;

    @Mixin
    private LevelOptions levels;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "For levels: auto, gpu, cpu, java or part of a name.")
    private String device;

    @Option(names = "--overwrite", description = "Replace an output that already stands there.")
    private boolean overwrite;

    @Spec
    private CommandLine.Model.CommandSpec command;

    @Override
    public Integer call() throws IOException {
        LogFile.inCache();
        VolumeAddress address = VolumeAddress.of(out);
        VolumeSpec.Format chosen = format();
        if (chunk.length != 3 || Math.min(chunk[0], Math.min(chunk[1], chunk[2])) < 1)
            throw new RequestException("--chunk must be three sizes X,Y,Z, each at least 1");
        TiffImport stack = new TiffImport(tiff, channel, time);
        VolumeSpec spec = PyramidJob.spec(stack.spec(chosen, chunk, codec, label), levels.pyramid());
        String where = RunSettings.device(device);
        if (Volumes.exists(address)) {
            if (!overwrite) throw new RequestException(address + " exists already; --overwrite replaces it");
            Volumes.delete(address);
        }
        if (spec.levels().count() == 1) stack.to(address, chosen, chunk, codec, label);
        else {
            stack.write(address, spec);
            command.commandLine().getOut().println("levels on " + where);
            PyramidJob.run(
                    address,
                    spec,
                    RunOptions.DEFAULT.withOverwrite(true).withDevice(device).withQuiet(true));
        }
        return ExitCode.DONE.code();
    }

    private VolumeSpec.Format format() {
        try {
            return VolumeSpec.Format.named(format);
        } catch (IllegalArgumentException e) {
            throw new RequestException("--format: " + e.getMessage());
        }
    }
}
