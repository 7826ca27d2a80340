package org.kachel.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.kachel.block.io.TiffImport;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.Volumes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Option(names = "--overwrite", description = "Replace an output that already stands there.")
    private boolean overwrite;

    @Override
    public Integer call() throws IOException {
        LogFile.inCache();
        VolumeAddress address = VolumeAddress.of(out);
        VolumeSpec.Format chosen = format();
        if (chunk.length != 3 || Math.min(chunk[0], Math.min(chunk[1], chunk[2])) < 1)
            throw new RequestException("--chunk must be three sizes X,Y,Z, each at least 1");
        if (Volumes.exists(address)) {
            if (!overwrite) throw new RequestException(address + " exists already; --overwrite replaces it");
            Volumes.delete(address);
        }
        new TiffImport(tiff, channel, time).to(address, chosen, chunk, codec, label);
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
