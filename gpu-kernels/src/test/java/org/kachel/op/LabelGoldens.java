package org.kachel.op;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import net.imglib2.FinalInterval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Masks and scipy's labels of them, see {@code golden/connected-components/README.md}. */
record LabelGoldens(String mask, long[] size, Connectivity connectivity, int components, String sha256) {
    private static final String FOLDER = "/golden/connected-components/";

    static List<LabelGoldens> all() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open("goldens.csv"), StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(LabelGoldens::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LabelGoldens parse(String line) {
        String[] f = line.split(",", -1);
        long[] size = {Long.parseLong(f[1]), Long.parseLong(f[2]), Long.parseLong(f[3])};
        return new LabelGoldens(f[0], size, Connectivity.named(f[4]), Integer.parseInt(f[5]), f[6]);
    }

    private static InputStream open(String file) throws IOException {
        InputStream in = LabelGoldens.class.getResourceAsStream(FOLDER + file);
        if (in == null) throw new IOException("no resource " + FOLDER + file);
        return in;
    }

    Voxels image() {
        try (InputStream in = new GZIPInputStream(open(mask + ".gz"))) {
            return new Voxels(VoxelType.UINT8, new FinalInterval(size), ByteBuffer.wrap(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(Voxels labels) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(labels.bytes().duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return mask + " " + connectivity;
    }
}
