package org.kachel.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import net.imglib2.FinalInterval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Stored images and results of other software: this module's and those of {@code gpu-kernels}, see the READMEs there. */
final class Goldens {
    static final Goldens HERE = new Goldens(Path.of("src/test/resources/golden"));
    static final Goldens LABELS = new Goldens(Path.of("src/test/resources/golden/labels"));
    static final Goldens COMPONENTS =
            new Goldens(Path.of("../gpu-kernels/src/test/resources/golden/connected-components"));
    static final Goldens NEIGHBOURHOOD = new Goldens(Path.of("../gpu-kernels/src/test/resources/golden/neighbourhood"));

    private final Path folder;

    private Goldens(Path folder) {
        this.folder = folder;
    }

    Voxels image(String name, VoxelType type, long... size) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(name + ".gz")))) {
            return new Voxels(type, new FinalInterval(size), ByteBuffer.wrap(in.readAllBytes()));
        }
    }

    static Voxels blobs() throws IOException {
        return NEIGHBOURHOOD.image("blobs", VoxelType.UINT8, 256, 254, 1);
    }

    static Voxels nucleiSmall() throws IOException {
        return NEIGHBOURHOOD.image("nuclei3d_small", VoxelType.UINT16, 56, 48, 24);
    }

    /** The rows of a table, without its header. */
    List<String[]> table(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name + ".csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
    }

    /** Of labels as int32, as the goldens of connected components are stored. */
    static String sha256(Voxels labels) {
        ByteBuffer ints = ByteBuffer.allocate(4 * labels.count()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < labels.count(); i++) ints.putInt(Math.toIntExact(labels.integer(i)));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(ints.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
