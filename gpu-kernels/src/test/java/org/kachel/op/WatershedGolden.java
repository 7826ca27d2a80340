package org.kachel.op;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import net.imglib2.FinalInterval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** A flood by scikit-image or by the definition, see {@code golden/watershed/README.md}. */
record WatershedGolden(
        String name, String image, long[] size, VoxelType type, Connectivity connectivity, boolean masked) {
    private static final String FOLDER = "/golden/watershed/";

    static List<WatershedGolden> all() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open("goldens.csv"), StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(WatershedGolden::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WatershedGolden parse(String line) {
        String[] f = line.split(",", -1);
        long[] size = {Long.parseLong(f[2]), Long.parseLong(f[3]), Long.parseLong(f[4])};
        return new WatershedGolden(f[0], f[1], size, VoxelType.named(f[5]), Connectivity.named(f[6]), f[7].equals("1"));
    }

    SeededWatershed operation() {
        return new SeededWatershed(connectivity);
    }

    /** Image, seeds and perhaps mask. */
    List<Voxels> images() {
        List<Voxels> images = new ArrayList<>(List.of(read(image, type), read(image + "-seeds", VoxelType.UINT16)));
        if (masked) images.add(read(image + "-mask", VoxelType.UINT8));
        return images;
    }

    /** The labels as uint32. */
    Voxels expected() {
        Voxels stored = read(name, VoxelType.UINT16);
        Voxels labels = Voxels.zeros(VoxelType.UINT32, stored.interval());
        for (int i = 0; i < labels.count(); i++) labels.setInteger(i, stored.integer(i));
        return labels;
    }

    private Voxels read(String file, VoxelType of) {
        try (InputStream in = new GZIPInputStream(open(file + ".gz"))) {
            return new Voxels(of, new FinalInterval(size), ByteBuffer.wrap(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String file) throws IOException {
        InputStream in = WatershedGolden.class.getResourceAsStream(FOLDER + file);
        if (in == null) throw new IOException("no resource " + FOLDER + file);
        return in;
    }

    @Override
    public String toString() {
        return name;
    }
}
