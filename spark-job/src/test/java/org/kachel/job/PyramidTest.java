package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeInfo;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.job.spec.PipelineFile;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.op.ParameterException;

/** Levels are the whole image's, whatever the blocks: against numpy, and against boxes folded one by one. */
@ExtendWith(LocalSpark.class)
class PyramidTest {
    private static final int CASES = 12;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "nuclei, '[20, 30, 11]', '7', ome-zarr-0.4",
        "nuclei, '[8, 16, 24]', '7, block: [8, 16, 24]', ome-zarr-0.5",
        "flat, '[14, 48, 24]', '4, factors: [2, 3]', ome-zarr-0.4",
        "labels, '[20, 30, 11]', '7', ome-zarr-0.4",
        "labels, '[56, 16, 8]', '7, block: [56, 16, 8]', n5",
        "blobs, '64', '9', ome-zarr-0.5",
        "blob-labels, '[100, 64]', '9', ome-zarr-0.4"
    })
    void levelsAreNumpys(String golden, String chunk, String levels, String format)
            throws IOException, GeneralSecurityException {
        boolean blobs = golden.startsWith("blob");
        write(blobs ? Goldens.blobs() : Goldens.nucleiSmall(), Spacing.VOXELS);
        String[] more = levels.split(", block: ");
        String block = more.length > 1 ? "block: " + more[1] : "";
        boolean labels = golden.endsWith("labels");
        run(
                List.of(
                        "{name: mask, op: greater, value: %d}".formatted(blobs ? 128 : 700),
                        "{name: labels, op: connected-components, connectivity: faces}"),
                "format: %s, chunk: %s, levels: %s, write: {%s}"
                        .formatted(format, chunk, more[0], labels ? "labels: labels/it" : "input: it"),
                block);
        List<String[]> rows = Goldens.HERE.table("pyramid").stream()
                .filter(row -> row[0].equals(golden))
                .toList();
        VolumeAddress image = out(labels ? "labels/it" : "it");
        assertThat(Volumes.info(image).levels()).hasSize(rows.size() + 1);
        for (String[] row : rows) {
            Voxels level = TestVolumes.read(Volumes.level(image, Integer.parseInt(row[1])));
            assertThat(level.interval().dimensionsAsLongArray())
                    .containsExactly(Long.parseLong(row[2]), Long.parseLong(row[3]), Long.parseLong(row[4]));
            assertThat(sha256(level)).as("%s level %s", golden, row[1]).isEqualTo(row[5]);
        }
    }

    private static String sha256(Voxels voxels) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(voxels.bytes().duplicate());
        return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    void levelsDoNotDependOnTheGrid() {
        long seed = Long.getLong("kachel.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            String about = "seed %d, case %d".formatted(seed, i);
            try {
                randomCase(random, about);
            } catch (RuntimeException | IOException e) {
                throw new AssertionError(about, e);
            }
        }
    }

    private void randomCase(Random random, String about) throws IOException {
        VoxelType type = VoxelType.values()[random.nextInt(VoxelType.values().length)];
        int[] size = {
            1 + random.nextInt(40), 1 + random.nextInt(30), random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(20)
        };
        int[] factors = IntStream.range(0, 3)
                .map(d -> List.of(2, 2, 2, 1, 3).get(random.nextInt(5)))
                .toArray();
        if (Arrays.stream(factors).allMatch(f -> f == 1)) factors[0] = 2;
        int[] chunk = new int[3], block = new int[3];
        for (int d = 0; d < 3; d++) {
            chunk[d] = Math.max((size[d] + 5) / 6, 1 + random.nextInt(12));
            block[d] = chunk[d] * (1 + random.nextInt(3));
        }
        List<Integer> list = Arrays.stream(factors).boxed().toList();
        int most = org.kachel.block.io.Levels.most(
                Arrays.stream(size).asLongStream().toArray(), list);
        int levels = 1 + random.nextInt(most);
        boolean mode = !type.floating() && random.nextBoolean();
        write(noise(random, type, size), Spacing.VOXELS);
        String format = List.of("ome-zarr-0.4", "ome-zarr-0.5", "n5").get(random.nextInt(3));
        run(
                List.of("{name: same, op: crop}"),
                "format: %s, chunk: %s, levels: %d, factors: %s, downsample: %s"
                        .formatted(format, Arrays.toString(chunk), levels, list, mode ? "mode" : "mean"),
                "block: " + Arrays.toString(block) + (random.nextInt(3) == 0 ? "\ndevice: java" : ""));
        String all = "%s: %s %s of %s, chunk %s, block %s, factors %s, %d levels, %s"
                .formatted(
                        about,
                        format,
                        Arrays.toString(size),
                        type,
                        Arrays.toString(chunk),
                        Arrays.toString(block),
                        list,
                        levels,
                        mode ? "mode" : "mean");
        for (int level = 1; level < levels; level++)
            assertThat(TestVolumes.read(Volumes.level(out(""), level)).bytes())
                    .as("%s, level %d", all, level)
                    .isEqualTo(fold(TestVolumes.read(Volumes.level(out(""), level - 1)), factors, mode)
                            .bytes());
    }

    private static Voxels noise(Random random, VoxelType type, int[] size) {
        Voxels voxels = Voxels.zeros(type, new FinalInterval(size[0], size[1], size[2]));
        int few = 1 + random.nextInt(5);
        boolean labels = random.nextBoolean();
        for (int i = 0; i < voxels.count(); i++)
            if (labels) voxels.setReal(i, random.nextInt(few));
            else if (type.floating()) voxels.setReal(i, random.nextGaussian() * 1e3);
            else voxels.setInteger(i, random.nextLong());
        return voxels;
    }

    /** The definition, box by box. */
    private static Voxels fold(Voxels in, int[] factors, boolean mode) {
        long[] size = in.interval().dimensionsAsLongArray(), out = new long[3];
        for (int d = 0; d < 3; d++) out[d] = (size[d] + factors[d] - 1) / factors[d];
        Voxels folded = Voxels.zeros(in.type(), new FinalInterval(out));
        int at = 0;
        for (int z = 0; z < out[2]; z++)
            for (int y = 0; y < out[1]; y++)
                for (int x = 0; x < out[0]; x++, at++) {
                    List<Integer> box = new ArrayList<>();
                    for (long c = z * factors[2]; c < Math.min(size[2], (z + 1) * factors[2]); c++)
                        for (long b = y * factors[1]; b < Math.min(size[1], (y + 1) * factors[1]); b++)
                            for (long a = x * factors[0]; a < Math.min(size[0], (x + 1) * factors[0]); a++)
                                box.add(in.index(a, b, c));
                    if (mode) folded.setInteger(at, mode(in, box));
                    else if (in.type().floating())
                        folded.setReal(at, box.stream().mapToDouble(in::real).reduce(0, Double::sum) / box.size());
                    else folded.setInteger(at, mean(in, box));
                }
        return folded;
    }

    private static long mean(Voxels in, List<Integer> box) {
        java.math.BigInteger twice = java.math.BigInteger.ZERO, n = java.math.BigInteger.valueOf(box.size());
        for (int i : box) twice = twice.add(new java.math.BigInteger(text(in, i)).shiftLeft(1));
        java.math.BigInteger[] quotient = twice.add(n).divideAndRemainder(n.shiftLeft(1));
        return (quotient[1].signum() < 0 ? quotient[0].subtract(java.math.BigInteger.ONE) : quotient[0]).longValue();
    }

    private static String text(Voxels in, int i) {
        return in.type() == VoxelType.UINT64 ? Long.toUnsignedString(in.integer(i)) : Long.toString(in.integer(i));
    }

    /** The most frequent value, the largest of several. */
    private static long mode(Voxels in, List<Integer> box) {
        Map<Long, Integer> counts = new HashMap<>();
        for (int i : box) counts.merge(in.integer(i), 1, Integer::sum);
        java.util.Comparator<Long> order = in.type() == VoxelType.UINT64 ? Long::compareUnsigned : Long::compare;
        int most = counts.values().stream().max(Integer::compare).orElseThrow();
        return counts.keySet().stream()
                .filter(v -> counts.get(v) == most)
                .max(order)
                .orElseThrow();
    }

    @Test
    void labelsAreWrittenBesideTheirImageAtAllLevels() throws IOException {
        write(Goldens.nucleiSmall(), new Spacing(0.5, 0.5, 2, "micrometer"));
        run(
                List.of("{name: mask, op: greater, value: 700}", "{name: cells, op: connected-components}"),
                "levels: 3, factors: [2, 2, 1], write: {input: '', cells: labels/cells}",
                "");
        for (String path : List.of("", "labels/cells")) {
            VolumeInfo info = Volumes.info(out(path));
            assertThat(info.levels()).hasSize(3);
            VolumeInfo last = Volumes.info(Volumes.level(out(path), 2));
            assertThat(last.spacing()).isEqualTo(new Spacing(2, 2, 2, "micrometer"));
            assertThat(last.size()).containsExactly(14L, 12L, 24L);
            assertThat(last.chunk()).isEqualTo(List.of(16, 12, 14));
        }
        Voxels labels = TestVolumes.read(Volumes.level(out("labels/cells"), 1));
        assertThat(labels.type()).isEqualTo(VoxelType.UINT32);
        assertThat(Files.readString(folder.resolve("out/labels/cells/.zattrs"))).contains("\"mode\"");
        assertThat(Files.readString(folder.resolve("out/.zattrs"))).contains("\"mean\"");
    }

    @Test
    void aLevelIsAnInput() throws IOException {
        write(Goldens.nucleiSmall(), new Spacing(0.5, 0.5, 2, "micrometer"));
        run(List.of("{name: same, op: crop}"), "levels: 3", "");
        Voxels second = TestVolumes.read(Volumes.level(out(""), 2));
        Files.move(folder.resolve("out"), folder.resolve("in.zarr.pyramid"));
        String text = "input: {volume: %s, level: 2}\nsteps: [{op: crop}]\noutput: {volume: %s}\n"
                .formatted(folder.resolve("in.zarr.pyramid"), folder.resolve("out"));
        run(text);
        assertThat(TestVolumes.read(out("")).bytes()).isEqualTo(second.bytes());
        assertThat(Volumes.info(out("")).spacing()).isEqualTo(new Spacing(2, 2, 8, "micrometer"));
        assertThatThrownBy(() -> run(text.replace("level: 2", "level: 3")))
                .hasMessageContaining("there is no level 3, the pyramid has 3 levels (0 to 2)");
    }

    @Test
    void autoEndsWhereTheImageIsSmall() throws IOException {
        write(Voxels.zeros(VoxelType.UINT8, new FinalInterval(700, 260, 3)), Spacing.VOXELS);
        run(List.of("{name: same, op: crop}"), "levels: auto", "");
        assertThat(Volumes.info(out("")).levels()).containsExactly("0", "1", "2");
        assertThat(Volumes.info(Volumes.level(out(""), 2)).size()).containsExactly(175L, 65L, 1L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        levels: 8                                   | output.levels is 8, but 'same' of [56, 48, 24] voxels has at most 7 levels by factors of [2, 2, 2]
        levels: 2, format: zarr2                    | output.levels: zarr2 holds one array per image; pyramids go to ome-zarr-0.4, ome-zarr-0.5 or n5
        levels: auto, format: zarr3                 | output.levels: zarr3 holds one array per image; pyramids go to ome-zarr-0.4, ome-zarr-0.5 or n5
        levels: 2, write: {input: '', same: '1/x'}  | output.write: '1/x' is where the levels of input go; write same somewhere else
        levels: 2, downsample: mode, write: {f: ''} | output.downsample: mode is for labels, which are integers, but 'f' is float32
        """)
    void whatCannotBeIsRefusedBeforeAnythingRuns(String output, String message) throws IOException {
        write(Goldens.nucleiSmall(), Spacing.VOXELS);
        List<String> steps = List.of("{name: f, op: gaussian-blur, sigma: 1}", "{name: same, op: crop, of: input}");
        assertThatThrownBy(() -> run(steps, output, ""))
                .isInstanceOf(ParameterException.class)
                .hasMessage(message);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aRunThatFailsOnALevelLeavesNothingThatOpens() throws IOException {
        write(Goldens.nucleiSmall(), Spacing.VOXELS);
        Path blocked = folder.resolve("out/2");
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(blocked, "a file where a folder must go");
        assertThatThrownBy(() -> run(List.of("{name: same, op: crop}"), "levels: 4, write: {same: ''}", "", false))
                .isInstanceOf(Exception.class);
        assertThatThrownBy(() -> Volumes.open(out(""))).hasMessageContaining("holds no Zarr or N5 array");
        assertThat(Volumes.datasets(folder.resolve("out").toString())).isEmpty();
    }

    @Test
    void planTellsLevelsAndBytes() throws IOException {
        write(Goldens.nucleiSmall(), Spacing.VOXELS);
        PipelineSpec spec = spec(List.of("{name: same, op: crop}"), "levels: 3", "");
        String text = Job.plan(
                        spec,
                        RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true))
                .text();
        assertThat(text)
                .contains("phase 2  level 1 of same: reads 8.00 voxels for each one it yields")
                .contains("downsample: mean of 2 × 2 × 2")
                .contains("[28, 24, 12] voxels, 16 KiB")
                .contains("(ome-zarr-0.4, 3 levels), 144 KiB before the codec");
    }

    private VolumeAddress out(String dataset) {
        return VolumeAddress.of(folder.resolve("out").toString()).dataset(dataset);
    }

    private void write(Voxels image, Spacing spacing) throws IOException {
        VolumeAddress address = VolumeAddress.of(folder.resolve("in.zarr").toString());
        if (Volumes.exists(address)) Volumes.delete(address);
        Interval interval = image.interval();
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.OME_ZARR_0_4,
                image.type(),
                interval.dimensionsAsLongArray(),
                new int[] {16, 16, 16},
                "zstd:1",
                spacing,
                false);
        try (VolumeWriter writer = Volumes.writer(address, spec)) {
            writer.write(image);
            writer.finish();
        }
    }

    private PipelineSpec spec(List<String> steps, String output, String more) throws IOException {
        String text = "input: {volume: %s}\n%s\nsteps:\n  - %s\noutput: {volume: %s, %s}\n"
                .formatted(
                        folder.resolve("in.zarr"), more, String.join("\n  - ", steps), folder.resolve("out"), output);
        return PipelineFile.read(Files.writeString(folder.resolve("p.yaml"), text), List.of());
    }

    private void run(List<String> steps, String output, String more) throws IOException {
        run(steps, output, more, true);
    }

    private void run(List<String> steps, String output, String more, boolean overwrite) throws IOException {
        Job.run(
                spec(steps, output, more),
                RunOptions.DEFAULT.withOverwrite(overwrite).withThreads(2).withQuiet(true));
    }

    private void run(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), text);
        Job.run(
                PipelineFile.read(file, List.of()),
                RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true));
    }
}
