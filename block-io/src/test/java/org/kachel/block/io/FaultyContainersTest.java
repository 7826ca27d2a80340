package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Wrong metadata, broken chunks and wrong requests end in a message that names the place; nothing is half done. */
class FaultyContainersTest {
    private static final String ZARR2 = "{\"zarr_format\":2,\"shape\":[4,6],\"chunks\":[4,6],\"dtype\":\"<u2\","
            + "\"compressor\":null,\"filters\":null,\"fill_value\":0,\"order\":\"C\"}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[4,6],\"chunks\"|[-4,6],\"chunks\"|size -4",
                "[4,6],\"chunks\"|[4,0],\"chunks\"|size 0",
                "[4,6],\"chunks\"|[4611686018427387904,6],\"chunks\"|overflow",
                "[4,6],\"chunks\"|[4,6,8],\"chunks\"|3 axes",
                "[4,6],\"chunks\"|[],\"chunks\"|1 to 32 axes",
                "[4,6],\"chunks\"|\"many\",\"chunks\"|shape must be an array",
                "[4,6],\"dtype\"|[2147483647,2147483647],\"dtype\"|a chunk of",
                "[4,6],\"dtype\"|[0,6],\"dtype\"|chunk has the size 0",
                "<u2|<c16|dtype",
                "\"compressor\":null|\"compressor\":{\"id\":\"snappy\"}|'snappy' is not known",
                "\"filters\":null|\"filters\":[{\"id\":\"delta\"}]|filter 'delta'",
                "\"fill_value\":0|\"fill_value\":-1|fill_value",
                "\"fill_value\":0|\"fill_value\":1e999999999|fill_value",
                "\"fill_value\":0|\"fill_value\":\"AAA=\"|fill_value",
                "\"order\":\"C\"|\"order\":\"K\"|order",
                "\"zarr_format\":2|\"zarr_format\":7|zarr_format",
                "{\"zarr|{{\"zarr|JSON",
            })
    void wrongMetadataIsRefusedByName(String from, String to, String message) throws Exception {
        Files.writeString(folder.resolve(".zarray"), ZARR2.replace(from, to));
        assertThatThrownBy(() -> open(""))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(".zarray");
    }

    @Test
    void metadataNestedWithoutEndIsRefused() throws Exception {
        Files.writeString(folder.resolve(".zarray"), "{\"a\":" + "[".repeat(100_000));
        assertThatThrownBy(() -> open("")).isInstanceOf(VolumeException.class).hasMessageContaining(".zarray");
    }

    @Test
    void fillValuesOfAllKindsAreRead() throws Exception {
        assertThat(filled("<f4", "\"NaN\"")).isNaN();
        assertThat(filled("<f4", "NaN")).isNaN();
        assertThat(filled("<f8", "\"-Infinity\"")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(filled("<f8", "0.1")).isEqualTo(0.1);
        assertThat(filled(">i4", "-7")).isEqualTo(-7);
        assertThat(filled("<u8", "18446744073709551615")).isEqualTo(0x1p64);
        assertThat(filled("|b1", "true")).isEqualTo(1);
        assertThat(filled("|u1", "null")).isEqualTo(0);
        assertThat(filled("<u2", "9.0")).isEqualTo(9);
    }

    private double filled(String type, String fill) throws IOException {
        Files.writeString(
                folder.resolve(".zarray"),
                ZARR2.replace("<u2", type).replace("\"fill_value\":0", "\"fill_value\":" + fill));
        try (Volume volume = open("")) {
            Voxels voxels = Voxels.zeros(volume.type(), volume.interval());
            volume.read(voxels);
            assertThat(Double.compare(voxels.real(0), voxels.real(voxels.count() - 1)))
                    .isZero();
            return voxels.real(23);
        }
    }

    static Stream<String> codecs() {
        return Stream.of("raw", "zstd:1", "gzip:1", "zlib:1", "lz4", "blosc-lz4-shuffle");
    }

    @ParameterizedTest
    @EnumSource(VolumeSpec.Format.class)
    void aBrokenChunkIsNamed(VolumeSpec.Format format) throws Exception {
        for (String codec : codecs().toList()) {
            Path container = folder.resolve(codec.replace(':', '_'));
            VolumeAddress address = new VolumeAddress(container.toString(), "a", -1, -1);
            Voxels voxels = RoundTripTest.random(VoxelType.UINT16, new FinalInterval(20, 10, 5), 1);
            write(address, format, codec, voxels, false);
            Path chunk = onlyChunk(container);
            byte[] good = Files.readAllBytes(chunk);
            Files.write(chunk, Arrays.copyOf(good, good.length / 2));
            assertBroken(address, container.relativize(chunk));
            Files.write(chunk, Arrays.copyOf(good, 3));
            assertBroken(address, container.relativize(chunk));
            Files.write(chunk, new byte[0]);
            assertBroken(address, container.relativize(chunk));
            if (codec.equals("zstd:1") || codec.equals("gzip:1") || codec.equals("zlib:1")) {
                byte[] flipped = good.clone();
                flipped[good.length - 20] ^= 0x10;
                Files.write(chunk, flipped);
                assertBroken(address, container.relativize(chunk));
            }
        }
    }

    private static void assertBroken(VolumeAddress address, Path chunk) throws IOException {
        try (Volume volume = Volumes.open(address)) {
            assertThatThrownBy(() -> volume.read(Voxels.zeros(volume.type(), volume.interval())))
                    .isInstanceOf(VolumeException.class)
                    .hasMessageContaining(address.toString())
                    .hasMessageContaining(chunk.toString())
                    .hasMessageContaining("while reading");
        }
    }

    private static Path onlyChunk(Path container) throws IOException {
        try (Stream<Path> files = Files.walk(container)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> f.getFileName().toString().matches("\\d+"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static void write(VolumeAddress address, VolumeSpec.Format format, String codec, Voxels voxels, boolean label)
            throws IOException {
        long[] size = voxels.interval().dimensionsAsLongArray();
        VolumeSpec spec =
                new VolumeSpec(format, voxels.type(), size, new int[] {32, 32, 32}, codec, Spacing.VOXELS, label);
        try (VolumeWriter writer = Volumes.writer(address, spec)) {
            writer.write(voxels);
            writer.finish();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other", "a/../../b", "a//b", ".", "a\\b"})
    void aDatasetPathStaysInside(String path) {
        assertThatThrownBy(() -> open(path)).isInstanceOf(VolumeException.class).hasMessageContaining("path");
    }

    @Test
    void nothingThereSaysSo() {
        VolumeAddress nowhere = VolumeAddress.of(folder.resolve("nowhere.zarr").toString());
        assertThatThrownBy(() -> Volumes.open(nowhere))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("nothing at");
        assertThatThrownBy(() -> Volumes.open(VolumeAddress.of("ipfs://x/y")))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("no store serves 'ipfs:'");
    }

    @Test
    void aWrongDatasetListsTheRightOnes() throws Exception {
        Voxels voxels = RoundTripTest.random(VoxelType.UINT8, new FinalInterval(4, 4, 4), 1);
        write(new VolumeAddress(folder.toString(), "one", -1, -1), VolumeSpec.Format.N5, "raw", voxels, false);
        write(new VolumeAddress(folder.toString(), "two", -1, -1), VolumeSpec.Format.N5, "raw", voxels, false);
        assertThatThrownBy(() -> open("three")).hasMessageContaining("one, two");
        assertThatThrownBy(() -> open("")).hasMessageContaining("choose one with dataset: one, two");
        assertThatThrownBy(() -> Volumes.delete(VolumeAddress.of(folder.toString())))
                .hasMessageContaining("one, two");
        assertThat(open("one").interval().dimension(0)).isEqualTo(4);
    }

    private Volume open(String dataset) throws IOException {
        return Volumes.open(VolumeAddress.of(folder.toString()).dataset(dataset));
    }
}
