package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Containers that other software wrote, against the hashes of what that software or an independent reader reads. */
class GoldenContainersTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void unpack() throws IOException {
        try (ZipInputStream zip = new ZipInputStream(resource("golden-containers.zip"))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName()).normalize();
                assertThat(file.startsWith(folder)).isTrue();
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
    }

    private static InputStream resource(String name) {
        return GoldenContainersTest.class.getResourceAsStream(name);
    }

    static Stream<String> goldens() {
        try (InputStream in = resource("golden-containers.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isReadAsItsWriterReadsIt(String line) throws Exception {
        String[] golden = line.split("\t");
        VolumeAddress address = VolumeAddress.of(folder.resolve(golden[0]).toString());
        if (golden[1].equals("refused")) {
            assertThatThrownBy(() -> Volumes.open(address))
                    .isInstanceOf(VolumeException.class)
                    .hasMessageContaining(golden[2])
                    .hasMessageContaining(golden[0]);
            return;
        }
        assertThat(Volumes.info(address).shape().stream().map(String::valueOf).toList())
                .containsExactly(golden[1].split("x"));
        assertThat(Volumes.info(address).type()).isEqualTo(VoxelType.named(golden[2]));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (VolumeAddress channel : channels(address))
            digest.update(whole(channel).bytes());
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(golden[3]);
    }

    private static List<VolumeAddress> channels(VolumeAddress address) throws IOException {
        VolumeInfo info = Volumes.info(address);
        int axis = info.axes().indexOf("c");
        List<VolumeAddress> channels = new ArrayList<>();
        if (axis >= 0)
            for (int c = 0; c < info.shape().get(axis); c++)
                channels.add(new VolumeAddress(address.container(), address.dataset(), c, -1));
        return channels.isEmpty() ? List.of(address) : channels;
    }

    private static Voxels whole(VolumeAddress address) throws IOException {
        try (Volume volume = Volumes.open(address)) {
            Voxels voxels = Voxels.zeros(volume.type(), volume.interval());
            volume.read(voxels);
            return voxels;
        }
    }

    @Test
    void aPyramidOpensAtItsFinestLevel() throws Exception {
        for (String version : List.of("0.4", "0.5")) {
            VolumeAddress address = VolumeAddress.of(
                    folder.resolve("neuroglancer/ome_zarr_" + version).toString());
            VolumeInfo info = Volumes.info(address);
            assertThat(info.format()).startsWith("ome-zarr-" + version);
            assertThat(info.dataset()).isEqualTo("scale0/image");
            assertThat(info.levels()).containsExactly("scale0/image", "scale1/image", "scale2/image");
            assertThat(info.spacing()).isEqualTo(new Spacing(30, 4, 1, "nanometer"));
            VolumeInfo coarse = Volumes.info(address.dataset("scale2/image"));
            assertThat(coarse.spacing()).isEqualTo(new Spacing(120, 16, 1, "nanometer"));
            VolumeInfo itself = Volumes.info(VolumeAddress.of(address.container() + "/scale1/image"));
            assertThat(itself.spacing()).isEqualTo(new Spacing(60, 8, 1, "nanometer"));
            assertThat(Volumes.datasets(address.container())).containsExactly("");
        }
    }

    @Test
    void aGroupOfSeveralArraysListsThem() {
        assertThatThrownBy(() -> Volumes.open(
                        VolumeAddress.of(folder.resolve("zarr_python.n5").toString())))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("choose one with dataset: ")
                .hasMessageContaining("blobs_gzip, ");
    }
}
