package org.kachel.op;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * How many components scipy counts in {@link LabelImages} of one size with seed 1, see {@code golden/label-contents/README.md}.
 *
 * @param crc32 of the image as bytes 0 and 1, in hexadecimal
 */
record LabelCounts(LabelImages content, Interval interval, String crc32, Map<Connectivity, Integer> components) {
    static final long SEED = 1;

    static List<LabelCounts> all() {
        try (InputStream in = LabelCounts.class.getResourceAsStream("/golden/label-contents/counts.csv");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(LabelCounts::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was counted in that content and size, if it was. */
    static Optional<LabelCounts> of(LabelImages content, Interval interval) {
        return all().stream()
                .filter(c -> c.content == content && Intervals.equals(c.interval, interval))
                .findFirst();
    }

    private static LabelCounts parse(String line) {
        String[] f = line.split(",", -1);
        long[] n = Arrays.stream(f, 1, 4).mapToLong(Long::parseLong).toArray();
        Map<Connectivity, Integer> components = Map.of(
                Connectivity.FACES, Integer.parseInt(f[5]),
                Connectivity.EDGES, Integer.parseInt(f[6]),
                Connectivity.CORNERS, Integer.parseInt(f[7]));
        LabelImages content = LabelImages.valueOf(f[0].toUpperCase(java.util.Locale.ROOT));
        return new LabelCounts(content, new FinalInterval(n), f[4], components);
    }

    Voxels image() {
        return content.of(VoxelType.UINT8, interval, SEED);
    }

    static String crc32(Voxels image) {
        CRC32 crc = new CRC32();
        crc.update(image.bytes().duplicate());
        return "%08x".formatted(crc.getValue());
    }

    @Override
    public String toString() {
        return content + " " + Intervals.toString(interval);
    }
}
